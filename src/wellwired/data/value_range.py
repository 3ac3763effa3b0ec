"""The range of raw values that 0 and 255 stand for, chosen so that nothing is cut off."""

import numpy as np

from wellwired.data.headers import Header

BITS = (8, 10, 12, 14, 16)  # widths in which cameras and scanners deliver
FEW_LEVELS = (
    16  # sets with so few grey levels (masks, digits of 0 to 16) fill the range by their own largest value
)


def range_of_whole(low: float, high: float) -> tuple[float, float]:
    """Range for whole numbers from `low` to `high`.

    Example:
        >>> range_of_whole(3, 4000), range_of_whole(0, 16), range_of_whole(0, 200), range_of_whole(-5, 9)
        ((0.0, 4095.0), (0.0, 16.0), (0.0, 255.0), (-5.0, 9.0))
    """
    if low < 0 or high >= 2 ** BITS[-1]:
        return float(low), float(max(high, low + 1))
    if 0 < high <= FEW_LEVELS:
        return 0.0, float(high)
    return 0.0, float(next(2**bits - 1 for bits in BITS if high < 2**bits))


def range_of_floats(low: float, high: float) -> tuple[float, float]:
    """Range for real numbers: [0, 1] or [-1, 1] where they fit, [0, 255] where it is meant, or their own."""
    if low >= 0 and high <= 1:
        return 0.0, 1.0
    if low >= -1 and high <= 1:
        return -1.0, 1.0
    if low >= 0 and FEW_LEVELS < high <= 255:
        return 0.0, 255.0
    return float(low), float(high if high > low else low + 1)


def range_of_images(headers: list[Header]) -> tuple[tuple[float, float], tuple[str, ...]]:
    """Range of the images whose values are wider than a byte, with the reason; (0, 255) if there are none."""
    lows = [one.low for one in headers if one.low is not None]
    highs = [one.high for one in headers if one.high is not None]
    if not lows or not highs:
        return (0.0, 255.0), ()
    low, high = min(lows), max(highs)
    has_floats = any(one.mode == "F" for one in headers)
    found = range_of_floats(low, high) if has_floats else range_of_whole(low, high)
    seen = f"{len(lows)} images hold values wider than a byte, from {low:g} to {high:g}"
    return found, (f"{seen}; {found[0]:g} to {found[1]:g} becomes 0 to 255 in all of them.",)


def range_of_array(values: np.ndarray) -> tuple[float, float]:
    """Range for the values of an array by its number format."""
    low, high = float(values.min()), float(values.max())
    return range_of_floats(low, high) if values.dtype.kind == "f" else range_of_whole(low, high)
