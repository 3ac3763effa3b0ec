"""The first layers get next to no gradient.

Why it matters:
    The layers nearest the input stand still while the last ones learn: a deep network that is a shallow one
    on top of random features.
What to do:
    Add skip connections, batch norm, replace sigmoid or tanh by ReLU, start by He's rule, or build fewer
    layers.
Stays silent when:
    Gradients differ as they do in sound networks; they are compared relative to the weights, quarter by
    quarter.
Source:
    Own derivation: the product of L layer slopes d is d^L; below 1 it vanishes. The limit is measured.
"""

from wellwired.core.records.flow import GradientFlow
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = (
    1e-4  # first over last quarter; sound networks of 2 to 20 layers: 5e-3 to 20, eight sigmoids: below 1e-5
)


def judge(seen: GradientFlow, *, limit: float = LIMIT) -> Verdict:
    """Hold the gradient of the first quarter of the layers, over that of the last, against `limit`."""
    if len(seen.layers) < 2:
        return Verdict(outcome=Outcome.SKIPPED, note="fewer than two layers have weights")
    if not seen.finite:  # first_output_not_finite owns this case
        return Verdict(outcome=Outcome.UNSURE, note="a gradient is not finite")
    if seen.total == 0.0:  # weight_without_gradient owns this case
        return Verdict(outcome=Outcome.UNSURE, note="no layer has a gradient")
    failed = seen.first_over_last < limit
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(
            Quantity(name="gradient, first over last layers", value=seen.first_over_last, limit=limit),
            Quantity(name="share of layers vanished", value=seen.share_vanishing),
        ),
        where=min(seen.layers, key=lambda one: one.ratio).layer if failed else "",
        figure=Figure(
            form="line",
            caption="Gradient of each layer's weights over the weights, first to last; a fall to the left "
            "means that it vanishes.",
            x_axis="layer",
            y_axis="gradient norm / weight norm",
            series=(
                Series(
                    name="gradient",
                    x=tuple(one.layer for one in seen.layers),
                    y=tuple(one.ratio for one in seen.layers),
                ),
            ),
            log_y=True,
        ),
    )


CHECK = Check(code="G01", stage="flow", needs=GradientFlow, judge=judge, explains=__doc__ or "")
