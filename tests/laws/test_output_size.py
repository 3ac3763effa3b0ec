"""The output size of a window is floor((D + 2P - K) / S) + 1, and a convolution is the window's weighted sum.

Held against a window that is slid by hand over the padded image, place by place.
"""

import numpy as np
import pytest
import torch

from wellwired.core.plans import Conv, Pool
from wellwired.network.blocks.conv import conv
from wellwired.network.blocks.pool import pool
from wellwired.network.shape import output_shape

HEIGHT, WIDTH = 9, 8
IMAGE_CHW = np.random.default_rng(0).normal(size=(2, HEIGHT, WIDTH))


def padded_by_hand(image_CHW, kernel, padding):
    total = {"valid": 0, "same": kernel - 1, "full": 2 * (kernel - 1)}[padding]
    front = total // 2
    canvas = np.zeros((image_CHW.shape[0], image_CHW.shape[1] + total, image_CHW.shape[2] + total))
    canvas[:, front : front + image_CHW.shape[1], front : front + image_CHW.shape[2]] = image_CHW
    return canvas


def slid_by_hand(canvas_CHW, kernel, stride, measure):
    """What `measure` says of every window that lies wholly on the canvas."""
    rows = []
    top = 0
    while top + kernel <= canvas_CHW.shape[1]:
        row, left = [], 0
        while left + kernel <= canvas_CHW.shape[2]:
            row.append(measure(canvas_CHW[:, top : top + kernel, left : left + kernel]))
            left += stride
        rows.append(row)
        top += stride
    return np.moveaxis(np.array(rows), -1, 0)


@pytest.mark.parametrize("padding", ["valid", "same", "full"])
@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5, 6, 7])
def test_convolution_slides_as_by_hand(kernel, stride, padding):
    plan = Conv(channels=3, kernel=kernel, stride=stride, padding=padding, bias=True)
    layer = conv(plan, num_in=2).double()
    weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    canvas = padded_by_hand(IMAGE_CHW, kernel, padding)
    wanted = slid_by_hand(canvas, kernel, stride, lambda seen: (weight * seen).sum((1, 2, 3)) + bias)
    output = layer(torch.from_numpy(IMAGE_CHW)[None])[0].detach().numpy()
    assert output_shape(plan, IMAGE_CHW.shape) == wanted.shape == output.shape
    np.testing.assert_allclose(output, wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("how", ["max", "mean"])
@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_pooling_slides_as_by_hand(size, stride, how):
    plan = Pool(how=how, size=size, stride=stride)
    wanted = slid_by_hand(IMAGE_CHW, size, stride, lambda seen: getattr(seen, how)((1, 2)))
    output = pool(plan)(torch.from_numpy(IMAGE_CHW)[None])[0].numpy()
    assert output_shape(plan, IMAGE_CHW.shape) == wanted.shape == output.shape
    np.testing.assert_allclose(output, wanted, rtol=1e-12)


@pytest.mark.parametrize("kernel", [1, 3, 5, 7, 9])
def test_half_the_kernel_keeps_the_size_when_it_is_odd(kernel):
    assert output_shape(Conv(channels=1, kernel=kernel), (1, HEIGHT, WIDTH)) == (1, HEIGHT, WIDTH)


@pytest.mark.parametrize("kernel", [1, 2, 3, 4, 5])
def test_full_padding_grows_the_size_by_the_kernel_less_one(kernel):
    grown = (1, HEIGHT + kernel - 1, WIDTH + kernel - 1)
    assert output_shape(Conv(channels=1, kernel=kernel, padding="full"), (1, HEIGHT, WIDTH)) == grown
