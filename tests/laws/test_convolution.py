"""Convolution is cross-correlation with the kernel mirrored in both axes.

Held against scipy.signal, which computes both by itself.
"""

import numpy as np
import pytest
import torch
from scipy import signal

from wellwired.core.plans import Conv
from wellwired.network.blocks.conv import conv

DRAW = np.random.default_rng(0)
IMAGE_HW = DRAW.normal(size=(9, 11))


def slid(image, kernel_HW, *, flipped, padding="full"):
    plan = Conv(channels=1, kernel=kernel_HW.shape[0], padding=padding, flipped=flipped)
    layer = conv(plan, num_in=1).double()
    with torch.no_grad():
        layer.weight[0, 0] = torch.from_numpy(kernel_HW.copy())
        return layer(torch.from_numpy(image)[None, None])[0, 0].numpy()


@pytest.mark.parametrize("padding", ["valid", "full"])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_cross_correlation_is_that_of_scipy(size, padding):
    kernel_HW = DRAW.normal(size=(size, size))
    wanted = signal.correlate2d(IMAGE_HW, kernel_HW, mode=padding)
    np.testing.assert_allclose(slid(IMAGE_HW, kernel_HW, flipped=False, padding=padding), wanted, atol=1e-12)


@pytest.mark.parametrize("padding", ["valid", "full"])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_true_convolution_is_that_of_scipy(size, padding):
    kernel_HW = DRAW.normal(size=(size, size))
    wanted = signal.convolve2d(IMAGE_HW, kernel_HW, mode=padding)
    np.testing.assert_allclose(slid(IMAGE_HW, kernel_HW, flipped=True, padding=padding), wanted, atol=1e-12)


@pytest.mark.parametrize("size", [1, 3, 5])
@pytest.mark.parametrize("flipped", [True, False])
def test_same_is_that_of_scipy_for_odd_kernels(flipped, size):
    kernel_HW = DRAW.normal(size=(size, size))
    reference = signal.convolve2d if flipped else signal.correlate2d
    wanted = reference(IMAGE_HW, kernel_HW, mode="same")
    np.testing.assert_allclose(slid(IMAGE_HW, kernel_HW, flipped=flipped, padding="same"), wanted, atol=1e-12)


@pytest.mark.parametrize("size", [2, 4, 6])
def test_same_is_the_middle_of_full_for_even_kernels(size):
    # the odd zero is behind, so the first output stands K / 2 places into `full`
    kernel_HW = DRAW.normal(size=(size, size))
    full = signal.correlate2d(IMAGE_HW, kernel_HW, mode="full")
    wanted = full[size // 2 :, size // 2 :][: IMAGE_HW.shape[0], : IMAGE_HW.shape[1]]
    np.testing.assert_allclose(slid(IMAGE_HW, kernel_HW, flipped=False, padding="same"), wanted, atol=1e-12)


@pytest.mark.parametrize("padding", ["valid", "same", "full"])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_convolution_is_cross_correlation_with_the_mirrored_kernel(size, padding):
    kernel_HW = DRAW.normal(size=(size, size))
    one = slid(IMAGE_HW, kernel_HW, flipped=True, padding=padding)
    other = slid(IMAGE_HW, kernel_HW[::-1, ::-1], flipped=False, padding=padding)
    np.testing.assert_allclose(one, other, atol=1e-12)


def test_convolution_commutes_where_cross_correlation_does_not():
    one, other = DRAW.normal(size=(4, 4)), DRAW.normal(size=(4, 4))
    swapped = slid(other, one, flipped=True)
    np.testing.assert_allclose(slid(one, other, flipped=True), swapped, atol=1e-12)
    assert not np.allclose(slid(one, other, flipped=False), slid(other, one, flipped=False), atol=0.1)


def test_channels_add_up():
    kernels_CHW = DRAW.normal(size=(3, 3, 3))
    images_CHW = DRAW.normal(size=(3, 9, 11))
    layer = conv(Conv(channels=1, padding="full"), num_in=3).double()
    with torch.no_grad():
        layer.weight[0] = torch.from_numpy(kernels_CHW)
        seen = layer(torch.from_numpy(images_CHW)[None])[0, 0].numpy()
    each = [signal.correlate2d(image, kernel) for image, kernel in zip(images_CHW, kernels_CHW, strict=True)]
    np.testing.assert_allclose(seen, sum(each), atol=1e-12)
