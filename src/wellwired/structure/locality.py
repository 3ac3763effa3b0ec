"""How much neighbouring pixels know of each other: the evidence that a convolution has something to use."""

import numpy as np
from jaxtyping import Num

from wellwired.core.records.structure import Locality

MOST_SAMPLES = 512  # a correlation over 512 images has a standard error under 0.01


def locality(pixels_NHWC: Num[np.ndarray, "N H W C"], *, seed: int) -> Locality:
    """Correlation of pixels one apart, half the image apart, and at random places.

    Args:
        pixels_NHWC: images of one size, any numeric type.
        seed: source of the random places.

    Returns:
        Three correlations in [-1, 1] after each pixel's mean over the set is taken away; 0 where nothing
        varies.
    """
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.choice(len(pixels_NHWC), min(len(pixels_NHWC), MOST_SAMPLES), replace=False))
    x_NHW = np.asarray(pixels_NHWC[rows], dtype=np.float32).mean(axis=-1)
    x_NHW = x_NHW - x_NHW.mean(axis=0)
    height, width = x_NHW.shape[1:]
    near = _correlation(x_NHW[:, :, 1:], x_NHW[:, :, :-1]) if width > 1 else 0.0
    far = _correlation(x_NHW[:, :, width // 2 :], x_NHW[:, :, : width - width // 2])
    flat_NF = x_NHW.reshape(len(x_NHW), height * width)
    random = _correlation(flat_NF, flat_NF[:, rng.permutation(height * width)])
    return Locality(next_pixel=near, half_image_apart=far, random_pixel=random, num_samples=len(rows))


def _correlation(one: Num[np.ndarray, "..."], other: Num[np.ndarray, "..."]) -> float:
    a, b = one.ravel().astype(np.float64), other.ravel().astype(np.float64)
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0.0 else 0.0
