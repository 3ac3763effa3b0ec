"""The same images are in training and in the parts that judge it.

Why it matters:
    A network that knows an image by heart is right on its copy. The score is better than the network, and the
    more weights it has the better it looks.
What to do:
    Take the copies named out of one of the parts, or split by group so that copies stay together.
Stays silent when:
    Copies lie within one part, or are a handful in a large part.
Source:
    Own derivation: images with the same pixels on both sides, over the images of the judging parts.
"""

from wellwired.core.records.data import ImageScan
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = (
    0.02  # share of judging samples: at most as much error in the score as a test part of 600 has by chance
)
JUDGING = ("valid", "test")


def judge(seen: ImageScan, *, limit: float = LIMIT) -> Verdict:
    """Hold the share of judging samples that training holds too against `limit`."""
    rows = zip(seen.parts, seen.num_by_part, strict=True)
    judging = sum(sum(counts) for part, counts in rows if part in JUDGING)
    if judging == 0:
        return Verdict(outcome=Outcome.SKIPPED, note="there is no part to judge by")
    share = max(min(seen.num_duplicates_across / judging, 1.0), seen.test_share_duplicated)
    failed = share > limit and seen.num_duplicates_across > 1
    names = [name for twins in seen.examples_across for name in twins.names]
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(
            Quantity(name="copies across parts", value=share, limit=limit),
            Quantity(name="copies", value=seen.num_duplicates_across, unit="samples"),
        ),
        where=", ".join(names[:4]) if failed else "",
    )


CHECK = Check(code="D02", stage="data", needs=ImageScan, judge=judge, explains=__doc__ or "")
