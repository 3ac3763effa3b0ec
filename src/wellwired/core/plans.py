"""What is to be built and how it is to be trained, as data."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Conv:
    """Convolution over height and width.

    `padding` is `valid` (P = 0), `same` (output ceil(D / S), zeros on both sides, the odd one behind) or
    `full` (P = K - 1). `flipped` convolves in the strict sense: the kernel is mirrored in both axes before it
    slides.
    """

    channels: int
    kernel: int = 3
    stride: int = 1
    padding: str = "same"
    bias: bool = False
    flipped: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchNorm:
    """Batch normalisation over all axes but the channels."""

    momentum: float = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Activation:
    """Pointwise non-linearity: `relu`, `gelu`, `swish`, `tanh`, `sigmoid`."""

    name: str = "relu"


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """Window pooling: `how` is `max` or `mean`; the window does not overlap unless `stride` is smaller."""

    how: str = "max"
    size: int = 2
    stride: int = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class GlobalPool:
    """One number a channel: the `max` or `mean` over height and width."""

    how: str = "mean"


@dataclass(frozen=True, kw_only=True, slots=True)
class Flatten:
    """All axes of a sample laid out as features."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dropout:
    """Inverted dropout of a share of the values in [0, 1)."""

    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Dense:
    """Fully connected map of features."""

    units: int
    bias: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Residual:
    """Sum of a body and its input; the skip is the identity, or a 1x1 convolution where shapes differ."""

    body: tuple["Block", ...]


Block = Conv | BatchNorm | Activation | Pool | GlobalPool | Flatten | Dropout | Dense | Residual


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """Last map with its loss: `classes` (cross-entropy of logits) or `numbers` (mean squared error)."""

    kind: str
    num_outputs: int
    scale: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkPlan:
    """A network, layer by layer, with the reasons for its form.

    `input_shape` is (channels, height, width). `init` names the rule of the starting weights:
    `glorot_uniform`, `glorot_normal`, `he`, `orthogonal` or `unit_variance`. `ties` are pairs of parameter
    names that are one parameter.
    """

    input_shape: tuple[int, int, int]
    blocks: tuple[Block, ...]
    head: Head
    init: str = "he"
    ties: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ShapeRow:
    """One line of the shape plan.

    `dense_parameters` is what a fully connected map between the same two shapes would have cost.
    """

    layer: str
    kind: str
    formula: str
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    dense_parameters: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Augment:
    """Random changes of an image that keep its label; 0 or False switches one off.

    `rotate_deg`, `skew_deg`: largest angle, degrees. `translate`, `scale`, `light`, `contrast`: largest
    share, unit 1. `cut`: side of the erased square as a share of the image's side. `crop`: least share of the
    area that is kept.
    """

    flip_horizontal: bool = False
    flip_vertical: bool = False
    rotate_deg: float = 0.0
    translate: float = 0.0
    skew_deg: float = 0.0
    scale: float = 0.0
    light: float = 0.0
    contrast: float = 0.0
    cut: float = 0.0
    crop: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainPlan:
    """How a network is trained.

    `optimizer`: `sgd` (Nesterov), `adamw`, `adadelta`, `rprop`. `schedule`: `constant`, `step`, `cosine`,
    `one_cycle`, `cyclic`; `warm_up` is the share of all steps over which the rate rises. `average` is the
    decay of the moving average of weights per step, 0 for none. `patience` is in epochs, 0 for never stopping
    early. `clip` is the largest norm of the gradient, 0 for no limit.
    """

    num_epochs: int
    batch_size: int
    learning_rate: float
    optimizer: str = "sgd"
    momentum: float = 0.9
    schedule: str = "one_cycle"
    warm_up: float = 0.2
    l1: float = 0.0
    l2: float = 0.0
    label_smoothing: float = 0.0
    input_noise: float = 0.0
    weight_noise: float = 0.0
    average: float = 0.0
    clip: float = 0.0
    patience: int = 0
    augment: Augment = field(default_factory=Augment)
    mirror_at_test: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Preprocess:
    """How a raw image becomes the network's input, and an output a class name.

    Images are brought to `num_channels` and to (`height`, `width`) by `fit`: `exact` (they have that size),
    `cover` (scaled until they cover it, then cut in the middle) or `stretch`. Then (value - mean) /
    deviation, by channel. `value_range` is what 0 and 255 stand for: the range of the raw values.
    """

    height: int
    width: int
    num_channels: int
    fit: str
    value_range: tuple[float, float]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    classes: tuple[str, ...]
