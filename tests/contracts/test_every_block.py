"""What every block owes: planned shapes, a gradient at every weight, samples kept apart, its symmetry.

A new block gets these tests from one row in `BLOCKS`.
"""

from dataclasses import dataclass
from typing import get_args

import pytest
import torch

from wellwired.core import plans
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
    Pool,
    Residual,
)
from wellwired.network.build import build
from wellwired.network.shape import shape_plan

SHAPE = (3, 25, 22)


@dataclass(frozen=True)
class Row:
    """A block, what stands around it, and its symmetry: `step` pixels in move the output by one, or none."""

    name: str
    block: plans.Block
    before: tuple[plans.Block, ...] = ()
    after: tuple[plans.Block, ...] = (Flatten(),)
    step: int | None = None
    blind_to_order: bool = False


def conv_rows():
    for padding in ("valid", "same", "full"):
        for kernel, stride in ((1, 1), (3, 1), (4, 1), (3, 2), (4, 3)):
            block = Conv(channels=4, kernel=kernel, stride=stride, padding=padding, bias=True)
            yield Row(f"conv-{padding}-{kernel}-{stride}", block, step=stride)
    yield Row("conv-flipped", Conv(channels=4, kernel=3, flipped=True), step=1)
    yield Row("conv-flipped-even", Conv(channels=4, kernel=4, stride=2, flipped=True), step=2)


WIDER = (Conv(channels=6), BatchNorm(), Activation(), Conv(channels=6))
SMALLER = (Conv(channels=6, stride=2), BatchNorm(), Activation(name="swish"), Conv(channels=6))
POINTWISE = ("relu", "gelu", "swish", "tanh", "sigmoid")
BLOCKS = [
    *conv_rows(),
    Row("batch-norm", BatchNorm(), step=1),
    Row("batch-norm-features", BatchNorm(), before=(Flatten(),), after=()),
    *[Row(f"activation-{name}", Activation(name=name), step=1) for name in POINTWISE],
    Row("pool-max", Pool(how="max", size=3, stride=1), step=1),
    Row("pool-mean", Pool(how="mean"), step=2),
    Row("global-mean", GlobalPool(how="mean"), after=(), blind_to_order=True),
    Row("global-max", GlobalPool(how="max"), after=(), blind_to_order=True),
    Row("flatten", Flatten(), after=()),
    Row("dropout", Dropout(share=0.3), step=1),
    Row("dense", Dense(units=5), before=(Flatten(),), after=()),
    Row("residual-identity", Residual(body=(BatchNorm(), Activation())), step=1),
    Row("residual-wider", Residual(body=WIDER), step=1),
    Row("residual-smaller", Residual(body=SMALLER), step=2),
    Row("residual-pooled", Residual(body=(Conv(channels=3), Pool())), step=2),
    Row("residual-cropped", Residual(body=(Conv(channels=3, padding="valid"),))),
    Row(
        "residual-dense",
        Residual(body=(Dense(units=7), Activation(name="tanh"))),
        before=(Flatten(),),
        after=(),
    ),
]
each_block = pytest.mark.parametrize("row", BLOCKS, ids=lambda row: row.name)


def plan_of(row):
    blocks = (*row.before, row.block, *row.after)
    return NetworkPlan(input_shape=SHAPE, blocks=blocks, head=Head(kind="classes", num_outputs=3))


def network_of(row):
    return build(plan_of(row), seed=1).double()


def block_of(row):
    return network_of(row).eval().body[len(row.before)]


def images(num):
    return torch.randn(num, *SHAPE, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def test_every_block_of_the_plan_has_a_row():
    assert {type(row.block) for row in BLOCKS} == set(get_args(plans.Block))


@each_block
def test_outputs_have_the_planned_shapes(row):
    network = network_of(row)
    planned = {one.layer: one.output_shape for one in shape_plan(plan_of(row))}
    seen = {}
    for layer in planned:
        network.get_submodule(layer).register_forward_hook(
            lambda module, inputs, output, layer=layer: seen.update({layer: tuple(output.shape[1:])})
        )
    network(images(2))
    assert seen == planned


@each_block
def test_parameters_are_as_many_as_planned(row):
    planned = sum(one.parameters for one in shape_plan(plan_of(row)))
    assert planned == sum(parameter.numel() for parameter in network_of(row).parameters())


@each_block
def test_a_gradient_reaches_every_weight(row):
    network = network_of(row)
    torch.manual_seed(0)  # dropout
    network.loss(network(images(24)), torch.arange(24) % 3).backward()
    idle = {
        name: int((one.grad == 0).sum()) for name, one in network.named_parameters() if (one.grad == 0).any()
    }
    assert not idle


@each_block
def test_a_gradient_reaches_the_input(row):
    x_BCHW = images(8).requires_grad_()
    network_of(row).eval()(x_BCHW).square().sum().backward()
    assert (x_BCHW.grad.flatten(1).abs().sum(1) > 0).all()


@each_block
def test_samples_stay_apart_in_eval_mode(row):
    network = network_of(row).eval()
    x_BCHW = images(4)
    before_BK = network(x_BCHW)
    x_BCHW[1:] = x_BCHW[1:].flip(0) * 3.0
    torch.testing.assert_close(network(x_BCHW)[0], before_BK[0], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("row", [row for row in BLOCKS if row.step], ids=lambda row: row.name)
def test_moves_with_its_input_away_from_the_edge(row):
    block = block_of(row)
    x_BCHW = images(2)
    still = block(x_BCHW).roll((1, 1), (2, 3))
    moved = block(x_BCHW.roll((row.step, row.step), (2, 3)))
    edge = 4 if row.step == 1 else 3  # one pixel of shift and the reach of the kernels
    inside = (..., slice(edge, -edge), slice(edge, -edge))
    assert moved[inside].numel() > 0
    torch.testing.assert_close(moved[inside], still[inside], rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("row", [row for row in BLOCKS if row.blind_to_order], ids=lambda row: row.name)
def test_is_blind_to_the_order_of_pixels(row):
    x_BCHW = images(2)
    order = torch.randperm(SHAPE[1] * SHAPE[2], generator=torch.Generator().manual_seed(1))
    mixed_BCHW = x_BCHW.flatten(2)[..., order].view_as(x_BCHW)
    block = block_of(row)
    torch.testing.assert_close(block(mixed_BCHW), block(x_BCHW), rtol=1e-12, atol=1e-12)


@each_block
def test_channels_last_changes_nothing(row):
    network = network_of(row).eval()
    x_BCHW = images(2)
    plain_BK = network(x_BCHW)
    last = torch.channels_last
    other_BK = network.to(memory_format=last)(x_BCHW.contiguous(memory_format=last))
    torch.testing.assert_close(other_BK, plain_BK, rtol=1e-10, atol=1e-10)


@each_block
def test_bfloat16_comes_close(row):
    network = network_of(row).float().eval()
    x_BCHW = images(2).float()
    wide_BK = network(x_BCHW)
    with torch.autocast("cpu", torch.bfloat16):
        narrow_BK = network(x_BCHW)
        network.loss(narrow_BK, torch.tensor([0, 1])).backward()
    # 8 bits of mantissa: 0.4 % a rounding, some tens of roundings on the way
    assert (narrow_BK.float() - wide_BK).norm() <= 0.03 * wide_BK.norm()


@pytest.mark.slow
@pytest.mark.compiled
@pytest.mark.filterwarnings("ignore:.*torch.jit.script_method:DeprecationWarning")  # torch's own compiler
def test_compiled_equals_eager():
    blocks = (
        Conv(channels=4, kernel=4),
        *WIDER,
        Pool(),
        Residual(body=SMALLER),
        GlobalPool(),
        Dense(units=6),
    )
    plan = NetworkPlan(input_shape=SHAPE, blocks=blocks, head=Head(kind="classes", num_outputs=3))
    network = build(plan, seed=1).eval()
    x_BCHW = images(2).float()
    torch.testing.assert_close(torch.compile(network)(x_BCHW), network(x_BCHW), rtol=1e-4, atol=1e-5)
