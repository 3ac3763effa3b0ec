"""What the probes of the gradient's way through the depth measure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerGradient:
    """Gradient of the loss by one layer's weights; `ratio` is its norm over theirs."""

    layer: str
    gradient: float
    weight: float
    ratio: float


@dataclass(frozen=True, kw_only=True, slots=True)
class GradientFlow:
    """Gradient by depth.

    `first_over_last` is the ratio of the first quarter of the layers over that of the last quarter (geometric
    means); `share_vanishing` the share of layers whose ratio is below 1e-8 of the largest.
    """

    layers: tuple[LayerGradient, ...]
    first_over_last: float
    share_vanishing: float
    total: float
    finite: bool
    num_samples: int


@dataclass(frozen=True, kw_only=True, slots=True)
class JacobianSpectrum:
    """Singular values of the input-output Jacobians of some samples side by side, by the largest.

    The outputs' common mean is taken out first, for a softmax does not see it. `largest` is the first value
    itself, in output deviations per input deviation.
    """

    values: tuple[float, ...]
    largest: float
    num_outputs: int
    num_samples: int
