"""Sharing a kernel over all places saves weights: 25 do where a dense layer has ten million.

Held against the weights that are really there, and against the dense matrix that does the same.
"""

import torch

from wellwired.core.plans import Conv, Dense, Flatten, GlobalPool, Head, NetworkPlan
from wellwired.network.blocks.conv import conv
from wellwired.network.build import build
from wellwired.network.shape import shape_plan

HEAD = Head(kind="numbers", num_outputs=1)


def plan_of(*blocks):
    return NetworkPlan(input_shape=(1, 100, 100), blocks=blocks, head=HEAD)


def test_a_hundred_by_hundred_pixels_into_a_thousand_units_are_ten_million_weights():
    plan = plan_of(Flatten(), Dense(units=1000, bias=False))
    assert shape_plan(plan)[1].parameters == 100 * 100 * 1000 == 10**7
    assert build(plan, seed=0).body[1].weight.numel() == 10**7


def test_a_shared_kernel_of_five_by_five_is_twenty_five():
    plan = plan_of(Conv(channels=1, kernel=5), GlobalPool())
    assert shape_plan(plan)[0].parameters == 25
    assert build(plan, seed=0).body[0].weight.numel() == 25


def test_the_plan_tells_both_counts_side_by_side():
    row = shape_plan(plan_of(Conv(channels=1, kernel=5), GlobalPool()))[0]
    assert (row.parameters, row.dense_parameters) == (25, 100**4)


def test_the_dense_matrix_of_a_convolution_repeats_its_few_weights():
    layer = conv(Conv(channels=1, kernel=3, padding="valid"), num_in=1).double()
    pixels = torch.eye(49, dtype=torch.float64).view(49, 1, 7, 7)
    matrix = layer(pixels).flatten(1).T  # outputs by inputs: one column a pixel
    image = torch.randn(1, 1, 7, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(matrix @ image.flatten(), layer(image).flatten())
    assert matrix.numel() == 25 * 49
    assert set(matrix.unique().tolist()) == {0.0, *layer.weight.flatten().tolist()}


def test_the_kernel_does_not_grow_with_the_image():
    counts = {
        side: shape_plan(
            NetworkPlan(input_shape=(3, side, side), blocks=(Conv(channels=8), GlobalPool()), head=HEAD)
        )
        for side in (8, 32, 128)
    }
    assert {rows[0].parameters for rows in counts.values()} == {8 * 3 * 9}
