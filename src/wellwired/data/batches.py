"""The order of the samples and the tensors of a batch. Both are functions of their arguments alone."""

import numpy as np
import torch
from jaxtyping import Int64, Shaped
from torch import Tensor

from wellwired.core.seeds import seed_of
from wellwired.data.samples import Samples


def order(num_samples: int, *, seed: int, epoch: int) -> Int64[np.ndarray, "N"]:
    """Permutation of 0 to `num_samples` - 1 for one epoch.

    Example:
        >>> (order(5, seed=1, epoch=2) == order(5, seed=1, epoch=2)).all().item()
        True
    """
    return np.random.default_rng(seed_of(seed, "order", epoch)).permutation(num_samples).astype(np.int64)


def steps_per_epoch(num_samples: int, *, batch_size: int) -> int:
    """Whole batches in an epoch, at least one.

    Samples beyond the last whole batch wait for an epoch whose order puts them further ahead.
    """
    return max(1, num_samples // batch_size)


def rows_of_step(order_N: Int64[np.ndarray, "N"], step: int, *, batch_size: int) -> Int64[np.ndarray, "B"]:
    """Samples of one step of an epoch; steps count from 0."""
    return order_N[step * batch_size : (step + 1) * batch_size]


def batch(
    samples: Samples, index_B: Int64[np.ndarray, "B"]
) -> tuple[Shaped[Tensor, "B C H W"], Int64[Tensor, "B"]]:
    """Pixels, uint8 or float32 as they are kept, and class indices of the samples `index_B`.

    The pixels are a channels-last tensor: a view with axes B, C, H, W of memory in the order B, H, W, C.

    Cost:
        One copy of the pixels; a memory map reads from disk what is not in memory.
    """
    pixels_BHWC = torch.from_numpy(np.ascontiguousarray(np.take(samples.pixels_NHWC, index_B, axis=0)))
    return pixels_BHWC.permute(0, 3, 1, 2), torch.from_numpy(samples.targets_N[index_B])
