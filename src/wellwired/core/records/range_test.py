"""What a learning-rate range test saw."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeTest:
    """Loss while the learning rate rose, and the rate chosen from it.

    `losses` are the batches' losses, `smoothed` their running mean, one for each of `rates`; the test ends
    early where the loss has burst. `least` is the rate at which the smoothed loss was least, `reached` the
    one by which it had done four fifths of its fall, `fall` that fall as a share of the first loss.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...]
    least: float
    reached: float
    fall: float
    chosen: float
    reason: str
