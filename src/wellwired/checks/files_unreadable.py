"""More than a few files could not be read.

Why it matters:
    What is left out is seldom left out by chance: one camera, one class, one export that went wrong. The
    network never sees it, and its score does not say so.
What to do:
    Look at the files named; convert or fetch them again, or take them out on purpose.
Stays silent when:
    A single file in a hundred is broken: it is named in the note and the rest goes on.
Source:
    Own derivation: unreadable files over listed files.
"""

from wellwired.core.records.data import ImageScan
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 0.01  # share of files: a bad sector or a cut download now and then; more has a cause worth knowing


def judge(seen: ImageScan, *, limit: float = LIMIT) -> Verdict:
    """Hold the share of unreadable files against `limit`."""
    failed = seen.unreadable_share > limit
    named = seen.examples_unreadable or seen.unreadable
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=(Quantity(name="unreadable files", value=seen.unreadable_share, limit=limit),),
        where=", ".join(seen.unreadable[:3]) if failed else "",
        note=f"left out: {'; '.join(named[:3])}" if named else "",
    )


CHECK = Check(code="D01", stage="data", needs=ImageScan, judge=judge, explains=__doc__ or "")
