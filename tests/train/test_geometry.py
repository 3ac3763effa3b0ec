"""Moved pixels are those that a slow reading of each image finds, with mirrored edges."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from wellwired.train.geometry import Affine, shift, warp


def images(*shape, seed=0):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


def affine(*rows):
    return Affine(
        **dict(zip(Affine.__dataclass_fields__, torch.tensor(rows, dtype=torch.float64), strict=True))
    )


def slow_warp(image_HW, xx, xy, yx, yy, x, y):
    """One channel of one image by scipy, in (row, column) places."""
    middle = (np.array(image_HW.shape) - 1) / 2
    matrix = np.array([[yy, yx], [xy, xx]])
    offset = middle + np.array([y, x]) - matrix @ middle
    return ndimage.affine_transform(image_HW, matrix, offset=offset, order=1, mode="mirror")


@pytest.mark.parametrize("size", [(9, 9), (8, 13), (5, 4)])
def test_warp_equals_scipy(size):
    x_BCHW = images(3, 2, *size)
    rows = torch.randn(6, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64).tolist()
    got = warp(x_BCHW, affine(*rows)).numpy()
    for sample, coefficients in enumerate(zip(*rows, strict=True)):
        for channel in range(2):
            wanted = slow_warp(x_BCHW[sample, channel].double().numpy(), *coefficients)
            # float32 places of up to 30 pixels: some 1e-5 of a pixel
            np.testing.assert_allclose(got[sample, channel], wanted, atol=1e-4)


def test_the_identity_keeps_the_image():
    x_BCHW = images(2, 3, 7, 6)
    one, zero = [1.0, 1.0], [0.0, 0.0]
    # rounding of places in float32
    assert torch.allclose(warp(x_BCHW, affine(one, zero, zero, one, zero, zero)), x_BCHW, atol=1e-5)


def test_a_quarter_turn_equals_rot90():
    x_BCHW = images(1, 3, 6, 6)
    got = warp(x_BCHW, affine([0.0], [-1.0], [1.0], [0.0], [0.0], [0.0]))
    assert torch.allclose(got, torch.rot90(x_BCHW, dims=(2, 3)), atol=1e-5)


def test_shift_equals_numpy_padding_sample_by_sample():
    x_BCHW = images(20, 3, 6, 9)
    rng = np.random.default_rng(0)
    down_B, right_B = rng.integers(-5, 6, 20), rng.integers(-8, 9, 20)
    flip_x_B, flip_y_B = rng.random(20) < 0.5, rng.random(20) < 0.5
    words = {"flip_x_B": flip_x_B, "flip_y_B": flip_y_B, "right_B": right_B, "down_B": down_B}
    got = shift(x_BCHW, **{name: torch.from_numpy(one) for name, one in words.items()}).numpy()
    for b, image in enumerate(x_BCHW.numpy()):
        image = image[:, ::-1] if flip_y_B[b] else image
        image = image[:, :, ::-1] if flip_x_B[b] else image
        wide = np.pad(image, ((0, 0), (5, 5), (8, 8)), mode="reflect")
        top, left = 5 - down_B[b], 8 - right_B[b]
        np.testing.assert_array_equal(got[b], wide[:, top : top + 6, left : left + 9])


def test_shift_of_a_single_pixel_keeps_it():
    x_BCHW = images(2, 1, 1, 1)
    no, move = torch.zeros(2, dtype=torch.bool), torch.tensor([1, -3])
    assert torch.equal(shift(x_BCHW, flip_x_B=no, flip_y_B=~no, right_B=move, down_B=move), x_BCHW)
