"""The training loss never fell.

Why it matters:
    The network learned nothing in the whole training; its score is that of its starting weights, or of a
    guess.
What to do:
    Change the learning rate by ten, up and down. Check that the optimizer holds the weights, that gradients
    are set to zero before each step and not after the backward pass, and that the schedule does not start at
    zero.
Stays silent when:
    The loss fell by more than its own noise at any time, or ends below that of the best constant output.
    Unsure with fewer than eight values.
Source:
    Own derivation: mean of the first quarter against the lowest later quarter, in standard errors.
"""

import math
import statistics

from wellwired.core.records.training import Plateau
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 3.0  # standard errors: three later quarters are tried, so chance gets there once in two hundred
SAME = 1e-6  # share of a loss below which a difference is rounding
FEWEST = 8  # values: two a quarter, the least that has a spread


def _mean_and_error(values: list[float]) -> tuple[float, float]:
    return statistics.fmean(values), statistics.stdev(values) / math.sqrt(len(values))


def judge(seen: Plateau, *, limit: float = LIMIT) -> Verdict:
    """Hold the fall of the loss from its first quarter, in standard errors, against `limit`."""
    losses = [one for one in seen.losses if math.isfinite(one)]
    if len(losses) < max(FEWEST, len(seen.losses) / 2):
        return Verdict(outcome=Outcome.UNSURE, note=f"only {len(losses)} finite values of the loss")
    size = len(losses) // 4
    quarters = [losses[:size], losses[size : 2 * size], losses[2 * size : 3 * size], losses[3 * size :]]
    (first, first_error), *later = map(_mean_and_error, quarters)
    lowest, lowest_error = min(later)
    noise = max(math.hypot(first_error, lowest_error), 1e-9 * abs(first), 1e-300)
    guess = math.inf if seen.guess_loss is None else seen.guess_loss
    above_guess = seen.guess_loss is None or lowest > guess - max(limit * lowest_error, SAME * abs(guess))
    # within one quarter the fall can be over: the first value against the rest of its quarter tells
    fell_at_once = losses[0] - lowest > 2.0 * limit * max(statistics.stdev(losses[1:]), 1e-9 * abs(first))
    fall = (first - lowest) / noise
    failed = fall < limit and above_guess and not fell_at_once
    steps = tuple(index * seen.steps_a_value for index in range(len(seen.losses)))
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(
            Quantity(name="fall of the loss, standard errors", value=fall, limit=limit),
            Quantity(name="loss at first", value=first, spread=first_error),
            Quantity(name="loss at lowest", value=lowest, spread=lowest_error, limit=seen.guess_loss),
        ),
        figure=Figure(
            form="line",
            caption="Training loss; the line is the loss of the best constant output.",
            x_axis="step",
            y_axis="loss",
            series=(Series(name="training", x=steps, y=seen.losses),),
            limit=seen.guess_loss,
        ),
    )


CHECK = Check(code="F05", stage="train", needs=Plateau, judge=judge, explains=__doc__ or "")
