"""The network cannot memorise one small batch.

Why it matters:
    A network that cannot learn a dozen samples by heart will not learn the rest. Something is cut, squeezed
    or applied twice: a softmax before the cross-entropy, a ReLU on the outputs, a layer that saturates.
What to do:
    Look at the last layers and the loss first: outputs must be raw scores, one a class. Then look at the
    other verdicts of this stage, which name modules.
Stays silent when:
    The loss cannot reach zero, as with label smoothing: the limit is a share of the way from the best
    constant output to the best free outputs. Unsure when the network has fewer than four weights for each of
    the numbers to memorise, or the loss was still falling when the steps ran out.
Source:
    Own derivation: (guess - best) / (guess - floor), 1 when memorised. Karpathy 2019, "A recipe for training
    neural networks": overfit one batch first.
"""

from wellwired.core.records.wiring import BatchMemory
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 0.85  # sound networks come above 0.93; a softmax before the loss ends at 0.4 for ten classes
STILL_FALLING = 0.1  # share of the way left that the last quarter of the steps took: more steps would go on
WEIGHTS_A_NUMBER = 4  # with fewer, a few ReLU units get stuck: 37 weights for 16 numbers reach 0.6


def _still_falling(losses: tuple[float, ...], floor: float) -> bool:
    before = losses[-max(len(losses) // 4, 1) - 1] if len(losses) > 1 else 0.0
    left = before - floor
    return left > 0 and (before - losses[-1]) / left > STILL_FALLING


def _figure(seen: BatchMemory, aim: float) -> Figure:
    steps = tuple(range(len(seen.losses)))
    return Figure(
        form="line",
        caption="Loss of one small batch while a copy learns it by heart; the line is the limit.",
        x_axis="step",
        y_axis="loss",
        series=(Series(name="loss", x=steps, y=seen.losses),),
        limit=aim,
    )


def judge(seen: BatchMemory, *, limit: float = LIMIT) -> Verdict:
    """Hold the share of the way from guess to floor against `limit`."""
    guess = seen.first_loss if seen.guess_loss is None else seen.guess_loss
    floor = seen.floor_loss or 0.0
    way = guess - floor
    if not way > 1e-6 * max(abs(guess), 1e-12) or seen.num_samples < 2:
        return Verdict(outcome=Outcome.UNSURE, note="all targets of the batch are alike: nothing to memorise")
    share = min((guess - seen.best_loss) / way, 1.0)
    figure = _figure(seen, guess - limit * way)
    numbers = (
        Quantity(name="share memorised", value=share, limit=limit),
        Quantity(name="loss", value=seen.best_loss),
    )
    if share >= limit:
        return Verdict(outcome=Outcome.PASSED, seen=numbers, figure=figure)
    if seen.num_weights < WEIGHTS_A_NUMBER * seen.num_targets * max(seen.num_classes - 1, 1):
        note = f"{seen.num_weights} weights are too few to hold {seen.num_targets} targets"
    elif seen.losses and _still_falling(seen.losses, floor):
        note = f"the loss was still falling after {seen.num_steps} steps"
    elif seen.guess_loss is None:
        note = "the loss of a constant output is not known"
    else:
        return Verdict(outcome=Outcome.FAILED, seen=numbers, figure=figure)
    return Verdict(outcome=Outcome.UNSURE, seen=numbers, note=note, figure=figure)


CHECK = Check(code="W01", stage="wiring", needs=BatchMemory, judge=judge, explains=__doc__ or "", gate=True)
