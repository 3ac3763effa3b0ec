"""Every sample is given the same class.

Why it matters:
    Where classes are unbalanced, accuracy looks good on a network that always says the commonest; it is of no
    use.
What to do:
    Look at balanced accuracy; weight the classes in the loss or draw rare ones more often; check that the
    outputs depend on the input.
Stays silent when:
    The samples have one class, or only a handful belongs to the others: then nothing can be told.
Source:
    Own derivation: share of samples given the commonest prediction.
"""

from wellwired.core.records.result import Confusion
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 1.0  # share of samples given one class: below it the network does tell some apart
FEWEST_OTHERS = 10  # samples of other classes: a sound network may miss fewer by chance


def judge(seen: Confusion, *, limit: float = LIMIT) -> Verdict:
    """Hold the share of samples that were given one class against `limit`."""
    predicted = [sum(row[column] for row in seen.counts) for column in range(len(seen.classes))]
    total = sum(predicted)
    if total == 0:
        return Verdict(outcome=Outcome.SKIPPED, note=f"the {seen.part} part has no samples")
    winner = max(range(len(predicted)), key=lambda index: predicted[index])
    others = total - sum(seen.counts[winner])
    share = predicted[winner] / total
    rows = zip(seen.classes, seen.counts, strict=True)
    figure = Figure(
        form="map",
        caption="How many samples of a class (row) were given a class (column); the diagonal is right.",
        x_axis="given",
        y_axis="true",
        series=tuple(Series(name=name, x=seen.classes, y=tuple(map(float, row))) for name, row in rows),
    )
    numbers = (Quantity(name="samples given one class", value=share, limit=limit),)
    if share < limit or len(seen.classes) < 2:
        return Verdict(outcome=Outcome.PASSED, seen=numbers, figure=figure)
    if others < FEWEST_OTHERS:
        note = f"only {others} samples of the {seen.part} part belong to other classes"
        return Verdict(outcome=Outcome.UNSURE, seen=numbers, note=note, figure=figure)
    return Verdict(outcome=Outcome.FAILED, seen=numbers, where=f"class {seen.classes[winner]}", figure=figure)


CHECK = Check(code="F06", stage="train", needs=Confusion, judge=judge, explains=__doc__ or "")
