"""A network is built as planned: readable names, weights by the seed alone, a form that can be saved."""

from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from wellwired.core.errors import NetworkError
from wellwired.core.json_form import from_json, to_json
from wellwired.core.plans import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Head,
    NetworkPlan,
    Residual,
)
from wellwired.network.build import build

PLAN = NetworkPlan(
    input_shape=(3, 8, 8),
    blocks=(
        Conv(channels=4, bias=True),
        BatchNorm(),
        Activation(),
        Residual(body=(Conv(channels=6, stride=2), BatchNorm(), Activation())),
        GlobalPool(),
        Dropout(share=0.5),
        Dense(units=5),
    ),
    head=Head(kind="classes", num_outputs=3),
)


def weights_equal(one, other):
    return {name: torch.equal(one[name], other[name]) for name in one}


def test_equal_seeds_give_equal_weights():
    assert all(weights_equal(build(PLAN, seed=3).state_dict(), build(PLAN, seed=3).state_dict()).values())


def test_other_seeds_give_other_weights():
    equal = weights_equal(build(PLAN, seed=3).state_dict(), build(PLAN, seed=4).state_dict())
    assert not any(same for name, same in equal.items() if name.endswith("conv.weight"))


def test_the_global_random_state_is_neither_read_nor_changed():
    torch.manual_seed(0)
    before = torch.get_rng_state()
    first = build(PLAN, seed=3).state_dict()
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(1)
    assert all(weights_equal(first, build(PLAN, seed=3).state_dict()).values())


def test_a_layer_more_behind_leaves_the_other_draws_alone():
    longer = replace(PLAN, blocks=(*PLAN.blocks, Dense(units=5)))
    equal = weights_equal(build(PLAN, seed=3).state_dict(), build(longer, seed=3).state_dict())
    assert all(equal.values())


def test_two_layers_of_one_shape_draw_apart():
    plan = replace(PLAN, blocks=(Conv(channels=3), Conv(channels=3), GlobalPool()))
    state = build(plan, seed=3).state_dict()
    assert not torch.equal(state["body.0_conv.weight"], state["body.1_conv.weight"])


def test_names_tell_place_and_kind():
    names = [name for name, _ in build(PLAN, seed=0).named_parameters()]
    assert names == [
        "body.0_conv.weight",
        "body.0_conv.bias",
        "body.1_batch_norm.weight",
        "body.1_batch_norm.bias",
        "body.3_residual.body.0_conv.weight",
        "body.3_residual.body.1_batch_norm.weight",
        "body.3_residual.body.1_batch_norm.bias",
        "body.3_residual.skip.conv.weight",
        "body.6_dense.weight",
        "body.6_dense.bias",
        "head.linear.weight",
        "head.linear.bias",
    ]


def test_scales_start_at_one_and_biases_and_shifts_at_zero():
    for name, parameter in build(PLAN, seed=0).named_parameters():
        if name.endswith("batch_norm.weight"):
            assert (parameter == 1).all()
        elif name.endswith("bias"):
            assert (parameter == 0).all()


@pytest.mark.parametrize("kernel", [1, 3, 5])
@pytest.mark.parametrize("padding", ["valid", "same", "full"])
def test_torch_pads_by_itself_where_both_sides_are_alike(padding, kernel):
    plan = replace(PLAN, blocks=(Conv(channels=4, kernel=kernel, padding=padding), GlobalPool()))
    assert type(build(plan, seed=0).body[0]) is nn.Conv2d


def test_a_plan_through_json_builds_the_same_network():
    again = from_json(NetworkPlan, to_json(PLAN))
    assert all(weights_equal(build(PLAN, seed=0).state_dict(), build(again, seed=0).state_dict()).values())


def test_weights_survive_a_safetensors_file(tmp_path):
    network = build(PLAN, seed=0).eval()
    save_file(network.state_dict(), tmp_path / "network.safetensors")
    other = build(PLAN, seed=1).eval()
    other.load_state_dict(load_file(tmp_path / "network.safetensors"))
    x_BCHW = torch.ones(2, 3, 8, 8)
    assert torch.equal(network(x_BCHW), other(x_BCHW))


def test_a_network_without_body_is_a_linear_map():
    plan = replace(PLAN, blocks=(Flatten(),))
    network = build(plan, seed=0)
    x_BCHW = torch.ones(2, 3, 8, 8)
    wanted = x_BCHW.flatten(1) @ network.head.linear.weight.T
    torch.testing.assert_close(network(x_BCHW), wanted)


@pytest.mark.parametrize("shape", [(2, 1, 8, 8), (3, 8, 8)])
def test_refuses_an_input_of_another_form(shape):
    with pytest.raises(NetworkError, match="the input is of shape"):
        build(PLAN, seed=0)(torch.zeros(shape))
