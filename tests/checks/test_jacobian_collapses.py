"""G03 says: inputs must move the outputs along more than one line."""

from torch import nn

from wellwired.checks import jacobian_collapses as check
from wellwired.core.verdict import Outcome
from wellwired.probes.jacobian import jacobian_spectrum


def test_fires_on_a_layer_with_one_unit(network, batch):
    faulty = nn.Sequential(nn.Flatten(), nn.Linear(64, 1), nn.Linear(1, 10))
    assert check.judge(jacobian_spectrum(faulty, batch[0])).outcome is Outcome.FAILED


def test_fires_on_a_plain_network_of_great_depth(network, batch):
    faulty = network(depth=200, width=8, activation=nn.Identity)
    for one in faulty.parameters():
        nn.init.normal_(one, std=one.shape[-1] ** -0.5) if one.ndim > 1 else nn.init.zeros_(one)
    assert check.judge(jacobian_spectrum(faulty, batch[0])).outcome is Outcome.FAILED


def test_stays_silent_on_sound_networks(sound, batch):
    assert check.judge(jacobian_spectrum(sound, batch[0])).outcome is Outcome.PASSED


def test_stays_silent_on_a_last_layer_that_starts_at_zero(network, batch):
    model = network("norm")
    nn.init.zeros_(model[-1].weight)
    assert check.judge(jacobian_spectrum(model, batch[0])).outcome is Outcome.PASSED


def test_skips_two_outputs(batch):
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 2))
    assert check.judge(jacobian_spectrum(model, batch[0])).outcome is Outcome.SKIPPED
