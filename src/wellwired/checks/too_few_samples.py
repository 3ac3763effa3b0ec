"""A class has too few samples to learn from, or the judging part too few to judge by.

Why it matters:
    From three examples a network learns those three. On twenty samples a score has a standard error of ten
    points: any comparison is a toss of a coin.
What to do:
    Collect more, join rare classes, or judge by several splits.
Stays silent when:
    Every class has a handful of training samples, and a judging part some dozens.
Source:
    Own derivation: the binomial error of a share is at most sqrt(1 / 4n).
"""

from wellwired.core.records.data import ImageScan
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 5  # training samples a class: with fewer, few-shot methods start
FEWEST_JUDGING = 25  # samples of the largest judging part: the error of a score is then 10 points


def judge(seen: ImageScan, *, limit: int = LIMIT) -> Verdict:
    """Hold the smallest class in training against `limit`, and the judging part against its own."""
    by_part = dict(zip(seen.parts, seen.num_by_part, strict=True))
    train = [
        (count, name) for count, name in zip(by_part.get("train", ()), seen.classes, strict=False) if count
    ]
    if not train:
        return Verdict(outcome=Outcome.SKIPPED, note="there is no training part")
    fewest, name = min(train)
    judging = max((sum(by_part[part]) for part in ("valid", "test") if part in by_part), default=0)
    few_train, few_judging = fewest < limit, judging < FEWEST_JUDGING
    places = ([f"class {name}"] if few_train else []) + (["judging part"] if few_judging else [])
    return Verdict(
        outcome=Outcome.FAILED if few_train or few_judging else Outcome.PASSED,
        seen=(
            Quantity(
                name="training samples of the smallest class", value=fewest, unit="samples", limit=limit
            ),
            Quantity(name="judging samples", value=judging, unit="samples", limit=FEWEST_JUDGING),
        ),
        where=", ".join(places),
    )


CHECK = Check(code="D08", stage="data", needs=ImageScan, judge=judge, explains=__doc__ or "")
