"""W07 says: the first pass must stay finite, forward and back."""

import torch
from torch import nn

from wellwired.checks import first_output_not_finite as check
from wellwired.core.verdict import Outcome
from wellwired.probes.first_pass import first_pass


class LogOfZero(nn.Module):
    def forward(self, x):
        return torch.log(torch.relu(x))


class RootOfZero(nn.Module):
    """Fine forward; the slope of the root at 0 is infinite, and 0 times infinity is NaN."""

    def forward(self, x):
        return torch.sqrt(x * (x > 0))


def test_fires_on_the_logarithm_of_zero_and_names_it(network, loss, batch):
    faulty = network()
    faulty[2] = LogOfZero()
    assert check.judge(first_pass(faulty, loss, *batch)).where == "2"


def test_fires_on_a_gradient_that_is_nan_behind_a_finite_output(network, loss, batch):
    faulty = network()
    faulty[2] = RootOfZero()
    verdict = check.judge(first_pass(faulty, loss, *batch))
    assert (verdict.outcome, verdict.where) == (Outcome.FAILED, "1")


def test_fires_on_a_weight_that_starts_as_nan(network, loss, batch):
    faulty = network()
    with torch.no_grad():
        faulty[3].weight[0, 0] = float("nan")
    assert check.judge(first_pass(faulty, loss, *batch)).where == "3.weight"


def test_fires_on_inputs_with_infinity(network, loss, batch):
    x, y = batch[0].clone(), batch[1]
    x[3, 0, 2, 2] = float("inf")
    assert check.judge(first_pass(network(), loss, x, y)).where == "input"


def test_stays_silent_on_sound_networks(sound, loss, batch):
    assert check.judge(first_pass(sound, loss, *batch)).outcome is Outcome.PASSED


def test_stays_silent_on_an_infinity_inside_a_module(loss, batch):
    class Masked(nn.Module):
        def __init__(self):
            super().__init__()
            self.map = nn.Linear(64, 10)

        def forward(self, x):
            scores = self.map(x.flatten(1))
            masked = torch.where(scores < scores.amax(1, keepdim=True) - 1.0, -torch.inf, scores)
            return scores * masked.softmax(1)

    assert check.judge(first_pass(Masked(), loss, *batch)).outcome is Outcome.PASSED
