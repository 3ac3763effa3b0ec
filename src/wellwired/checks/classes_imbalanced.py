"""One class has many times the samples of another.

Why it matters:
    A network that never names the rare class loses next to nothing in accuracy. Whoever reads the accuracy
    alone does not see it.
What to do:
    Read balanced accuracy and the confusion map. Collect more of the rare class, draw it more often, or
    weight it.
Stays silent when:
    Classes differ by less than a factor of twenty, as in most sets that people collect.
Source:
    Own derivation: samples of the largest over the smallest class of the training part.
"""

from wellwired.core.records.data import ImageScan
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 20.0  # always naming the larger of two classes is then right in 95 of 100
MOST_BARS = 60  # classes drawn


def judge(seen: ImageScan, *, limit: float = LIMIT) -> Verdict:
    """Hold the largest class over the smallest, of those with any sample in training, against `limit`."""
    counts = seen.num_by_part[0] if seen.num_by_part else ()
    present = [(count, name) for count, name in zip(counts, seen.classes, strict=False) if count > 0]
    if len(present) < 2:
        return Verdict(outcome=Outcome.SKIPPED, note="fewer than two classes have samples")
    smallest, largest = min(present), max(present)
    ratio = largest[0] / smallest[0]
    failed = ratio > limit
    labels = tuple(seen.classes[:MOST_BARS])
    rows = zip(seen.parts, seen.num_by_part, strict=True)
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(Quantity(name="largest over smallest class", value=ratio, limit=limit),),
        where=f"class {smallest[1]}: {smallest[0]} samples" if failed else "",
        figure=Figure(
            form="bar",
            caption="Samples of each class, by part.",
            x_axis="class",
            y_axis="samples",
            series=tuple(
                Series(name=part, x=labels, y=tuple(map(float, counts[:MOST_BARS]))) for part, counts in rows
            ),
        ),
    )


CHECK = Check(code="D03", stage="data", needs=ImageScan, judge=judge, explains=__doc__ or "")
