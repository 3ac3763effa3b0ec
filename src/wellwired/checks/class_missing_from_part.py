"""A class has no sample in one of the parts.

Why it matters:
    A class that training never sees is never named. One that the judging part lacks is not judged: the score
    says nothing about it.
What to do:
    Split again, by class (stratified), or collect samples of the class for that part. Look for a class
    written in two ways.
Stays silent when:
    Every class is in every part. Unsure when a judging part is so small that a class is missing by chance.
Source:
    Own derivation: samples of the class expected in the part, from its share of the whole, against none
    found.
"""

from wellwired.core.records.data import ImageScan
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 0  # classes missing: none may be
BY_CHANCE = 4.6  # samples expected; exp(-4.6) = 0.01 is the chance to find none of them
MOST_BARS = 60  # classes drawn


def _missing(seen: ImageScan) -> list[tuple[str, str, float]]:
    """Class, part and samples expected there, for every class without a sample in a part."""
    totals = [sum(column) for column in zip(*seen.num_by_part, strict=True)]
    whole = max(sum(totals), 1)
    return [
        (name, part, total / whole * sum(counts))
        for part, counts in zip(seen.parts, seen.num_by_part, strict=True)
        if part in ("train", "valid", "test")
        for name, total, count in zip(seen.classes, totals, counts, strict=True)
        if count == 0
    ]


def judge(seen: ImageScan, *, limit: int = LIMIT) -> Verdict:
    """Hold the number of classes missing from a part against `limit`."""
    missing = _missing(seen)
    numbers = (Quantity(name="classes missing from a part", value=len(missing), limit=limit),)
    if len(missing) <= limit:
        return Verdict(outcome=Outcome.PASSED, seen=numbers)
    labels = tuple(seen.classes[:MOST_BARS])
    rows = zip(seen.parts, seen.num_by_part, strict=True)
    figure = Figure(
        form="bar",
        caption="Samples of each class, by part.",
        x_axis="class",
        y_axis="samples",
        series=tuple(Series(name=part, x=labels, y=tuple(map(float, row[:MOST_BARS]))) for part, row in rows),
    )
    sure = any(part == "train" or expected > BY_CHANCE for _, part, expected in missing)
    return Verdict(
        outcome=Outcome.FAILED if sure else Outcome.UNSURE,
        seen=numbers,
        where=", ".join(f"{name} in {part}" for name, part, _ in missing[:3]),
        note="" if sure else "the part is so small that a class is missing by chance",
        figure=figure,
    )


CHECK = Check(code="D06", stage="data", needs=ImageScan, judge=judge, explains=__doc__ or "")
