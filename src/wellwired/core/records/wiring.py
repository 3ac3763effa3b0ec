"""What the wiring probes measure: is the network connected right?"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchMemory:
    """How far a copy of the network memorised one small batch.

    `losses` has the loss at each step of the best try. `guess_loss` is the lowest loss of one output that is
    the same for all samples; `floor_loss` the lowest when every output is free (with label smoothing it is
    not 0). Both are None where the loss takes no free outputs. `accuracy` is None unless targets are classes.
    """

    losses: tuple[float, ...]
    learning_rate: float
    first_loss: float
    best_loss: float
    guess_loss: float | None
    floor_loss: float | None
    accuracy: float | None
    num_samples: int
    num_classes: int
    num_weights: int
    num_targets: int
    num_steps: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstLoss:
    """The loss before the first update.

    `even_loss` is the loss averaged over all classes as target, so that class shares play no part; for
    cross-entropy it is at least `expected` = log K. `shares_loss` is the entropy of the class shares: the
    loss of a network that starts from them. `num_classes` is 0 where targets are not classes.
    """

    first_loss: float
    even_loss: float
    expected: float
    shares_loss: float
    num_classes: int
    num_samples: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RowInfluence:
    """Change of output i (row) when sample j (column) is replaced, as a share of the size of the outputs.

    `worst_module` is the first module whose output for one sample moves with another; `input_mixed` says that
    what it was given was mixed already. `noise` is the change between two runs on the same batch.
    """

    influence: tuple[tuple[float, ...], ...]
    off_diagonal: float
    diagonal: float
    noise: float
    worst_module: str
    input_mixed: bool
    num_samples: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WeightReach:
    """Gradient of one weight tensor: its norm at the start, and the largest after shakes of all weights.

    `in_optimizer` is None where no optimizer was passed.
    """

    name: str
    num_weights: int
    gradient_start: float
    gradient_shaken: float
    trainable: bool
    in_optimizer: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GradientReach:
    """Which weights the gradient reaches."""

    weights: tuple[WeightReach, ...]
    num_samples: int


@dataclass(frozen=True, kw_only=True, slots=True)
class InputReach:
    """Change of the output when every input is replaced by another sample, as a share of the output's size.

    `change_start` is measured on the weights as they are, `change_shaken` is the largest after small shakes
    of all weights, which wake a last layer that starts at zero. `input_spread` is the deviation between the
    inputs.
    """

    change_start: float
    change_shaken: float
    input_spread: float
    num_samples: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DirectionPair:
    """Slope of the loss along one random direction of the weights, by gradient and by finite differences.

    `error` is their distance as a share of `scale`, the size that a slope along such a direction has.
    """

    by_gradient: float
    by_difference: float
    scale: float
    error: float


@dataclass(frozen=True, kw_only=True, slots=True)
class GradientAgreement:
    """The gradient held against finite differences in float64.

    `error` is the median over the directions. `worst_weight` is named where they disagree. `note` says why
    nothing could be measured.
    """

    directions: tuple[DirectionPair, ...]
    error: float
    worst_weight: str
    number_format: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstPass:
    """Where the first forward and backward pass leaves the finite numbers; an empty name says nowhere.

    `output_module` is the first module whose output is not finite, `gradient_module` the module nearest the
    loss at whose output the gradient is not, `gradient_weights` the weights whose gradient is not.
    """

    loss: float
    input_finite: bool
    target_finite: bool
    weights_not_finite: tuple[str, ...]
    output_module: str
    gradient_module: str
    gradient_weights: tuple[str, ...]
    num_samples: int
