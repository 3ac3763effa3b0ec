"""Share of the learning rate at each step."""

import math

from wellwired.core.errors import TrainError
from wellwired.core.plans import TrainPlan

_FLOOR = 0.1  # lowest rate of a triangle as a share of the highest
_TRIANGLES = 3.5  # the half brings the rate down at the end, where the weights are kept


def rate_factor(plan: TrainPlan, *, step: int, num_steps: int) -> float:
    """Factor in [0, 1] that the learning rate of a step is multiplied by.

    With w = round(warm_up * num_steps), every schedule first rises in a line, (step + 1) / w for step < w.
    After it, with t = (step - w) / (num_steps - w):

    - `constant`: 1
    - `step`: 1, 0.1 from half of all steps, 0.01 from three quarters
    - `cosine`: (1 + cos(pi t)) / 2
    - `one_cycle`: 1 - t
    - `cyclic`: three and a half triangles between 1 and 0.1, from the top to the bottom

    Args:
        plan: names the schedule and the share of warm-up.
        step: number of the step, from 0; past the end the last step's factor holds.
        num_steps: steps of the whole training, at least 1.

    Raises:
        TrainError: the schedule has no such name, or there is no step.

    Source:
        Loshchilov and Hutter 2017, arXiv:1608.03983 (cosine); Smith and Topin 2018, arXiv:1708.07120 (one
        cycle, both sides straight); Smith 2017, arXiv:1506.01186 (triangles).
    """
    if num_steps < 1 or plan.schedule not in _AFTER_WARM_UP:
        raise TrainError(
            seen=f"`schedule` is {plan.schedule!r} over {num_steps} steps",
            wanted=f"one of {', '.join(_AFTER_WARM_UP)} over at least 1 step",
            do="correct the plan",
        )
    step = min(max(step, 0), num_steps - 1)
    rise = min(round(plan.warm_up * num_steps), num_steps - 1)
    if step < rise:
        return (step + 1) / rise
    return _AFTER_WARM_UP[plan.schedule](step, rise, num_steps)


def _share(step: int, rise: int, num_steps: int) -> float:
    return (step - rise) / (num_steps - rise)


def _constant(step: int, rise: int, num_steps: int) -> float:
    return 1.0


def _stepped(step: int, rise: int, num_steps: int) -> float:
    return 0.1 ** ((2 * step >= num_steps) + (4 * step >= 3 * num_steps))


def _cosine(step: int, rise: int, num_steps: int) -> float:
    return (1 + math.cos(math.pi * _share(step, rise, num_steps))) / 2


def _one_cycle(step: int, rise: int, num_steps: int) -> float:
    return 1 - _share(step, rise, num_steps)


def _cyclic(step: int, rise: int, num_steps: int) -> float:
    place = _share(step, rise, num_steps) * _TRIANGLES % 1.0
    return _FLOOR + (1 - _FLOOR) * abs(1 - 2 * place)


_AFTER_WARM_UP = {
    "constant": _constant,
    "step": _stepped,
    "cosine": _cosine,
    "one_cycle": _one_cycle,
    "cyclic": _cyclic,
}
