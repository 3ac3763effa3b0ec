"""B01 says: a network must beat the line by more than noise, or the report says that it does not."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from wellwired.checks import line_not_beaten as check
from wellwired.core.records.result import Result
from wellwired.core.verdict import Outcome
from wellwired.probes.compare import result


def record(**changes):
    plain = {
        "metric": "accuracy",
        "part": "test",
        "num_samples": 1000,
        "num_classes": 2,
        "network": 0.9,
        "line": 0.8,
        "guess": 0.5,
        "metric_error": 0.01,
        "gain_error": 0.012,
        "balanced_accuracy": 0.9,
        "balanced_error": 0.01,
        "scores": (),
    }
    return Result(**(plain | changes))


def rings(count, seed):
    """Two classes, a disc within a ring: a line can do nothing."""
    rng = np.random.default_rng(seed)
    angle, y = rng.uniform(0, 2 * np.pi, count), rng.integers(0, 2, count)
    radius = 1.0 + y + 0.1 * rng.normal(size=count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).astype(np.float32), y


def judged(network_NK, line_NK, y):
    return check.judge(result(network_NK, y, line_NK=line_NK, guess_K=np.ones(2) / 2, part="test", scores=()))


def test_fires_where_an_untrained_network_loses_to_a_line(network, digits, probabilities):
    x, y = digits[0].flatten(1).numpy(), digits[1].numpy()
    line = LogisticRegression(max_iter=300).fit(x[:900], y[:900])
    seen = result(
        probabilities(network(), digits[0][900:]),
        y[900:],
        line_NK=line.predict_proba(x[900:]),
        guess_K=np.ones(10) / 10,
        part="test",
        scores=(),
    )
    verdict = check.judge(seen)
    assert (verdict.outcome, verdict.note) == (Outcome.FAILED, "the line wins: use it")


def test_fires_where_both_do_as_well_on_many_samples():
    assert check.judge(record(network=0.8, gain_error=0.002)).note == "the line does as well as the network"


def test_stays_silent_where_a_line_can_do_nothing(train, probabilities):
    import torch
    from torch import nn

    x, y = rings(1200, 0)
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 2))
    train(model, torch.tensor(x[:800]), torch.tensor(y[:800]), steps=150, rate=1e-2)
    line = LogisticRegression().fit(x[:800], y[:800]).predict_proba(x[800:])
    assert judged(probabilities(model, torch.tensor(x[800:])), line, y[800:]).outcome is Outcome.PASSED


@pytest.mark.parametrize("network", [0.795, 0.8, 0.805, 0.82])
def test_is_unsure_within_the_noise(network):
    assert check.judge(record(network=network)).outcome is Outcome.UNSURE


def test_is_unsure_where_the_line_leaves_nothing_to_gain():
    assert check.judge(record(network=0.999, line=0.999, gain_error=0.001)).outcome is Outcome.UNSURE


def test_counts_the_spread_over_seeds_as_noise():
    assert check.judge(record(network=0.84, seed_spread=0.05)).outcome is Outcome.UNSURE


def test_skips_without_a_line():
    assert check.judge(record(line=None)).outcome is Outcome.SKIPPED
