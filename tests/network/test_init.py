"""Starting weights follow their rule, and data-driven scaling reaches unit variance and leaves no trace."""

import math

import pytest
import torch

from wellwired.core.errors import NetworkError
from wellwired.core.plans import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    Head,
    NetworkPlan,
    Residual,
)
from wellwired.network.build import build
from wellwired.network.init import RULES, fans, he, orthogonal, unit_variance
from wellwired.network.refuse import INITS

PLAN = NetworkPlan(
    input_shape=(3, 8, 8),
    blocks=(
        Conv(channels=6, bias=True),
        BatchNorm(),
        Activation(name="tanh"),
        Residual(body=(Conv(channels=9), Dropout(share=0.5), Activation())),
        Flatten(),
        Dense(units=20),
    ),
    head=Head(kind="classes", num_outputs=3),
    init="unit_variance",
)


def images():
    return 40.0 * torch.randn(16, 3, 8, 8, generator=torch.Generator().manual_seed(0))


def rng():
    return torch.Generator().manual_seed(0)


def test_every_rule_of_the_plan_is_there():
    assert set(RULES) == set(INITS)


@pytest.mark.parametrize("depth", [1, 10, 30])
def test_he_keeps_the_mean_square_through_a_deep_relu_stack(depth):
    x_BD = torch.randn(256, 512, generator=rng())
    draws = rng()
    for _ in range(depth):
        x_BD = x_BD.relu() @ he((512, 512), rng=draws).T
    assert 0.5 < x_BD.square().mean() < 2.0


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (8, 3, 2, 2)])
def test_orthogonal_weights_have_singular_values_of_one(shape):
    values = torch.linalg.svdvals(orthogonal(shape, rng=rng()).flatten(1).double())
    torch.testing.assert_close(values, torch.ones_like(values), atol=1e-5, rtol=0)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_same_generator_state_gives_the_same_draw(rule):
    assert torch.equal(rule((5, 4, 3, 3), rng=rng()), rule((5, 4, 3, 3), rng=rng()))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("shape", [(4,), (4, 0), (0, 4, 3, 3)])
def test_refuses_weights_without_inputs(rule, shape):
    with pytest.raises(NetworkError, match="weights of shape"):
        rule(shape, rng=rng())


def test_fans_count_each_channel_once_a_kernel_place():
    assert fans((16, 3, 5, 5)) == (3 * 25, 16 * 25)


def test_every_layer_reaches_unit_variance_in_one_pass():
    network = build(PLAN, seed=0)
    first = unit_variance(network, images())
    again = unit_variance(network, images())
    assert max(abs(math.log(one)) for one in first.values()) > 1.0
    assert all(one == pytest.approx(1.0, abs=1e-4) for one in again.values())


def test_layers_are_scaled_in_the_order_of_use():
    order = list(unit_variance(build(PLAN, seed=0), images()))
    assert order == [
        "body.0_conv",
        "body.3_residual.body.0_conv",
        "body.3_residual.skip.conv",
        "body.5_dense",
        "head.linear",
    ]


def test_a_bias_that_is_not_zero_is_scaled_along():
    network = build(PLAN, seed=0)
    with torch.no_grad():
        network.body[0].bias.fill_(7.0)
    unit_variance(network, images())
    assert float(network.body[0](images()).detach().std(correction=0)) == pytest.approx(1.0, abs=1e-5)


def test_leaves_nothing_behind_but_weights_and_biases():
    network = build(PLAN, seed=0)
    network.body[1].eval()
    torch.manual_seed(0)
    state, modes = torch.get_rng_state(), [module.training for module in network.modules()]
    buffers = {name: one.clone() for name, one in network.named_buffers()}
    unit_variance(network, images())
    assert torch.equal(torch.get_rng_state(), state)
    assert [module.training for module in network.modules()] == modes
    assert all(torch.equal(one, buffers[name]) for name, one in network.named_buffers())
    assert not any(module._forward_hooks for module in network.modules())


def test_names_a_layer_whose_output_is_constant():
    network = build(PLAN, seed=0)
    with torch.no_grad():
        network.body[5].weight.zero_()
    with pytest.raises(NetworkError, match=r"`body.5_dense` has deviation 0\.0"):
        unit_variance(network, images())
    assert not any(module._forward_hooks for module in network.modules())
