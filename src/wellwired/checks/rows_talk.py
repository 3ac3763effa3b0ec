"""Output of one sample depends on another sample of the batch.

Why it matters:
    A wrong reshape mixes samples. The loss still falls, so the curve does not show it; the score collapses
    when the batch size changes.
What to do:
    Open the module named under `where` and look for a view, reshape or transpose that crosses the batch axis
    B, a softmax or norm over it, or a batch norm that keeps no running statistics.
Stays silent when:
    Batch statistics are meant: the probe sets evaluation mode first. Unsure when two runs on one batch
    differ.
Source:
    Own derivation: output i does not move when sample j is replaced, for i != j.
"""

from wellwired.core.records.wiring import RowInfluence
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 1e-5  # separate samples give exactly 0; the slack is for float32 sums in another order


def _figure(seen: RowInfluence) -> Figure:
    labels = tuple(f"sample {index + 1}" for index in range(seen.num_samples))
    rows = zip(labels, seen.influence, strict=True)
    return Figure(
        form="map",
        caption="Influence of sample j (column) on output i (row); blank off the diagonal when sound.",
        x_axis="sample replaced",
        y_axis="output",
        series=tuple(Series(name=label, x=labels, y=row) for label, row in rows),
    )


def judge(seen: RowInfluence, *, limit: float = LIMIT) -> Verdict:
    """Hold cross-sample influence, as a share of the outputs' size, against `limit`."""
    if seen.num_samples < 2 or (seen.diagonal == 0.0 and seen.off_diagonal == 0.0):
        return Verdict(outcome=Outcome.UNSURE, note="no output moved with its own input")
    if not seen.noise <= limit:
        return Verdict(
            outcome=Outcome.UNSURE,
            seen=(Quantity(name="change between two runs", value=seen.noise, limit=limit),),
            note="two runs on the same batch differ, or outputs have no axis of samples",
        )
    ratio = seen.off_diagonal / max(seen.diagonal, 1.0)
    failed = ratio > limit
    mixed = "samples are mixed before this module: look at what its parent does with the input"
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(Quantity(name="cross-sample influence", value=ratio, limit=limit),),
        where=seen.worst_module if failed else "",
        note=mixed if failed and seen.input_mixed else "",
        figure=_figure(seen),
    )


CHECK = Check(code="W03", stage="wiring", needs=RowInfluence, judge=judge, explains=__doc__ or "", gate=True)
