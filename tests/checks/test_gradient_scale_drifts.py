"""I03 says: the gradient must keep its size on the way back."""

from torch import nn

from wellwired.checks import gradient_scale_drifts as check
from wellwired.core.verdict import Outcome
from wellwired.probes.signal import signal_scale


def judge(model, loss, batch):
    return check.judge(signal_scale(model, loss, *batch)[1])


def test_fires_on_many_sigmoids_in_a_row(network, loss, batch):
    assert judge(network(depth=12, activation=nn.Sigmoid), loss, batch).outcome is Outcome.FAILED


def test_fires_on_weights_of_deviation_one(network, loss, batch):
    faulty = network(depth=10, width=64)
    for one in faulty.parameters():
        nn.init.normal_(one, std=1.0) if one.ndim > 1 else nn.init.zeros_(one)
    assert judge(faulty, loss, batch).outcome is Outcome.FAILED


def test_stays_silent_on_sound_networks(sound, loss, batch):
    assert judge(sound, loss, batch).outcome is Outcome.PASSED


def test_stays_silent_behind_a_last_layer_that_starts_at_zero(network, loss, batch):
    model = network("residual", width=8)
    nn.init.zeros_(model[-1].weight)
    assert judge(model, loss, batch).outcome is Outcome.PASSED
