"""The first layer with NaN or infinity is named, and the network stays as it was."""

import pytest
import torch

from wellwired.core.plans import Activation, BatchNorm, Conv, Flatten, Head, NetworkPlan
from wellwired.network.build import build
from wellwired.train.nonfinite import find_nonfinite, first_nonfinite

BLOCKS = (Conv(channels=4), BatchNorm(), Activation(), Conv(channels=4), Activation(), Flatten())


def network():
    plan = NetworkPlan(input_shape=(1, 4, 4), blocks=BLOCKS, head=Head(kind="classes", num_outputs=3))
    return build(plan, seed=0).train()


def batch():
    return torch.randn(6, 1, 4, 4, generator=torch.Generator().manual_seed(0)), torch.arange(6) % 3


def layer(model, kind, place=0):
    return [(name, one) for name, one in model.named_modules() if isinstance(one, kind)][place]


class Root(torch.autograd.Function):
    """The root of a value near 0, whose gradient is not finite."""

    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, gradient):
        return gradient / 0.0


def test_finds_nothing_in_a_sound_step():
    assert first_nonfinite(network(), *batch()) == ("", "")


def test_names_the_input():
    x, y = batch()
    x[2, 0, 1, 1] = torch.inf
    assert first_nonfinite(network(), x, y) == ("input", "")


def test_names_the_weight():
    model = network()
    name, one = layer(model, torch.nn.Conv2d, 1)
    with torch.no_grad():
        one.weight[0, 0, 0, 0] = torch.nan
    assert first_nonfinite(model, *batch()) == ("weight", f"{name}.weight")


def test_names_the_layer_whose_output_overflows():
    model = network()
    name, one = layer(model, torch.nn.Conv2d, 1)
    with torch.no_grad():
        one.weight.fill_(3e38)
    assert first_nonfinite(model, *batch()) == ("output", name)
    assert find_nonfinite(model, *batch()) == name


def test_names_the_loss(monkeypatch):
    model = network()
    monkeypatch.setattr(model.head, "loss", lambda outputs, y, label_smoothing: outputs.sum() / 0.0)
    assert first_nonfinite(model, *batch()) == ("loss", "")


def test_names_the_layer_behind_which_the_gradient_bursts():
    model = network()
    name, one = layer(model, torch.nn.Conv2d, 1)
    one.register_forward_hook(lambda _layer, _args, out: Root.apply(out))
    assert first_nonfinite(model, *batch()) == ("gradient", name)


@pytest.mark.parametrize("planted", [False, True])
def test_leaves_the_network_as_it_was(planted):
    model = network()
    if planted:
        with torch.no_grad():
            layer(model, torch.nn.Conv2d, 1)[1].weight.fill_(3e38)
    before = {name: one.clone() for name, one in model.state_dict().items()}
    first_nonfinite(model, *batch())
    assert all(torch.equal(before[name], one) for name, one in model.state_dict().items())
    assert all(one.grad is None for one in model.parameters())
    assert model.training
    assert not any(one._forward_hooks for one in model.modules())
