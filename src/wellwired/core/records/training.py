"""What is measured while a network trains, and after."""

from dataclasses import dataclass

from wellwired.core.records.epoch import EpochRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class LearningCurve:
    """All epochs of one training; `best_epoch` is the one whose weights were kept."""

    metric: str
    epochs: tuple[EpochRecord, ...]
    best_epoch: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NonFinite:
    """The first NaN or infinity of a training, or that there was none.

    `which` is `loss`, `gradient`, `weight`, `input`, `output`, or empty for none. `layer` is the first layer
    with it, `batch` the number of the batch in its epoch, `samples` names of that batch's samples (a few).
    """

    which: str = ""
    layer: str = ""
    epoch: int = 0
    batch: int = 0
    step: int = 0
    learning_rate: float = 0.0
    num_steps: int = 0
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerDead:
    """Units of one activation that gave the same zero for all samples and places seen."""

    layer: str
    num_units: int
    num_dead: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadUnits:
    """Dead units by layer, over `num_samples` samples; `when` is `start` or `end`, or an epoch's name."""

    layers: tuple[LayerDead, ...]
    num_samples: int
    when: str = "end"


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerUpdate:
    """Size of the typical update of one layer's weights over the size of the weights."""

    layer: str
    ratio: float


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateRatios:
    """Update over weight by layer, at the epoch in which updates were largest; `num_steps` were measured."""

    layers: tuple[LayerUpdate, ...]
    num_steps: int
    learning_rate: float


@dataclass(frozen=True, kw_only=True, slots=True)
class GapMetric:
    """One metric on the training and validation parts, with the guess's value and its standard error."""

    name: str
    train: float
    valid: float
    guess: float
    error: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Training against validation, in one or more metrics that grow with quality."""

    metrics: tuple[GapMetric, ...]
    num_train: int
    num_valid: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Plateau:
    """The training loss from first to last, a value a step (or a mean over some steps).

    `guess_loss` is what the best constant output reaches, None where it is not known.
    """

    losses: tuple[float, ...]
    guess_loss: float | None
    steps_a_value: int = 1
