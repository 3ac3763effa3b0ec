"""Features of the line are the pixels, shrunk by plain averages where they are many."""

import numpy as np
import pytest

from wellwired.train.line_features import line_features


def images(*shape):
    return np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)


def test_small_images_are_their_pixels_over_255():
    pixels_NHWC = images(5, 8, 8, 3)
    np.testing.assert_allclose(line_features(pixels_NHWC), pixels_NHWC.reshape(5, -1) / 255, rtol=1e-6)


def test_floats_stay_as_they_are():
    pixels_NHWC = np.random.default_rng(0).normal(size=(5, 8, 8, 1)).astype(np.float32)
    np.testing.assert_array_equal(line_features(pixels_NHWC), pixels_NHWC.reshape(5, -1))


def test_large_images_are_averages_of_squares():
    pixels_NHWC = images(3, 64, 64, 3)
    wanted = pixels_NHWC.reshape(3, 16, 4, 16, 4, 3).mean(axis=(2, 4)).reshape(3, -1) / 255
    np.testing.assert_allclose(line_features(pixels_NHWC), wanted, rtol=1e-5)


@pytest.mark.parametrize("shape", [(224, 224, 3), (33, 31, 3), (1, 5000, 1), (700, 3, 3), (28, 28, 1)])
def test_there_are_at_most_1024_and_not_needlessly_few(shape):
    num = line_features(images(2, *shape)).shape[1]
    assert min(256, np.prod(shape)) <= num <= 1024


def test_chunks_change_nothing():
    pixels_NHWC = images(2050, 3, 3, 1)
    np.testing.assert_array_equal(line_features(pixels_NHWC)[2040:], line_features(pixels_NHWC[2040:]))
