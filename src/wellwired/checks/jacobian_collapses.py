"""All inputs move the outputs along one line only.

Why it matters:
    Where the Jacobian has one direction left, the classes cannot be told apart however the input changes;
    deep plain networks end there, and so does a layer with one unit.
What to do:
    Add skip connections or batch norm, widen the narrowest layer, start orthogonal.
Stays silent when:
    There are two outputs or fewer, for then one direction is all there is.
Source:
    Own derivation: singular values of d outputs / d inputs over several samples, second over first.
"""

from wellwired.core.records.flow import JacobianSpectrum
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 1e-4  # second singular value over the first; sound networks down to eight units a layer: 0.2 to 1


def judge(seen: JacobianSpectrum, *, limit: float = LIMIT) -> Verdict:
    """Hold the second singular value, over the first, against `limit`."""
    if seen.num_outputs < 3 and seen.values:
        return Verdict(outcome=Outcome.SKIPPED, note="with two outputs one direction is all there is")
    if len(seen.values) < 2 or seen.num_samples < 2:
        return Verdict(outcome=Outcome.UNSURE, note="no gradient comes from outputs to inputs")
    if seen.largest == 0.0:  # output_ignores_input owns this case
        return Verdict(outcome=Outcome.UNSURE, note="inputs do not move the outputs")
    return Verdict(
        outcome=Outcome.FAILED if seen.values[1] < limit else Outcome.PASSED,
        seen=(
            Quantity(name="second over first singular value", value=seen.values[1], limit=limit),
            Quantity(name="output deviations per input deviation", value=seen.largest),
        ),
        figure=Figure(
            form="line",
            caption="Singular values of the input-output Jacobian by the largest; steep is a collapse.",
            x_axis="singular value",
            y_axis="share of the largest",
            series=(Series(name="values", x=tuple(range(1, len(seen.values) + 1)), y=seen.values),),
            limit=limit,
            log_y=True,
        ),
    )


CHECK = Check(code="G03", stage="flow", needs=JacobianSpectrum, judge=judge, explains=__doc__ or "")
