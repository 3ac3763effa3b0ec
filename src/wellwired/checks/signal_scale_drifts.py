"""The signal shrinks to nothing or grows without end on its way through the layers.

Why it matters:
    Where the signal is a thousandth of what it was, the bias and rounding are all that the next layer sees;
    where it is a thousand times larger, units saturate and the first updates tear the weights apart.
What to do:
    Start with He's rule behind ReLU, Glorot's behind tanh, or scale each layer to unit variance on a batch;
    add batch norm; scale the inputs.
Stays silent when:
    Only the last layer is small, as is sound, or weights start at zero throughout.
Source:
    He et al. 2015, arXiv:1502.01852; Glorot and Bengio 2010: equal variance in all layers. The limit is
    measured.
"""

from wellwired.core.records.start import LayerSignal, SignalScale
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 1e3  # largest over smallest deviation; sound networks of 2 to 20 layers: 1 to 25


def _figure(layers: tuple[LayerSignal, ...]) -> Figure:
    return Figure(
        form="line",
        caption="Deviation of each layer's output over samples and units, in order; level when sound.",
        x_axis="layer",
        y_axis="deviation",
        series=(
            Series(
                name="signal", x=tuple(one.layer for one in layers), y=tuple(one.deviation for one in layers)
            ),
        ),
        log_y=True,
    )


def judge(seen: SignalScale, *, limit: float = LIMIT) -> Verdict:
    """Hold the largest over the smallest deviation of the layers before the last against `limit`."""
    layers = [one for one in seen.layers if not one.is_last and not one.is_zero]
    if len(layers) < 2:
        return Verdict(outcome=Outcome.SKIPPED, note="fewer than two layers before the last")
    if not all(one.deviation < float("inf") for one in layers):  # first_output_not_finite owns this case
        return Verdict(outcome=Outcome.UNSURE, note="a layer's output is not finite")
    low = min(layers, key=lambda one: one.deviation)
    high = max(layers, key=lambda one: one.deviation)
    ratio = high.deviation / max(low.deviation, 1e-30)
    failed = ratio > limit
    worst = low if layers.index(low) > layers.index(high) else high
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(Quantity(name="largest over smallest signal", value=ratio, limit=limit),),
        where=worst.layer if failed else "",
        figure=_figure(seen.layers),
    )


CHECK = Check(code="I02", stage="start", needs=SignalScale, judge=judge, explains=__doc__ or "")
