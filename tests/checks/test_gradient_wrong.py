"""W06 says: the gradient must be the slope of the loss."""

import pytest
import torch
from torch import nn

from wellwired.checks import gradient_wrong as check
from wellwired.core.verdict import Outcome
from wellwired.probes.differences import gradient_agreement


class WrongSquare(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, slope):
        (x,) = ctx.saved_tensors
        return slope * x  # the factor 2 is forgotten


class Square(nn.Module):
    def __init__(self, wrong):
        super().__init__()
        self.wrong = wrong

    def forward(self, x):
        return WrongSquare.apply(x) if self.wrong else x * x


class HalfDetached(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(32, 32), nn.Linear(32, 32)

    def forward(self, x):
        hidden = self.first(x)
        return torch.relu(hidden) * torch.sigmoid(self.second(hidden.detach()))


def test_fires_on_a_backward_pass_with_a_forgotten_factor(network, loss, batch):
    faulty = network()
    faulty[2] = Square(wrong=True)
    verdict = check.judge(gradient_agreement(faulty, loss, *batch))
    assert (verdict.outcome, verdict.where.split(".")[0]) == (Outcome.FAILED, "1")


def test_fires_on_a_detach_on_one_of_two_ways(network, loss, batch):
    faulty = network()
    faulty[3] = HalfDetached()
    assert check.judge(gradient_agreement(faulty, loss, *batch)).outcome is Outcome.FAILED


def test_stays_silent_on_the_same_square_done_right(network, loss, batch):
    model = network()
    model[2] = Square(wrong=False)
    assert check.judge(gradient_agreement(model, loss, *batch)).outcome is Outcome.PASSED


def test_stays_silent_on_sound_networks(sound, loss, batch):
    assert check.judge(gradient_agreement(sound, loss, *batch)).outcome is Outcome.PASSED


@pytest.mark.parametrize("seed", range(3))
def test_stays_silent_where_units_sit_on_the_kink(network, loss, batch, seed):
    x, y = batch
    model = network("conv", he=True, seed=seed)
    black = torch.where(x < 0, 0.0, x)  # zero input and zero bias: the units behind are exactly at 0
    assert check.judge(gradient_agreement(model, loss, black, y)).outcome is Outcome.PASSED


def test_is_unsure_when_float64_is_refused(loss, batch):
    class Single(nn.Module):
        def __init__(self):
            super().__init__()
            self.map = nn.Linear(64, 10)

        def forward(self, x):
            return self.map(x.flatten(1).float())

    assert check.judge(gradient_agreement(Single(), loss, *batch)).outcome is Outcome.UNSURE
