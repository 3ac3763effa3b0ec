"""Images hold one single colour.

Why it matters:
    A blank image tells nothing about its class. It comes from a lost download, a wrong crop, a value range
    cut to one value, and it teaches the network that blank means some class.
What to do:
    Look at the images named; mend how they are read or scaled, or take them out.
Stays silent when:
    A few blanks are in a large set.
Source:
    Own derivation: images whose pixels all equal the first.
"""

from wellwired.core.records.data import ImageScan
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 0.02  # share of images: more than one in fifty is a pattern, not an accident


def judge(seen: ImageScan, *, limit: float = LIMIT) -> Verdict:
    """Hold the share of blank images against `limit`."""
    failed = seen.constant_share > limit
    names = ", ".join(seen.examples_constant[:3])
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(Quantity(name="blank images", value=seen.constant_share, limit=limit),),
        where=names if failed else "",
        note=f"blank: {names}" if names and not failed else "",
    )


CHECK = Check(code="D04", stage="data", needs=ImageScan, judge=judge, explains=__doc__ or "")
