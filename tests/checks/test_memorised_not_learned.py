"""F04 says: what is learned must hold on the validation part, beyond a guess."""

import numpy as np
import pytest
import torch

from wellwired.checks import memorised_not_learned as check
from wellwired.core.records.training import Gap, GapMetric
from wellwired.core.verdict import Outcome
from wellwired.probes.compare import gap


def measured(model, x, y, probabilities, *, num_train):
    train, valid = slice(0, num_train), slice(num_train, None)
    train_NK, valid_NK = probabilities(model, x[train]), probabilities(model, x[valid])
    return gap(train_NK, y[train].numpy(), valid_NK, y[valid].numpy())


def test_fires_on_labels_that_do_not_belong_to_the_samples(network, digits, train, probabilities):
    x, y = digits[0][:800], digits[1][:800]
    mixed = y[torch.randperm(800, generator=torch.Generator().manual_seed(0))]
    model = network(width=256)
    train(model, x[:200], mixed[:200], steps=150, rate=1e-2)
    assert check.judge(measured(model, x, mixed, probabilities, num_train=200)).outcome is Outcome.FAILED


def test_stays_silent_where_a_small_set_shows_a_wide_gap_but_learned(network, digits, train, probabilities):
    x, y = digits[0][:400], digits[1][:400]
    model = network(width=256)
    train(model, x[:30], y[:30], steps=100, batch=30)
    seen = measured(model, x, y, probabilities, num_train=30)
    assert (seen.metrics[0].train - seen.metrics[0].valid > 0.15, check.judge(seen).outcome) == (
        True,
        Outcome.PASSED,
    )


def test_stays_silent_where_nothing_was_memorised_either(network, digits, probabilities):
    x, y = digits
    assert check.judge(measured(network(), x, y, probabilities, num_train=900)).outcome is Outcome.PASSED


def test_stays_silent_on_rare_classes_told_better_than_by_guess():
    rng = np.random.default_rng(0)
    y = (rng.random(600) < 0.05).astype(int)
    score = np.clip(0.5 + 0.3 * (2 * y - 1) + 0.2 * rng.normal(size=600), 0.01, 0.99)
    valid = np.stack([1 - score, score], 1)
    sure = np.eye(2)[y]
    assert check.judge(gap(sure, y, valid, y)).outcome is Outcome.PASSED


@pytest.mark.parametrize("num_valid", [10, 25])
def test_is_unsure_on_few_validation_samples(num_valid):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 200)
    wrong = np.eye(2)[rng.integers(0, 2, num_valid)]
    assert check.judge(gap(np.eye(2)[y], y, wrong, y[:num_valid])).outcome is not Outcome.FAILED


def test_skips_without_a_validation_part():
    one = GapMetric(name="accuracy", train=1.0, valid=0.0, guess=0.0, error=0.0)
    assert check.judge(Gap(metrics=(one,), num_train=9, num_valid=0)).outcome is Outcome.SKIPPED
