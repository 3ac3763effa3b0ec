"""The line was cut off before it reached its best.

Why it matters:
    A network is held against the line. A line that was not fitted to the end makes the network look better
    than it is.
What to do:
    Give the solver more steps or time, scale the features, or raise the L2 penalty.
Stays silent when:
    The solver reached its tolerance, or the solution is exact. Unsure when it was cut off close to the end.
Source:
    Own derivation: the solver's own statement, and the steps it used.
"""

from wellwired.core.records.line import LineFit
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 1  # the solver must say that it converged
NEAR = 1e-2  # slope left; a hundred times the default tolerance, tenths of a point of accuracy


def judge(seen: LineFit, *, limit: int = LIMIT) -> Verdict:
    """Hold the solver's statement against `limit`."""
    numbers = [Quantity(name="converged", value=int(seen.converged), limit=limit)]
    if seen.most_steps:
        numbers.append(Quantity(name="steps", value=seen.num_steps, unit="steps", limit=seen.most_steps))
    if int(seen.converged) >= limit:
        return Verdict(outcome=Outcome.PASSED, seen=tuple(numbers))
    near = 0.0 < seen.gradient <= NEAR
    numbers.append(Quantity(name="slope left", value=seen.gradient, limit=NEAR))
    return Verdict(
        outcome=Outcome.UNSURE if near else Outcome.FAILED,
        seen=tuple(numbers),
        where="" if near else f"{seen.kind} line of {seen.num_features} features",
        note="cut off close to the end: a longer fit would move the line by little" if near else "",
    )


CHECK = Check(code="B03", stage="line", needs=LineFit, judge=judge, explains=__doc__ or "")
