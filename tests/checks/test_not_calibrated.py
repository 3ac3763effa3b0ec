"""F07 says: of samples given a probability p, a share p must be right."""

import numpy as np
import pytest

from wellwired.checks import not_calibrated as check
from wellwired.core.verdict import Outcome
from wellwired.network.scores import calibration


def test_fires_on_a_network_trained_on_mixed_labels(network, digits, train, probabilities):
    x, y = digits
    wrong = y.clone()
    wrong[::2] = (y[::2] + 1) % 10
    model = network(width=256)
    train(model, x[:200], wrong[:200], steps=150, rate=1e-2)
    seen = calibration(probabilities(model, x[200:]), wrong[200:].numpy())
    assert (check.judge(seen).outcome, check.judge(seen).note) == (Outcome.FAILED, "the network is too sure")


def test_stays_silent_on_a_trained_network(network, digits, train, probabilities):
    (x, y), model = digits, network()
    train(model, x[:1200], y[:1200], steps=100)
    assert (
        check.judge(calibration(probabilities(model, x[1200:]), y[1200:].numpy())).outcome is Outcome.PASSED
    )


@pytest.mark.parametrize("num_classes", [2, 10, 100])
@pytest.mark.parametrize("num_samples", [50, 200, 5000])
def test_stays_silent_on_targets_drawn_from_the_probabilities(num_classes, num_samples):
    rng = np.random.default_rng(0)
    probability = rng.dirichlet(np.full(num_classes, 0.3), num_samples)
    target = np.array([rng.choice(num_classes, p=row) for row in probability])
    assert check.judge(calibration(probability, target)).outcome is Outcome.PASSED


def test_is_unsure_on_few_samples():
    assert check.judge(calibration(np.eye(2)[[0] * 20], np.ones(20, int))).outcome is Outcome.UNSURE
