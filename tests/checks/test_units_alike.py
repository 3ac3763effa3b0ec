"""I01 says: units of a layer must not start as copies of each other."""

import pytest
import torch
from torch import nn

from wellwired.checks import units_alike as check
from wellwired.core.verdict import Outcome
from wellwired.probes.twins import alike_units


@pytest.mark.parametrize("value", [0.0, 0.01, 0.5])
def test_fires_on_weights_that_all_start_at_one_value(network, batch, value):
    faulty = network()
    for one in faulty.parameters():
        nn.init.constant_(one, value)
    assert check.judge(alike_units(faulty, batch[0])).outcome is Outcome.FAILED


def test_fires_on_filters_that_are_copies_in_and_out(network, batch):
    faulty = network("conv", width=8)
    with torch.no_grad():
        faulty[0].weight.copy_(faulty[0].weight[:1].expand_as(faulty[0].weight))
        faulty[0].bias.zero_()
        faulty[3].weight.copy_(faulty[3].weight[:, :1].expand_as(faulty[3].weight))
    assert check.judge(alike_units(faulty, batch[0])).where == "0.weight"


def test_stays_silent_on_sound_networks(sound, batch):
    assert check.judge(alike_units(sound, batch[0])).outcome is Outcome.PASSED


def test_stays_silent_on_a_last_layer_of_many_classes_that_starts_at_zero(batch):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 500))
    nn.init.zeros_(model[-1].weight)
    nn.init.zeros_(model[-1].bias)
    assert check.judge(alike_units(model, batch[0])).outcome is Outcome.PASSED


def test_stays_silent_on_zero_branches_behind_a_zero_last_layer(network, batch):
    model = network("residual", width=8)
    for one in (model[1], model[2]):
        nn.init.zeros_(one.body[3].weight)
    nn.init.zeros_(model[-1].weight)
    assert check.judge(alike_units(model, batch[0])).outcome is Outcome.PASSED


def test_stays_silent_on_a_few_units_cut_out(network, batch):
    model = network(width=64)
    with torch.no_grad():
        model[1].weight[:3] = 0.0
        model[1].bias[:3] = 0.0
    assert check.judge(alike_units(model, batch[0])).outcome is Outcome.PASSED
