"""The shape plan tells every layer's output and cost, and refuses what cannot be built."""

import subprocess
import sys
from dataclasses import replace

import pytest

from wellwired.core.errors import NetworkError
from wellwired.core.plans import (
    Activation,
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
from wellwired.network.shape import output_shape, shape_plan

HEAD = Head(kind="classes", num_outputs=10)


def plan_of(*blocks, input_shape=(3, 32, 32), head=HEAD, **more):
    return NetworkPlan(input_shape=input_shape, blocks=blocks, head=head, **more)


def test_counts_the_parameters_of_a_known_network():
    # LeNet-5 as in LeCun et al. 1998 with dense C5: 156 + 2416 + 48120 + 10164 + 850
    plan = plan_of(
        Conv(channels=6, kernel=5, padding="valid", bias=True),
        Pool(how="mean"),
        Conv(channels=16, kernel=5, padding="valid", bias=True),
        Pool(how="mean"),
        Flatten(),
        Dense(units=120),
        Dense(units=84),
        input_shape=(1, 32, 32),
    )
    assert [row.parameters for row in shape_plan(plan)] == [156, 0, 2416, 0, 0, 48120, 10164, 850]


def test_counts_multiply_adds_at_every_place_of_the_kernel():
    row = shape_plan(plan_of(Conv(channels=8, kernel=3), GlobalPool()))[0]
    assert row.multiply_adds == 8 * 3 * 3 * 3 * 32 * 32


def test_tells_what_a_dense_layer_would_have_cost():
    row = shape_plan(plan_of(Conv(channels=8, kernel=3), GlobalPool()))[0]
    assert row.dense_parameters == (3 * 32 * 32) * (8 * 32 * 32)


def test_shows_the_formula_with_its_numbers():
    row = shape_plan(plan_of(Conv(channels=8, kernel=5, stride=2), GlobalPool()))[0]
    assert row.formula == "floor((32 + 4 - 5) / 2) + 1 = 16"


def test_shows_both_axes_where_they_differ():
    row = shape_plan(plan_of(Pool(), GlobalPool(), input_shape=(1, 9, 4)))[0]
    assert row.formula == "height floor((9 + 0 - 2) / 2) + 1 = 4, width floor((4 + 0 - 2) / 2) + 1 = 2"


@pytest.mark.parametrize("bias", [True, False])
def test_counts_tied_weights_once(bias):
    plan = plan_of(
        *(
            Conv(channels=8, bias=bias),
            Conv(channels=8, bias=bias),
            Conv(channels=8, bias=bias),
            GlobalPool(),
        ),
        ties=(("body.1_conv.weight", "body.2_conv.weight"),),
    )
    built = sum(parameter.numel() for parameter in build(plan, seed=0).parameters())
    assert sum(row.parameters for row in shape_plan(plan)) == built


def test_does_not_import_torch():
    text = "import sys, wellwired.network.shape; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", text], check=False).returncode == 0


def test_names_the_layer_and_its_input_where_nothing_would_be_left():
    plan = plan_of(Pool(), Pool(), Conv(channels=4, kernel=9, padding="valid"), input_shape=(3, 30, 30))
    with pytest.raises(NetworkError, match=r"`body.2_conv` is given 3 x 7 x 7 values") as caught:
        shape_plan(plan)
    assert "padding `same`" in str(caught.value)


def test_names_a_layer_inside_a_residual_block():
    plan = plan_of(Residual(body=(Conv(channels=4), Pool(size=64, stride=64))))
    with pytest.raises(NetworkError, match=r"body.0_residual.body.1_pool"):
        shape_plan(plan)


def test_refuses_a_skip_path_that_would_have_to_grow():
    plan = plan_of(Residual(body=(Conv(channels=3, padding="full"),)), GlobalPool())
    with pytest.raises(NetworkError, match="bring 32 x 32 pixels to 34 x 34"):
        shape_plan(plan)


@pytest.mark.parametrize(
    ("blocks", "match"),
    [
        ((Dense(units=4),), "`body.0_dense` .* is given shape"),
        ((Flatten(), Conv(channels=4)), "`body.1_conv` .* is given shape"),
        ((Flatten(), Pool()), "`body.1_pool` .* is given shape"),
        ((Flatten(), GlobalPool()), "`body.1_global_pool` .* is given shape"),
        ((Conv(channels=4),), r"`head` .* is given shape \(4, 32, 32\)"),
        ((Residual(body=(Flatten(),)),), "`body.0_residual` .* is given shape"),
        ((Residual(body=()),), "has 0 blocks"),
        ((Conv(channels=0),), "`channels` of `body.0_conv` is 0"),
        ((Conv(channels=4, kernel=0),), "`kernel` of `body.0_conv` is 0"),
        ((Conv(channels=4, stride=-1),), "`stride` of `body.0_conv` is -1"),
        ((Conv(channels=4, padding="half"),), "`padding` is 'half'"),
        ((Pool(size=0),), "`size` of `body.0_pool` is 0"),
        ((Pool(how="median"),), "`body.0_pool.how` is 'median'"),
        ((Flatten(), Dense(units=0)), "`units` of `body.1_dense` is 0"),
        ((Activation(name="step"),), "`body.0_step.name` is 'step'"),
        ((Dropout(share=1.0),), r"`share` of `body.0_dropout` is 1\.0"),
    ],
)
def test_refuses(blocks, match):
    with pytest.raises(NetworkError, match=match):
        shape_plan(plan_of(*blocks))


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"input_shape": (3, 0, 32)}, r"`input_shape` is \(3, 0, 32\)"),
        ({"head": replace(HEAD, num_outputs=0)}, "`num_outputs` of the head is 0"),
        ({"head": replace(HEAD, kind="words")}, "`head.kind` is 'words'"),
        ({"init": "zeros"}, "`init` is 'zeros'"),
    ],
)
def test_refuses_a_frame_with(change, match):
    with pytest.raises(NetworkError, match=match):
        shape_plan(replace(plan_of(GlobalPool()), **change))


def test_tells_the_shape_behind_one_block():
    assert output_shape(Conv(channels=8, stride=2), (3, 33, 20)) == (8, 17, 10)
