"""The floor and the guess of a loss agree with their formulas."""

import math

import pytest
import torch
from torch import nn

from wellwired.probes.floor import floor_loss, guess_loss

Y = torch.tensor([0, 0, 0, 1, 1, 2])
OUTPUTS = torch.zeros(6, 3)


def test_floor_of_cross_entropy_is_zero():
    assert floor_loss(nn.CrossEntropyLoss(), OUTPUTS, Y) == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize("smoothing", [0.05, 0.1, 0.4])
def test_floor_under_label_smoothing_is_the_entropy_of_the_smoothed_target(smoothing):
    target = [1 - smoothing + smoothing / 3, smoothing / 3, smoothing / 3]
    entropy = -sum(one * math.log(one) for one in target)
    found = floor_loss(nn.CrossEntropyLoss(label_smoothing=smoothing), OUTPUTS, Y)
    assert found == pytest.approx(entropy, abs=1e-4)  # float32 sums, L-BFGS to its tolerance


def test_guess_of_cross_entropy_is_the_entropy_of_the_shares():
    entropy = -sum(share * math.log(share) for share in (1 / 2, 1 / 3, 1 / 6))
    assert guess_loss(nn.CrossEntropyLoss(), OUTPUTS, Y) == pytest.approx(entropy, abs=1e-4)


def test_guess_of_squared_error_is_the_variance():
    y = torch.tensor([[1.0], [2.0], [6.0]])
    assert guess_loss(nn.MSELoss(), torch.zeros(3, 1), y) == pytest.approx(14 / 3, rel=1e-4)


def test_a_loss_without_a_lower_end_has_no_floor():
    assert floor_loss(nn.NLLLoss(), OUTPUTS, Y) is None
