"""Units of a layer start as copies of each other, and stay copies.

Why it matters:
    Equal units get equal gradients for ever: a layer of 64 copies is a layer of one. The loss falls to what
    so small a network can do.
What to do:
    Draw the starting weights at random (Glorot, He, orthogonal). Only biases and the last layer may start at
    zero.
Stays silent when:
    A layer starts at zero but its units part in the first updates, as a last layer or the end of a residual
    branch does. A few copies, as cut-out units are, are no fault.
Source:
    Own derivation: units with equal weights in and out have equal gradients; counted after a few updates.
"""

from wellwired.core.records.start import AlikeUnits
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 0.1  # share of a layer's units; random starts give 0, and a few units cut out or masked are no fault


def judge(seen: AlikeUnits, *, limit: float = LIMIT) -> Verdict:
    """Hold the largest share of lasting copies in a layer against `limit`."""
    if not seen.layers:
        return Verdict(outcome=Outcome.SKIPPED, note="no layer has two units or more")
    shares = [one.num_alike_after / one.num_units for one in seen.layers]
    faulty = [one.layer for one, share in zip(seen.layers, shares, strict=True) if share > limit]
    figure = Figure(
        form="bar",
        caption="Share of units that are copies of another of their layer after some updates; 0 when sound.",
        x_axis="layer",
        y_axis="share of units",
        series=(Series(name="copies", x=tuple(one.layer for one in seen.layers), y=tuple(shares)),),
        limit=limit,
    )
    return Verdict(
        outcome=Outcome.FAILED if faulty else Outcome.PASSED,
        seen=(Quantity(name="units that are copies", value=max(shares), limit=limit),),
        where=", ".join(faulty[:3]),
        figure=figure if any(shares) else None,
    )


CHECK = Check(code="I01", stage="start", needs=AlikeUnits, judge=judge, explains=__doc__ or "", gate=True)
