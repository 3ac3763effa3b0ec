"""The network stands beside the line and the guess on the same samples, with standard errors."""

import numpy as np
import pytest

from wellwired.probes.compare import gap, result


@pytest.fixture(params=[2, 3, 10])
def drawn(request):
    rng = np.random.default_rng(request.param)
    probability = rng.dirichlet(np.full(request.param, 0.5), 400)
    return probability, np.array([rng.choice(request.param, p=row) for row in probability])


def test_the_result_holds_line_and_guess_of_the_same_samples(drawn):
    probability, target = drawn
    shares = np.bincount(target) / len(target)
    found = result(probability, target, line_NK=probability, guess_K=shares, part="test", scores=())
    assert (found.line, found.guess) == (found.network, pytest.approx(shares.max()))


def test_the_gain_over_itself_has_no_more_error_than_one_sample_in_all(drawn):
    probability, target = drawn
    found = result(probability, target, line_NK=probability, guess_K=np.ones(1), part="test", scores=())
    assert found.gain_error == pytest.approx(1 / 400)


def test_the_gap_is_told_for_both_accuracies(drawn):
    probability, target = drawn
    found = gap(np.eye(probability.shape[1])[target], target, probability, target)
    plain, balanced = found.metrics
    assert (plain.train, balanced.train) == (1.0, 1.0)
    assert plain.valid == (probability.argmax(1) == target).mean()
    assert balanced.guess == pytest.approx(1 / probability.shape[1])
