"""The network's probabilities are not what they say.

Why it matters:
    Of the samples that it gives 0.9, nine in ten should be right. Where they are not, a threshold or a
    decision by probability goes wrong, though the accuracy is fine.
What to do:
    Train shorter, use label smoothing or augmentation, or scale the outputs by one number fitted on the
    validation part.
Stays silent when:
    The part is small: the error that chance alone would show is taken off first.
Source:
    Guo et al. 2017, arXiv:1706.04599, expected calibration error in 15 bins.
"""

from wellwired.core.records.result import Calibration
from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict

LIMIT = 0.15  # above what chance shows: Guo et al. find 0.02 to 0.17 for networks that are in use
FEWEST_SAMPLES = 50  # below this a bin holds a few samples only


def judge(seen: Calibration, *, limit: float = LIMIT) -> Verdict:
    """Hold the calibration error, less what chance shows, against `limit`."""
    if seen.num_samples < FEWEST_SAMPLES:
        note = f"{seen.num_samples} samples of the {seen.part} part are too few to fill the bins"
        return Verdict(outcome=Outcome.UNSURE, note=note)
    filled = [one for one in seen.bins if one.num_samples]
    places = tuple(one.confidence for one in filled)
    figure = Figure(
        form="points",
        caption="Share of samples that are right against the probability given; diagonal when calibrated.",
        x_axis="probability given",
        y_axis="share right",
        series=(
            Series(name="network", x=places, y=tuple(one.accuracy for one in filled)),
            Series(name="calibrated", x=(0.0, 1.0), y=(0.0, 1.0)),
        ),
    )
    sure = sum(one.num_samples * (one.confidence - one.accuracy) for one in filled)
    over = seen.error - seen.noise > limit
    return Verdict(
        outcome=Outcome.FAILED if over else Outcome.PASSED,
        seen=(
            Quantity(name="calibration error", value=seen.error, limit=limit + seen.noise, spread=seen.noise),
        ),
        note=("the network is too sure" if sure > 0 else "the network is not sure enough") if over else "",
        figure=figure,
    )


CHECK = Check(code="F07", stage="train", needs=Calibration, judge=judge, explains=__doc__ or "")
