"""What the finished network reaches, beside the line and the guess."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PartScores:
    """Scores of one predictor on one part; `auc` is None where a class is missing from it.

    `part` is `train`, `valid`, `test`, or these after `line_` or `guess_`. `log_loss` is in nats.
    """

    part: str
    accuracy: float
    balanced_accuracy: float
    auc: float | None
    log_loss: float
    calibration_error: float
    num_samples: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The final figures on the held-out part.

    `part` is the part that is judged: `test`, or `valid` where there is no test part. `gain_error` is the
    standard error of network minus line, from paired samples; `seed_spread` the deviation over seeds, None
    for one seed. `balanced_error` is the standard error of the network's balanced accuracy, `metric_error` of
    its metric.
    """

    metric: str
    part: str
    num_samples: int
    num_classes: int
    network: float
    line: float | None
    guess: float
    metric_error: float
    gain_error: float
    balanced_accuracy: float
    balanced_error: float
    scores: tuple[PartScores, ...]
    seed_spread: float | None = None
    parameters: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Confusion:
    """How often samples of a class (row) were given a class (column)."""

    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    part: str = "test"


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """Samples whose top probability lies in one interval: how many, how sure, how right."""

    low: float
    high: float
    num_samples: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """Reliability bins and the expected calibration error.

    `noise` is the error that a perfectly calibrated network would show on as many samples by chance.
    """

    bins: tuple[Bin, ...]
    error: float
    noise: float
    num_samples: int
    part: str = "test"


@dataclass(frozen=True, kw_only=True, slots=True)
class WorstSample:
    """One sample far from its target; `thumbnail` is a PNG of at most 64x64 pixels in base64."""

    name: str
    true: str
    predicted: str
    probability: float
    thumbnail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Worst:
    """The samples to which the network gave the least probability for their target, worst first."""

    samples: tuple[WorstSample, ...]
    part: str = "test"
