"""The network knows the training samples by heart and the validation samples no better than a guess.

Why it matters:
    Nothing was learned that holds elsewhere. Labels may not belong to the samples, validation may be prepared
    in another way than training, or the data hold nothing that tells the classes apart.
What to do:
    Check that labels and samples are in the same order, and that validation goes through the same
    preparation. Then use fewer weights, L2, dropout, augmentation, more samples.
Stays silent when:
    The gap is wide but the network learned: it beats the guess on validation, in accuracy or in balanced
    accuracy, by more than noise. Unsure when the samples are too few to tell.
Source:
    Own derivation: (valid - guess) against its standard error; (train - guess) / (1 - guess) for what was
    memorised.
"""

from wellwired.core.records.training import Gap, GapMetric
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 2.0  # standard errors above the guess: chance gets there once in forty
MEMORISED = 0.5  # of the way from the guess to all right, on training samples
ROOM = 0.1  # of the way from guess to 1 that the noise may cover for "no better" to mean something


def _errors(one: GapMetric) -> float:
    return (one.valid - one.guess) / max(one.error, 1e-12)


def _memorised(one: GapMetric) -> float:
    return (one.train - one.guess) / max(1.0 - one.guess, 1e-12)


def judge(seen: Gap, *, limit: float = LIMIT) -> Verdict:
    """Hold the best metric's lead over the guess, in standard errors, against `limit`."""
    if not seen.metrics or seen.num_valid == 0:
        return Verdict(outcome=Outcome.SKIPPED, note="there is no validation part")
    best = max(seen.metrics, key=_errors)
    numbers = (
        Quantity(name=f"{best.name}, training", value=best.train),
        Quantity(name=f"{best.name}, validation", value=best.valid, limit=best.guess + limit * best.error),
        Quantity(name=f"{best.name}, guess", value=best.guess, spread=best.error),
    )
    names = tuple(one.name for one in seen.metrics)
    figure = Figure(
        form="bar",
        caption="Training and validation beside the guess; a network that learned stands above it on both.",
        x_axis="metric",
        y_axis="value",
        series=(
            Series(name="training", x=names, y=tuple(one.train for one in seen.metrics)),
            Series(name="validation", x=names, y=tuple(one.valid for one in seen.metrics)),
            Series(name="guess", x=names, y=tuple(one.guess for one in seen.metrics)),
        ),
    )
    if _errors(best) >= limit or max(map(_memorised, seen.metrics)) < MEMORISED:
        return Verdict(outcome=Outcome.PASSED, seen=numbers, figure=figure)
    if best.error > ROOM * (1.0 - best.guess) or _errors(best) > limit / 2:
        note = f"{seen.num_valid} validation samples are too few to tell"
        return Verdict(outcome=Outcome.UNSURE, seen=numbers, note=note, figure=figure)
    return Verdict(outcome=Outcome.FAILED, seen=numbers, figure=figure)


CHECK = Check(code="F04", stage="train", needs=Gap, judge=judge, explains=__doc__ or "")
