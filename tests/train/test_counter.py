"""A draw is a function of seed, epoch, sample and name, and looks like chance."""

import numpy as np
import pytest
import torch
from scipy import stats

from wellwired.core.seeds import seed_of
from wellwired.train.counter import mix, uniform

MASK = 2**64 - 1


def slow_mix(word):
    """SplitMix64's finaliser in unbounded whole numbers."""
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def test_mix_equals_the_published_finaliser():
    words = torch.tensor([0, 1, -1, 2**62, -(2**63), 0x9E3779B9])
    assert [one & MASK for one in mix(words).tolist()] == [slow_mix(one & MASK) for one in words.tolist()]


def test_draw_equals_its_formula():
    key = seed_of(3, "augment", 4, 5)
    word = slow_mix((slow_mix((77 * 0x9E3779B97F4A7C15 + key) & MASK) + key) & MASK)
    assert uniform(torch.tensor([77]), seed=3, epoch=4, which=5).item() == (word >> 40) / 2**24


def test_draws_are_evenly_spread():
    draws = uniform(torch.arange(20_000), seed=0, epoch=0, which=0).numpy()
    assert stats.kstest(draws, "uniform").pvalue > 0.01


@pytest.mark.parametrize("other", [{"seed": 1}, {"epoch": 1}, {"which": 1}], ids=str)
def test_streams_are_not_correlated(other):
    base = {"seed": 0, "epoch": 0, "which": 0}
    one, two = (uniform(torch.arange(20_000), **words).numpy() for words in (base, base | other))
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / np.sqrt(20_000)  # four standard errors


def test_neighbouring_samples_are_not_correlated():
    draws = uniform(torch.arange(20_000), seed=0, epoch=0, which=0).numpy()
    assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) < 4 / np.sqrt(20_000)  # four standard errors
