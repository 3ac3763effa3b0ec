"""Noise is a function of seed and step, has the size asked for, and leaves no trace in the weights."""

import pytest
import torch
from torch import nn

from wellwired.train.noise import noisy_input, noisy_weights


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(200, 100), nn.BatchNorm1d(100))


def test_input_noise_has_the_deviation_asked_for():
    noise = noisy_input(torch.zeros(100, 100), 0.3, seed=0, step=0)
    assert noise.std().item() == pytest.approx(0.3, rel=0.03)  # 10,000 draws: four standard errors


def test_input_noise_of_zero_hands_the_input_back():
    x = torch.ones(3)
    assert noisy_input(x, 0.0, seed=0, step=0) is x


def test_input_noise_leaves_its_input_and_the_random_state():
    x, before = torch.ones(3), torch.get_rng_state()
    noisy_input(x, 1.0, seed=0, step=0)
    assert torch.equal(x, torch.ones(3))
    assert torch.equal(torch.get_rng_state(), before)


def test_equal_steps_draw_equally_and_others_do_not():
    one, same, other = (noisy_input(torch.zeros(9), 1.0, seed=0, step=step) for step in (4, 4, 5))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_weight_noise_is_a_share_of_the_root_mean_square():
    model = network()
    weight = model[0].weight.detach().clone()
    with noisy_weights(model, 0.5, seed=0, step=0):
        change = model[0].weight.detach() - weight
    wanted = 0.5 * weight.square().mean().sqrt()
    assert change.std().item() == pytest.approx(wanted.item(), rel=0.03)  # 20,000 draws: six standard errors


def test_weights_come_back_bit_for_bit():
    model = network()
    before = [one.detach().clone() for one in model.parameters()]
    with noisy_weights(model, 0.5, seed=0, step=0):
        assert not torch.equal(model[0].weight, before[0])
    assert all(map(torch.equal, model.parameters(), before))


def test_weights_come_back_after_an_error():
    model = network()
    before = model[0].weight.detach().clone()
    with pytest.raises(KeyError, match="inside"), noisy_weights(model, 0.5, seed=0, step=0):
        raise KeyError("inside")
    assert torch.equal(model[0].weight, before)
