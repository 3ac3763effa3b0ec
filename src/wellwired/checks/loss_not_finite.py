"""NaN or infinity appeared in training.

Why it matters:
    From that step on every weight is lost; later epochs only hide where it began.
What to do:
    If an input is named, mend that sample. Else lower the learning rate, clip the gradient's norm, add
    warm-up, and look at the layer named under `where` for a division, logarithm or root without a floor.
Stays silent when:
    Every loss, gradient and weight stayed finite.
Source:
    Own derivation: the first value that is not finite, looked for at every step.
"""

from wellwired.core.records.training import NonFinite
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 0  # values that are not finite: none may be


def judge(seen: NonFinite, *, limit: int = LIMIT) -> Verdict:
    """Name the first value that was not finite."""
    found = int(bool(seen.which))
    numbers = (Quantity(name="first value not finite", value=found, limit=limit),)
    if found <= limit:
        return Verdict(outcome=Outcome.PASSED, seen=numbers)
    samples = f"; samples {', '.join(seen.samples[:3])}" if seen.samples else ""
    return Verdict(
        outcome=Outcome.FAILED,
        seen=(
            Quantity(name="step", value=seen.step, unit="steps"),
            Quantity(name="learning rate", value=seen.learning_rate),
        ),
        where=seen.layer or seen.which,
        note=f"{seen.which} in epoch {seen.epoch}, batch {seen.batch}, step {seen.step}{samples}",
    )


CHECK = Check(code="F01", stage="train", needs=NonFinite, judge=judge, explains=__doc__ or "", gate=True)
