"""Pixels as features of the line."""

import numpy as np
import torch
from jaxtyping import Float
from torch.nn import functional

MOST_FEATURES = 1024  # more features a sample than this make the line slower, and seldom better
_CHUNK = 2048  # samples decoded at once, so that a set on disk never lies in memory whole


def line_features(
    pixels_NHWC: Float[np.ndarray, "N H W C"], *, most_features: int = MOST_FEATURES
) -> Float[np.ndarray, "N F"]:
    """Values of the pixels, row by row; images with more than `most_features` are shrunk by area averaging.

    Both sides are divided by the smallest whole number that brings the values of a sample to `most_features`.
    Bytes are divided by 255, other numbers stay as they are.

    Args:
        pixels_NHWC: images, bytes or floats, in memory or on disk.
        most_features: largest F, at least the number of channels.
    """
    num, height, width, channels = pixels_NHWC.shape
    factor = 1
    while _side(height, factor) * _side(width, factor) * channels > most_features and factor < max(
        height, width
    ):
        factor += 1
    size = _side(height, factor), _side(width, factor)
    features_NF = np.empty((num, size[0] * size[1] * channels), dtype=np.float32)
    unit = np.float32(1 / 255 if pixels_NHWC.dtype == np.uint8 else 1)
    for first in range(0, num, _CHUNK):
        chunk = pixels_NHWC[first : first + _CHUNK].astype(np.float32) * unit
        if factor > 1:
            shrunk = functional.adaptive_avg_pool2d(torch.from_numpy(chunk).permute(0, 3, 1, 2), size)
            chunk = shrunk.permute(0, 2, 3, 1).numpy()
        features_NF[first : first + _CHUNK] = chunk.reshape(len(chunk), -1)
    return features_NF


def _side(size: int, factor: int) -> int:
    return max(size // factor, 1)
