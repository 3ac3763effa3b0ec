"""How far a training has come, and how it is shortened when the time runs out."""

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """Progress from 0 to 1 over the updates; a straight line from (`from_step`, `from_progress`) to
    (`last_step`, 1).

    `planned` is the number of updates that the schedule was made for.
    """

    planned: int
    last_step: int
    from_step: int = 0
    from_progress: float = 0.0

    def virtual_step(self, step: int) -> int:
        """The step of the planned schedule that belongs to `step`."""
        if self.last_step == self.planned and self.from_step == 0:
            return step
        share = (step - self.from_step) / max(1, self.last_step - self.from_step)
        return min(
            self.planned, round(self.planned * (self.from_progress + share * (1.0 - self.from_progress)))
        )


SLACK = 0.03  # share of the updates left: a change within it is within the noise of one step's time


def kept_in_time(pace: Pace, *, step: int, step_s: float, left_s: float) -> Pace:
    """The same pace if the rest fits into the time, else one that reaches the schedule's end in time.

    A training that was shortened while the machine was slow gets its updates back, up to the planned ones,
    when the machine is fast again.

    Args:
        pace: as it is.
        step: updates done.
        step_s: seconds an update takes, validation included.
        left_s: seconds left for training.
    """
    progress = pace.virtual_step(step) / max(1, pace.planned)
    wanted = math.ceil(pace.planned * (1.0 - progress))
    left = max(1, int(min(wanted, left_s / max(step_s, 1e-9))))
    if abs(left - (pace.last_step - step)) <= max(1.0, SLACK * left):
        return pace
    return replace(pace, last_step=step + left, from_step=step, from_progress=progress)
