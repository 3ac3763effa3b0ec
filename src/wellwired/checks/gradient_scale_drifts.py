"""The gradient shrinks to nothing or grows without end on its way back, on the starting weights.

Why it matters:
    One learning rate serves all layers. Where the gradient differs by many powers of ten, some layers stand
    still while others jump.
What to do:
    Start so that fan-in and fan-out both keep the variance (Glorot), use He's rule behind ReLU, add skip
    connections or batch norm, replace sigmoid by ReLU.
Stays silent when:
    A branch starts at zero and has no gradient yet. The sum over places is compared, so pooling plays no
    part.
Source:
    Glorot and Bengio 2010: Var(W) = 2 / (fan_in + fan_out). The limit is measured.
"""

from wellwired.core.records.start import GradientScale
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 1e5  # largest over smallest; torch's own start loses 2.4 a layer: 2e3 in 7 sound layers


def judge(seen: GradientScale, *, limit: float = LIMIT) -> Verdict:
    """Hold the largest over the smallest gradient at the layers' outputs against `limit`."""
    layers = [one for one in seen.layers if one.gradient > 0.0]
    if len(layers) < 2:
        return Verdict(outcome=Outcome.SKIPPED, note="fewer than two layers have a gradient")
    if not all(one.gradient < float("inf") for one in layers):  # first_output_not_finite owns this case
        return Verdict(outcome=Outcome.UNSURE, note="a gradient is not finite")
    ratio = max(one.gradient for one in layers) / min(one.gradient for one in layers)
    failed = ratio > limit
    figure = Figure(
        form="line",
        caption="Norm of the loss's gradient at each layer's output, first layer to last; level when sound.",
        x_axis="layer",
        y_axis="gradient norm",
        series=(
            Series(
                name="gradient", x=tuple(one.layer for one in layers), y=tuple(one.gradient for one in layers)
            ),
        ),
        log_y=True,
    )
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(Quantity(name="largest over smallest gradient", value=ratio, limit=limit),),
        where=min(layers, key=lambda one: one.gradient).layer if failed else "",
        figure=figure,
    )


CHECK = Check(code="I03", stage="start", needs=GradientScale, judge=judge, explains=__doc__ or "")
