"""A learning rate from one short training in which it rises."""

import copy
from collections.abc import Callable
from dataclasses import replace

from torch import Tensor

from wellwired.core.errors import TrainError
from wellwired.core.plans import TrainPlan
from wellwired.core.records.range_test import RangeTest
from wellwired.network.build import Network
from wellwired.train.optimizer import make_optimizer, set_rate
from wellwired.train.step import update

# lowest and highest rate tried: some two decades either side of each optimizer's usual rate
RANGES = {"sgd": (1e-3, 10.0), "adamw": (1e-5, 1.0), "adadelta": (1e-2, 100.0), "rprop": (1e-5, 0.1)}
BURST = (
    2.0  # the test ends where the smoothed loss is this many times its least: higher rates tell nothing more
)
MEMORY = 0.8  # of the running mean: 5 batches, some 0.4 decades of the rate
MOST_FALL = (
    0.8  # share of the fall that marks `reached`: earlier than the least, which wanders along a flat floor
)
BACK = 0.2  # from the rate of least loss, which training does not bear for long


def range_test(
    network: Network,
    plan: TrainPlan,
    batch: Callable[[int], tuple[Tensor, Tensor]],
    *,
    seed: int,
    num_steps: int = 50,
    number_format: str = "float32",
) -> RangeTest:
    """Learning rate for `plan`, with the losses that speak for it.

    Args:
        network: not changed; a copy is trained.
        plan: its optimizer, penalties and noise are used, its rate and schedule are not.
        batch: inputs and targets of step i, as in training.
        seed: with the step it decides dropout and noise.
        num_steps: updates at most, at least 10.
        number_format: as in `update`.

    Raises:
        TrainError: there are too few steps, or the optimizer has no known range.

    Source:
        Smith 2017, arXiv:1506.01186, section 3.3; rates rise by equal factors. The choice is our own: the
        geometric mean of 0.2 times the rate of the least loss, which is often too high and wanders along a
        flat floor, and of the rate by which four fifths of the fall were done, which is often too low.
    """
    if num_steps < 10 or plan.optimizer not in RANGES:
        raise TrainError(
            seen=f"{num_steps} steps of `{plan.optimizer}`",
            wanted=f"at least 10 steps of one of {', '.join(RANGES)}",
            do="raise `num_steps`, or correct the plan's optimizer",
        )
    low, high = RANGES[plan.optimizer]
    copied = copy.deepcopy(network).train()
    optimizer = make_optimizer(replace(plan, learning_rate=low), copied)
    rates: list[float] = []
    losses: list[float] = []
    smoothed: list[float] = []
    mean = 0.0
    for step in range(num_steps):
        rate = set_rate(optimizer, (high / low) ** (step / (num_steps - 1)))
        x, y = batch(step)
        seen = update(copied, optimizer, x, y, plan, step=step, seed=seed, number_format=number_format)
        if not seen.finite:
            break
        mean = MEMORY * mean + (1 - MEMORY) * float(seen.loss)
        rates.append(rate)
        losses.append(float(seen.loss))
        smoothed.append(mean / (1 - MEMORY ** (step + 1)))
        if smoothed[-1] > BURST * min(smoothed) and step >= 10:
            break
    return _choose(tuple(rates), tuple(losses), tuple(smoothed), low=low)


def _choose(
    rates: tuple[float, ...], losses: tuple[float, ...], smoothed: tuple[float, ...], *, low: float
) -> RangeTest:
    least = reached = chosen = low
    fall = 0.0
    reason = f"the loss was not finite after {len(rates)} steps: the lowest rate of the range"
    if len(rates) >= 5:
        first, bottom = sum(losses[:5]) / 5, min(smoothed)
        least = rates[smoothed.index(bottom)]
        wanted = first - MOST_FALL * (first - bottom)
        reached = next(
            rate for rate, loss in zip(rates, smoothed, strict=True) if loss <= max(wanted, bottom)
        )
        fall = (first - bottom) / max(abs(first), 1e-12)
        chosen = float(f"{max((BACK * least * reached) ** 0.5, low):.2g}")
        reason = f"the loss had fallen by {reached:.2g}, was least at {least:.2g} and rose after it"
        if least == rates[-1]:
            reason = f"the loss had fallen by {reached:.2g} and was still falling at {least:.2g}"
    return RangeTest(
        rates=rates,
        losses=losses,
        smoothed=smoothed,
        least=least,
        reached=reached,
        fall=fall,
        chosen=chosen,
        reason=reason,
    )
