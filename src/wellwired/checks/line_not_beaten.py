"""The network is no better than a straight line on samples it never saw.

Why it matters:
    A line is smaller, faster and easier to explain. A network that does not beat it has not been trained
    well, or the data have nothing in them that a line cannot see.
What to do:
    Use the line. Or look at the training: more epochs, another learning rate, a network that fits the data's
    structure.
Stays silent when:
    The network leads by more than noise. Unsure when it may lead by an amount that counts and the samples are
    too few to tell, or when the line leaves next to nothing to gain.
Source:
    Own derivation: gain = network - line, two standard errors on both sides, from samples on which the two
    differ.
"""

import math

from wellwired.core.records.result import Result
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 2.0  # standard errors: chance leads by more once in forty
WORTH = 0.01  # gain that counts, or half of the line's error if that is less


def _noise(seen: Result) -> float:
    return math.hypot(seen.gain_error, seen.seed_spread or 0.0)


def _figure(seen: Result, line: float) -> Figure:
    return Figure(
        form="bar",
        caption=f"{seen.metric} on the {seen.part} part ({seen.num_samples} samples).",
        x_axis="predictor",
        y_axis=seen.metric,
        series=(Series(name=seen.part, x=("guess", "line", "network"), y=(seen.guess, line, seen.network)),),
    )


def judge(seen: Result, *, limit: float = LIMIT) -> Verdict:
    """Hold the network's gain over the line against `limit` standard errors."""
    if seen.line is None:
        return Verdict(outcome=Outcome.SKIPPED, note="no line was fitted")
    gain, noise = seen.network - seen.line, limit * _noise(seen)
    numbers = (
        Quantity(name=f"{seen.metric}, network", value=seen.network, spread=seen.metric_error),
        Quantity(name=f"{seen.metric}, line", value=seen.line),
        Quantity(name="gain over the line", value=gain, limit=noise, spread=_noise(seen)),
    )
    figure = _figure(seen, seen.line)
    if gain > noise:
        return Verdict(outcome=Outcome.PASSED, seen=numbers, figure=figure)
    if gain + noise < min(WORTH, (1.0 - seen.line) / 2.0) or gain < -noise:
        said = "the line wins: use it" if gain < -noise else "the line does as well as the network"
        return Verdict(outcome=Outcome.FAILED, seen=numbers, note=said, figure=figure)
    lead = "the network leads" if gain > 0 else "the line leads" if gain < 0 else "both do as well"
    note = f"{lead}, within the noise of {seen.num_samples} samples: the line is not beaten beyond it"
    return Verdict(outcome=Outcome.UNSURE, seen=numbers, note=note, figure=figure)


CHECK = Check(code="B01", stage="line", needs=Result, judge=judge, explains=__doc__ or "")
