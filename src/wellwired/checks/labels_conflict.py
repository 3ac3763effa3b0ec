"""The same image carries different classes.

Why it matters:
    No network can be right on both copies. Some labels are wrong, or the class cannot be seen in the image;
    the best possible score is lower than 1 by half of these.
What to do:
    Look at the images named and correct the labels. If many agree only by chance, the images may be too
    small.
Stays silent when:
    A few in a large set disagree, as happens when people label.
Source:
    Own derivation: samples with the pixels of one of another class, over all samples.
"""

from wellwired.core.records.data import ImageScan
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 0.01  # share of samples: costs half a point of accuracy at best, the noise of a test part of 10,000


def judge(seen: ImageScan, *, limit: float = LIMIT) -> Verdict:
    """Hold the share of samples whose copy has another class against `limit`."""
    share = seen.num_conflicts / max(seen.num_samples, 1)
    failed = share > limit
    pairs = [
        f"{name} ({label})"
        for twins in seen.examples_conflicts[:2]
        for name, label in zip(twins.names[:2], twins.labels[:2], strict=True)
    ]
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(
            Quantity(name="same image, other class", value=share, limit=limit),
            Quantity(name="samples", value=seen.num_conflicts, unit="samples"),
        ),
        where=", ".join(pairs) if failed else "",
        note=f"found: {', '.join(pairs)}" if pairs and not failed else "",
    )


CHECK = Check(code="D05", stage="data", needs=ImageScan, judge=judge, explains=__doc__ or "")
