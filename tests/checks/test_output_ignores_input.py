"""W05 says: the output must depend on the input."""

import torch
from torch import nn

from wellwired.checks import output_ignores_input as check
from wellwired.core.verdict import Outcome
from wellwired.probes.reach import input_reach


class Anew(nn.Module):
    def forward(self, x):
        return torch.ones_like(x)


def test_fires_on_a_tensor_made_anew_on_the_way(network, batch):
    faulty = network()
    faulty[0] = nn.Sequential(Anew(), nn.Flatten())
    assert check.judge(input_reach(faulty, batch[0])).outcome is Outcome.FAILED


def test_fires_on_a_layer_shut_by_its_bias(network, batch):
    faulty = network()
    with torch.no_grad():
        faulty[1].bias.fill_(-1e4)
    assert check.judge(input_reach(faulty, batch[0])).outcome is Outcome.FAILED


def test_stays_silent_on_sound_networks(sound, batch):
    assert check.judge(input_reach(sound, batch[0])).outcome is Outcome.PASSED


def test_stays_silent_on_a_last_layer_that_starts_at_zero(network, batch):
    model = network("conv")
    nn.init.zeros_(model[-1].weight)
    nn.init.zeros_(model[-1].bias)
    assert check.judge(input_reach(model, batch[0])).outcome is Outcome.PASSED


def test_is_unsure_when_all_inputs_are_equal(network, batch):
    assert check.judge(input_reach(network(), torch.zeros_like(batch[0]))).outcome is Outcome.UNSURE


def test_leaves_outputs_that_are_not_finite_to_another_check(network, batch):
    assert check.judge(input_reach(network(), batch[0] * float("nan"))).outcome is Outcome.UNSURE
