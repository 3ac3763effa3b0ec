"""The network is no better than always saying the commonest class.

Why it matters:
    It learned nothing that holds on samples it never saw, whatever its accuracy looks like.
What to do:
    Check that labels belong to their samples, that held-out samples are prepared as training ones, and the
    verdicts of the wiring and training stages.
Stays silent when:
    Either accuracy or balanced accuracy beats its guess by more than noise. Unsure when the samples are too
    few.
Source:
    Own derivation: lead over the guess in standard errors; balanced accuracy is guessed right in 1 / K.
"""

from wellwired.core.records.result import Result
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

LIMIT = 2.0  # standard errors: chance leads by more once in forty
ROOM = 0.1  # of the way from guess to 1 that the noise may cover for "no better" to mean something


def judge(seen: Result, *, limit: float = LIMIT) -> Verdict:
    """Hold the lead over the guess, in standard errors, against `limit`."""
    guess = 1.0 / max(seen.num_classes, 1)
    plain = (seen.network - seen.guess) / max(seen.metric_error, 1e-12)
    balanced = (seen.balanced_accuracy - guess) / max(seen.balanced_error, 1e-12)
    numbers = (
        Quantity(name=f"{seen.metric}, network", value=seen.network, spread=seen.metric_error),
        Quantity(name=f"{seen.metric}, guess", value=seen.guess),
        Quantity(
            name="balanced accuracy", value=seen.balanced_accuracy, limit=guess, spread=seen.balanced_error
        ),
        Quantity(name="lead, standard errors", value=max(plain, balanced), limit=limit),
    )
    if max(plain, balanced) > limit:
        return Verdict(outcome=Outcome.PASSED, seen=numbers)
    if seen.balanced_error > ROOM * (1.0 - guess) or max(plain, balanced) > limit / 2:
        note = f"{seen.num_samples} samples are too few to tell"
        return Verdict(outcome=Outcome.UNSURE, seen=numbers, note=note)
    return Verdict(outcome=Outcome.FAILED, seen=numbers)


CHECK = Check(code="B02", stage="line", needs=Result, judge=judge, explains=__doc__ or "")
