"""The first pass gives NaN or infinity, forward or back.

Why it matters:
    One NaN in a gradient reaches every weight with the next update, and nothing learns from then on. In the
    backward pass it can come from a value that looks fine forward, as the slope of a square root at 0.
What to do:
    Look at the module under `where`: a logarithm or square root of 0, a division by a size that may be 0, an
    exponent without a limit, a row that is masked throughout. If the inputs are not finite, mend the data.
Stays silent when:
    A mask's -inf stays inside a module.
Source:
    Own derivation: every module's output, and the gradient there, is finite.
"""

from wellwired.core.records.wiring import FirstPass
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 0  # places: none may be


def _finding(seen: FirstPass) -> tuple[str, str]:
    """Where it starts and what to say of it; the earliest cause wins."""
    if not seen.input_finite:
        return "input", "the inputs hold NaN or infinity"
    if not seen.target_finite:
        return "target", "the targets hold NaN or infinity"
    if seen.weights_not_finite:
        return seen.weights_not_finite[0], "a weight starts as NaN or infinity"
    if seen.output_module:
        return seen.output_module, "the first module whose output is not finite"
    if not abs(seen.loss) < float("inf"):
        return "loss", "outputs are finite, the loss is not"
    return seen.gradient_module or seen.gradient_weights[
        0
    ], "the gradient stops being finite behind this module"


def judge(seen: FirstPass, *, limit: int = LIMIT) -> Verdict:
    """Hold the number of faulty places against `limit`."""
    places = len(seen.weights_not_finite) + len(seen.gradient_weights)
    places += (not seen.input_finite) + (not seen.target_finite) + bool(seen.output_module)
    places += bool(seen.gradient_module) + (not abs(seen.loss) < float("inf"))
    numbers = (Quantity(name="places not finite", value=places, limit=limit),)
    if places <= limit:
        return Verdict(outcome=Outcome.PASSED, seen=numbers)
    where, note = _finding(seen)
    return Verdict(outcome=Outcome.FAILED, seen=numbers, where=where, note=note)


CHECK = Check(code="W07", stage="wiring", needs=FirstPass, judge=judge, explains=__doc__ or "", gate=True)
