"""The output is the same whatever the input is.

Why it matters:
    Such a network learns the class shares and nothing else. The loss falls to that of a guess and stays
    there.
What to do:
    Look for a tensor that is made anew on the way, for units all switched off by their bias, for outputs
    clamped to one value, and for inputs divided to nothing.
Stays silent when:
    Only the last layer starts at zero: small shakes of all weights wake it. Unsure when the inputs are all
    equal.
Source:
    Own derivation: change of the output, when every sample is replaced by another, over the output's size.
"""

from wellwired.core.records.wiring import InputReach
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = (
    1e-6  # float32 rounding of the output; the weakest sound network we know, six plain layers, shows 4e-3
)


def judge(seen: InputReach, *, limit: float = LIMIT) -> Verdict:
    """Hold the output's relative change against `limit`."""
    if seen.num_samples < 2 or seen.input_spread == 0.0:
        return Verdict(outcome=Outcome.UNSURE, note="all inputs of the batch are equal")
    if not seen.change_start < float("inf"):  # first_output_not_finite owns this case
        return Verdict(outcome=Outcome.UNSURE, note="an output is not finite")
    return Verdict(
        outcome=Outcome.FAILED if seen.change_shaken <= limit else Outcome.PASSED,
        seen=(Quantity(name="change of the output with the input", value=seen.change_shaken, limit=limit),),
        note="nothing comes through at the start" if seen.change_start == 0.0 < seen.change_shaken else "",
    )


CHECK = Check(code="W05", stage="wiring", needs=InputReach, judge=judge, explains=__doc__ or "", gate=True)
