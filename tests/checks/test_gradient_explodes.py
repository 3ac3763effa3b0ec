"""G02 says: the first layers must not get a gradient powers of ten larger than the last."""

import pytest
from torch import nn

from wellwired.checks import gradient_explodes as check
from wellwired.core.verdict import Outcome
from wellwired.probes.flow import gradient_flow


def test_fires_on_a_deep_network_with_large_weights(network, loss, batch):
    faulty = network(depth=12, width=64, activation=nn.Identity)
    for one in faulty.parameters():
        nn.init.normal_(one, std=0.5) if one.ndim > 1 else nn.init.zeros_(one)
    assert check.judge(gradient_flow(faulty, loss, *batch)).outcome is Outcome.FAILED


def test_fires_on_targets_a_million_times_the_outputs(network, batch):
    x, y = batch
    model = nn.Sequential(network(), nn.Linear(10, 1))
    seen = gradient_flow(model, nn.MSELoss(), x, 1e6 * y.float().unsqueeze(1))
    assert check.judge(seen).outcome is Outcome.FAILED


def test_stays_silent_on_sound_networks(sound, loss, batch):
    assert check.judge(gradient_flow(sound, loss, *batch)).outcome is Outcome.PASSED


@pytest.mark.parametrize("depth", [4, 16])
def test_stays_silent_on_deep_residual_networks(network, loss, batch, depth):
    model = network("residual", depth=depth, width=8, he=True)
    assert check.judge(gradient_flow(model, loss, *batch)).outcome is Outcome.PASSED
