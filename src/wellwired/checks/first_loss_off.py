"""The loss before the first update is not the one that a network without knowledge has.

Why it matters:
    A first loss far above log K means outputs that are sure of the wrong thing: inputs that were not scaled,
    weights too large, a loss summed over the batch. One below log K is impossible for cross-entropy of raw
    scores: the loss is averaged over the wrong axis, or takes probabilities for scores.
What to do:
    Scale the inputs to mean 0 and deviation 1, start the last layer small, average the loss over samples.
Stays silent when:
    Classes are unbalanced or the batch lacks some: the loss is averaged over all classes as target. Targets
    that are no classes are skipped.
Source:
    Own derivation: with equal outputs -log softmax = log K for every class; by Jensen never less on average.
"""

from wellwired.core.records.wiring import FirstLoss
from wellwired.core.verdict import Check, Outcome, Quantity, Verdict

MOST_SHARE = 2.0  # times log K: He's start gives 1.0 to 1.5 times
SLACK = 12.0  # nats more: a residual net without norm starts at 14 for ten classes, raw pixels at hundreds
LIMIT = (
    0.95  # times log K, from below: cross-entropy never goes under 1, rounding and class sampling take some
)


def judge(seen: FirstLoss, *, limit: float = LIMIT) -> Verdict:
    """Hold the first loss, averaged over classes, between `limit` and twice log K and some nats."""
    if seen.num_classes < 2:
        return Verdict(outcome=Outcome.SKIPPED, note="targets are no classes: the expected loss is not known")
    low, high = limit * seen.expected, MOST_SHARE * seen.expected + SLACK
    if seen.even_loss != seen.even_loss:  # first_output_not_finite owns this case
        return Verdict(outcome=Outcome.UNSURE, note="the first loss is not a number")
    off_low = seen.even_loss < low
    return Verdict(
        outcome=Outcome.FAILED if off_low or seen.even_loss > high else Outcome.PASSED,
        seen=(
            Quantity(name="first loss", value=seen.even_loss, unit="nat", limit=low if off_low else high),
            Quantity(name="expected, log K", value=seen.expected, unit="nat"),
        ),
    )


CHECK = Check(code="W02", stage="wiring", needs=FirstLoss, judge=judge, explains=__doc__ or "")
