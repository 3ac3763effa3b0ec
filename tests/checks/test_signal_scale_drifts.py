"""I02 says: the signal must keep its size through the layers."""

import pytest
from torch import nn

from wellwired.checks import signal_scale_drifts as check
from wellwired.core.verdict import Outcome
from wellwired.probes.signal import signal_scale


def judge(model, loss, batch):
    return check.judge(signal_scale(model, loss, *batch)[0])


@pytest.mark.parametrize("deviation", [0.01, 1.0])
def test_fires_on_weights_of_one_deviation_whatever_the_width(network, loss, batch, deviation):
    faulty = network(depth=6, width=64)
    for one in faulty.parameters():
        nn.init.normal_(one, std=deviation) if one.ndim > 1 else nn.init.zeros_(one)
    assert judge(faulty, loss, batch).outcome is Outcome.FAILED


def test_fires_and_names_the_one_layer_that_is_far_too_small(network, loss, batch):
    faulty = network(depth=4, width=64, he=True)
    faulty[5].weight.data.mul_(1e-4)
    verdict = judge(faulty, loss, batch)
    assert verdict.outcome is Outcome.FAILED


def test_stays_silent_on_sound_networks(sound, loss, batch):
    assert judge(sound, loss, batch).outcome is Outcome.PASSED


def test_stays_silent_on_a_last_layer_that_starts_small(network, loss, batch):
    model = network(depth=3)
    model[-1].weight.data.mul_(1e-6)
    assert judge(model, loss, batch).outcome is Outcome.PASSED


def test_stays_silent_on_branches_that_start_at_zero(network, loss, batch):
    model = network("residual", width=8)
    nn.init.zeros_(model[1].body[3].weight)
    assert judge(model, loss, batch).outcome is Outcome.PASSED


def test_skips_a_network_of_one_layer(loss, batch):
    assert judge(nn.Sequential(nn.Flatten(), nn.Linear(64, 10)), loss, batch).outcome is Outcome.SKIPPED
