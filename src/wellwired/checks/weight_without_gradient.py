"""The gradient does not reach a weight, or the optimizer does not hold it.

Why it matters:
    Such a weight keeps its random start for ever. The rest of the network learns around it, so the loss falls
    and nothing shows.
What to do:
    Look for a module that is made but not called, for `detach`, `no_grad`, `.data`, rounding or argmax on the
    way from the weight to the loss, and for an optimizer that was made before a layer was replaced.
Stays silent when:
    A weight has no gradient only at the start, as behind a last layer or a branch that starts at zero: small
    shakes of all weights wake it. Weights frozen by `requires_grad_(False)` are counted, not judged.
Source:
    Own derivation: d loss / d weight is 0 for every small change of the weights.
"""

from wellwired.core.records.wiring import GradientReach, WeightReach
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 0  # weight tensors: a network needs all it has
MOST_BARS = 60  # weights drawn


def _figure(weights: tuple[WeightReach, ...]) -> Figure:
    drawn = weights[:MOST_BARS]
    return Figure(
        form="bar",
        caption="Largest gradient norm of each weight tensor; one that is not reached has no bar.",
        x_axis="weight",
        y_axis="gradient norm",
        series=(
            Series(
                name="gradient",
                x=tuple(one.name for one in drawn),
                y=tuple(one.gradient_shaken for one in drawn),
            ),
        ),
        log_y=True,
    )


def judge(seen: GradientReach, *, limit: int = LIMIT) -> Verdict:
    """Hold the number of unreached weight tensors against `limit`."""
    trained = tuple(one for one in seen.weights if one.trainable)
    if not trained:
        return Verdict(outcome=Outcome.UNSURE, note="the network has no weights to train")
    unreached = [one.name for one in trained if one.gradient_shaken == 0.0]
    left_out = [one.name for one in trained if one.in_optimizer is False]
    faults = list(dict.fromkeys(unreached + left_out))
    notes = [f"{len(left_out)} not held by the optimizer"] if left_out else []
    frozen = len(seen.weights) - len(trained)
    notes += [f"{frozen} frozen on purpose"] if frozen else []
    return Verdict(
        outcome=Outcome.FAILED if len(faults) > limit else Outcome.PASSED,
        seen=(
            Quantity(name="weights without gradient", value=len(unreached), unit="tensors", limit=limit),
            Quantity(name="weights", value=len(trained), unit="tensors"),
        ),
        where=", ".join(faults[:3]),
        note="; ".join(notes),
        figure=_figure(trained),
    )


CHECK = Check(code="W04", stage="wiring", needs=GradientReach, judge=judge, explains=__doc__ or "", gate=True)
