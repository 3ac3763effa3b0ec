"""The gradient is not the slope of the loss.

Why it matters:
    An operation whose backward pass is wrong, or cut on one of two ways, sends the weights in another
    direction than down. Training often goes on, slower and to a worse end.
What to do:
    Look at what the weight named under `where` passes through on its way to the loss: own backward functions,
    `detach` on one branch, changes in place, operations without a slope such as rounding.
Stays silent when:
    A ReLU or max-pool has kinks: several step lengths are tried in float64 and the median over directions
    counts. Unsure when the network cannot run in float64. A stop of the gradient that is meant is still
    named.
Source:
    Own derivation: |g v - (L(w + h v) - L(w - h v)) / 2 h| over the size of such slopes, for random v.
"""

from wellwired.core.records.wiring import GradientAgreement
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 1e-2  # sound networks agree to 1e-8, twenty normalised layers to 1e-4; a cut branch to 1e-1


def _figure(seen: GradientAgreement) -> Figure:
    names = tuple(f"direction {index + 1}" for index in range(len(seen.directions)))
    return Figure(
        form="bar",
        caption="Slope of the loss along random directions of the weights; pairs are equal when sound.",
        x_axis="direction",
        y_axis="slope",
        series=(
            Series(name="by gradient", x=names, y=tuple(one.by_gradient for one in seen.directions)),
            Series(name="by differences", x=names, y=tuple(one.by_difference for one in seen.directions)),
        ),
    )


def judge(seen: GradientAgreement, *, limit: float = LIMIT) -> Verdict:
    """Hold the median relative distance of the two slopes against `limit`."""
    if not seen.directions or seen.error != seen.error:
        return Verdict(outcome=Outcome.UNSURE, note=seen.note or "the slope could not be measured")
    failed = seen.error > limit
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(Quantity(name="gradient against differences", value=seen.error, limit=limit),),
        where=seen.worst_weight if failed else "",
        figure=_figure(seen),
    )


CHECK = Check(
    code="W06", stage="wiring", needs=GradientAgreement, judge=judge, explains=__doc__ or "", gate=True
)
