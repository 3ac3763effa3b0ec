"""Decoded samples in one array, ready for batches."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Samples:
    """Images of one size with their targets, names and parts.

    `pixels_NHWC` is uint8, or float32 where the set came as an array of floats; either way 0 and 255 stand
    for the two ends of `value_range`, the range of the raw values. It may be a memory map. `targets_N` is the
    class index, -1 where unknown; `part_N` is 0 train, 1 valid, 2 test, -1 not given. `kept_N` numbers the
    samples as the source does: images that proved broken while decoding are missing here and named in
    `unreadable`, as (name, reason).
    """

    pixels_NHWC: np.ndarray
    targets_N: np.ndarray
    names: tuple[str, ...]
    part_N: np.ndarray
    classes: tuple[str, ...]
    value_range: tuple[float, float]
    fit: str
    kept_N: np.ndarray
    unreadable: tuple[tuple[str, str], ...] = ()
