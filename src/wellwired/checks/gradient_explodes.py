"""The first layers get a gradient many powers of ten larger than the last ones.

Why it matters:
    A step that suits the last layers throws the first ones far away; the loss jumps or turns to NaN.
What to do:
    Start with smaller weights (He, Glorot, orthogonal), add batch norm or skip connections, clip the
    gradient's norm.
Stays silent when:
    Gradients grow as they do in sound deep networks with batch norm.
Source:
    Own derivation: the product of L layer slopes d is d^L; above 1 it explodes. The limits are measured.
"""

from wellwired.core.records.flow import GradientFlow
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 1e4  # first over last quarter; sound networks: 5e-3 to 20
MOST_RATIO = 1e4  # gradient over weight: a step at a rate of 1e-3 would be ten times the weight itself


def judge(seen: GradientFlow, *, limit: float = LIMIT) -> Verdict:
    """Hold the gradient of the first layers over the last, and the median over its weights."""
    if not seen.layers or not seen.finite:  # first_output_not_finite owns this case
        return Verdict(outcome=Outcome.UNSURE, note="no gradient, or one that is not finite")
    ratios = sorted(one.ratio for one in seen.layers)
    median = ratios[len(ratios) // 2]
    failed = seen.first_over_last > limit or median > MOST_RATIO
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(
            Quantity(name="gradient, first over last layers", value=seen.first_over_last, limit=limit),
            Quantity(name="gradient over weight, median", value=median, limit=MOST_RATIO),
        ),
        where=max(seen.layers, key=lambda one: one.ratio).layer if failed else "",
        figure=Figure(
            form="line",
            caption="Gradient of each layer's weights over the weights, first layer to last.",
            x_axis="layer",
            y_axis="gradient norm / weight norm",
            series=(
                Series(
                    name="gradient",
                    x=tuple(one.layer for one in seen.layers),
                    y=tuple(one.ratio for one in seen.layers),
                ),
            ),
            limit=MOST_RATIO,
            log_y=True,
        ),
    )


CHECK = Check(code="G02", stage="flow", needs=GradientFlow, judge=judge, explains=__doc__ or "")
