"""The size at which images are read into the network."""

import math

import numpy as np
from jaxtyping import Int

SECONDS_PER_PIXEL = 5e-7  # one training pass at width 32 on two cores; benchmarks/records/step_time.json
SHARE_OF_BUDGET = 0.5  # the other half pays for reading, evidence and a machine that is slower than thought
# Pixels. Below 32 photographs lose their parts; above 128 two cores lose their time.
LEAST_SIDE, MOST_SIDE = 32, 128


def epochs_for(num_train: int) -> int:
    """Epochs that a set of `num_train` samples is worth: 3000 / sqrt(N), at least 8 and at most 200.

    Source:
        Own rule: updates grow as sqrt(N), so that small sets are seen often and large sets enough.
    """
    return int(min(200, max(8, round(3000 / math.sqrt(max(num_train, 1))))))


def working_size(
    sizes_N2: Int[np.ndarray, "N 2"], *, num_train: int, budget_s: float
) -> tuple[tuple[int, int], str, str]:
    """Height and width for the network, how images are fitted to it, and the reason.

    Args:
        sizes_N2: height and width of every image as found, pixels.
        num_train: training samples.
        budget_s: seconds that the whole run may take.

    Returns:
        (height, width) in pixels, never above the median image; `exact`, `stretch` or `cover`; one sentence.
    """
    sizes = np.asarray(sizes_N2)
    median_h, median_w = (int(v) for v in np.median(sizes, axis=0))
    uniform = bool((sizes == sizes[0]).all())
    side = math.sqrt(SHARE_OF_BUDGET * budget_s / (num_train * epochs_for(num_train) * SECONDS_PER_PIXEL))
    side = min(max(side, LEAST_SIDE), MOST_SIDE)
    if uniform and median_h * median_w <= max(side, 2 * LEAST_SIDE) ** 2:
        return (median_h, median_w), "exact", f"all images are {median_h}x{median_w} pixels: read as they are"
    aspect = _common_aspect(sizes)
    side = min(side, math.sqrt(median_h * median_w), min(median_h, median_w) / min(1.0, math.sqrt(aspect)))
    height, width = _multiple_of_8(side * math.sqrt(aspect)), _multiple_of_8(side / math.sqrt(aspect))
    found = f"{median_h}x{median_w}" if uniform else f"of many sizes (median {median_h}x{median_w})"
    same_form = uniform and abs(math.log(aspect * width / height)) < 0.1
    fit = "stretch" if same_form else "cover"
    how = "scaled" if same_form else "scaled to cover it and cut in the middle"
    return (
        (height, width),
        fit,
        f"images are {found}; {how} to {height}x{width}, which the budget can train on",
    )


def _common_aspect(sizes: Int[np.ndarray, "N 2"]) -> float:
    """Height over width that all images share roughly, else 1."""
    log_aspect = np.log(sizes[:, 0] / sizes[:, 1])
    low, high = np.quantile(log_aspect, [0.05, 0.95])
    return float(np.exp(np.median(log_aspect))) if high - low < 0.2 else 1.0


def _multiple_of_8(pixels: float) -> int:
    return max(8, int(pixels // 8) * 8) if pixels >= 8 else max(1, round(pixels))
