"""F05 says: the training loss must fall."""

import math

import numpy as np
import pytest
import torch

from wellwired.checks import loss_on_plateau as check
from wellwired.core.records.training import Plateau
from wellwired.core.verdict import Outcome

GUESS = math.log(10)


@pytest.mark.parametrize("seed", range(3))
def test_fires_on_a_learning_rate_that_moves_nothing(network, digits, train, seed):
    losses, _ = train(network(), *digits, rate=1e-9, steps=60, seed=seed)
    assert check.judge(Plateau(losses=tuple(losses), guess_loss=GUESS)).outcome is Outcome.FAILED


def test_fires_on_labels_that_are_drawn_at_random_each_time(network, digits, train):
    x, _ = digits
    losses = []
    model = network()
    for step in range(40):
        y = torch.randint(0, 10, (len(x),), generator=torch.Generator().manual_seed(step))
        losses += train(model, x, y, rate=1e-4, steps=1, seed=step)[0]
    assert check.judge(Plateau(losses=tuple(losses), guess_loss=GUESS)).outcome is Outcome.FAILED


@pytest.mark.parametrize("kind", ["plain", "norm", "residual"])
def test_stays_silent_on_sound_trainings(network, digits, train, kind):
    losses, _ = train(network(kind, width=8), *digits, steps=40)
    assert check.judge(Plateau(losses=tuple(losses), guess_loss=GUESS)).outcome is Outcome.PASSED


def test_stays_silent_on_a_fall_that_ends_in_the_first_steps():
    rng = np.random.default_rng(0)
    losses = (2.3, *(0.5 + 0.02 * rng.normal(size=99)))
    assert check.judge(Plateau(losses=losses, guess_loss=None)).outcome is Outcome.PASSED


def test_stays_silent_on_a_training_that_goes_on_from_a_good_one():
    rng = np.random.default_rng(0)
    losses = tuple(0.1 + 0.02 * rng.normal(size=100))
    assert check.judge(Plateau(losses=losses, guess_loss=GUESS)).outcome is Outcome.PASSED


@pytest.mark.parametrize("noise", [0.0, 1e-3, 0.3])
def test_fires_on_noise_of_any_size_about_the_guess(noise):
    rng = np.random.default_rng(1)
    losses = tuple(GUESS + noise * rng.normal(size=100))
    assert check.judge(Plateau(losses=losses, guess_loss=GUESS)).outcome is Outcome.FAILED


def test_is_unsure_after_few_values():
    assert check.judge(Plateau(losses=(2.3, 2.3, 2.3), guess_loss=GUESS)).outcome is Outcome.UNSURE
