"""What a learning-rate range test saw."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeTest:
    """Loss while the learning rate rose, and the rate chosen from it.

    `losses` are the batches' losses, `smoothed` their running mean, one for each of `rates`; the test ends early
    where the loss has burst. `steepest` is the rate at which the smoothed loss fell fastest, `lowest` the one at
    which it was least.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...]
    steepest: float
    lowest: float
    chosen: float
    reason: str
