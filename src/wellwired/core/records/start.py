"""What the probes of the starting weights measure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerTwins:
    """Units of one layer that equal another unit of it: at the start, and still after a few updates."""

    layer: str
    num_units: int
    num_alike_start: int
    num_alike_after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AlikeUnits:
    """Twins among the units, layer by layer."""

    layers: tuple[LayerTwins, ...]
    num_steps: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerSignal:
    """Size of what leaves one layer with weights, in the order of computing.

    `deviation` is over samples, units and places, `mean_square` includes the mean; `gradient` is the norm of
    the loss's gradient at the layer's output, summed over units and places, root mean square over samples.
    `is_last` marks the layer whose output is the network's; `is_zero` one whose weights all start at zero.
    """

    layer: str
    kind: str
    fan_in: int
    fan_out: int
    deviation: float
    mean_square: float
    gradient: float
    weight_deviation: float
    is_last: bool
    is_zero: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SignalScale:
    """Signal forward and gradient backward, layer by layer, on the starting weights."""

    layers: tuple[LayerSignal, ...]
    input_deviation: float
    num_samples: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GradientScale:
    """The same layers as `SignalScale`, judged for the way back."""

    layers: tuple[LayerSignal, ...]
    num_samples: int
