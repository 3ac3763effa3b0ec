"""Locality tells images, whose neighbouring pixels agree, from pixels in any order."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from wellwired.structure.locality import locality


def test_neighbours_agree_in_images_and_not_after_a_permutation():
    x_NHWC = load_digits().images[..., None].astype(np.float32)
    shuffled = x_NHWC.reshape(len(x_NHWC), -1)[:, np.random.default_rng(0).permutation(64)].reshape(
        x_NHWC.shape
    )
    assert locality(x_NHWC, seed=0).next_pixel > 0.2
    assert abs(locality(shuffled, seed=0).next_pixel) < 0.15


def test_equals_the_correlation_that_numpy_computes():
    x_NHWC = np.random.default_rng(0).random((50, 6, 6, 1), dtype=np.float32)
    x_NHW = x_NHWC[..., 0] - x_NHWC[..., 0].mean(axis=0)
    left, right = x_NHW[:, :, :-1].ravel(), x_NHW[:, :, 1:].ravel()
    expected = (left @ right) / np.sqrt((left @ left) * (right @ right))
    assert locality(x_NHWC, seed=0).next_pixel == pytest.approx(expected, abs=1e-5)


def test_is_zero_where_nothing_varies():
    assert locality(np.ones((5, 4, 4, 1), np.uint8), seed=0).next_pixel == 0.0
