"""B02 says: a network must beat always saying the commonest class."""

import numpy as np
import pytest

from wellwired.checks import guess_not_beaten as check
from wellwired.core.verdict import Outcome
from wellwired.probes.compare import result


def judged(probability_NK, y, num_classes=10):
    guess_K = np.bincount(y, minlength=num_classes) / len(y)
    return check.judge(result(probability_NK, y, line_NK=None, guess_K=guess_K, part="test", scores=()))


def test_fires_on_a_network_trained_on_mixed_labels(network, digits, train, probabilities):
    (x, y), model = digits, network()
    mixed = y[np.random.default_rng(0).permutation(len(y))]
    train(model, x[:900], mixed[:900], steps=30)
    assert judged(probabilities(model, x[900:]), mixed[900:].numpy()).outcome is Outcome.FAILED


def test_stays_silent_on_a_trained_network(network, digits, train, probabilities):
    (x, y), model = digits, network()
    train(model, x[:900], y[:900])
    assert judged(probabilities(model, x[900:]), y[900:].numpy()).outcome is Outcome.PASSED


def test_stays_silent_where_rare_classes_are_told_at_the_cost_of_accuracy():
    rng = np.random.default_rng(0)
    y = (rng.random(1000) < 0.05).astype(int)
    score = np.clip(0.5 + 0.15 * (2 * y - 1) + 0.1 * rng.normal(size=1000), 0.01, 0.99)
    assert judged(np.stack([1 - score, score], 1), y, 2).outcome is Outcome.PASSED


@pytest.mark.parametrize("num_samples", [5, 15])
def test_is_unsure_on_few_samples(num_samples):
    rng = np.random.default_rng(0)
    y = np.arange(num_samples) % 2
    assert judged(rng.dirichlet([1, 1], num_samples), y, 2).outcome is not Outcome.FAILED
