"""The line was cut off before it reached its best.

Why it matters:
    A network is held against the line. A line that was not fitted to the end makes the network look better
    than it is.
What to do:
    Give the solver more steps or time, scale the features, or raise the L2 penalty.
Stays silent when:
    The solver reached its tolerance, or the solution is exact.
Source:
    Own derivation: the solver's own statement, and the steps it used.
"""

from wellwired.core.records.line import LineFit
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 1  # the solver must say that it converged


def judge(seen: LineFit, *, limit: int = LIMIT) -> Verdict:
    """Hold the solver's statement against `limit`."""
    numbers = [Quantity(name="converged", value=int(seen.converged), limit=limit)]
    if seen.most_steps:
        numbers.append(Quantity(name="steps", value=seen.num_steps, unit="steps", limit=seen.most_steps))
    failed = int(seen.converged) < limit
    return Verdict(
        outcome=Outcome.FAILED if failed else Outcome.PASSED,
        seen=tuple(numbers),
        where=f"{seen.kind} line of {seen.num_features} features" if failed else "",
    )


CHECK = Check(code="B03", stage="line", needs=LineFit, judge=judge, explains=__doc__ or "")
