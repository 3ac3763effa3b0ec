"""One epoch of a training."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class EpochRecord:
    """Loss and metric after an epoch; `train_*` are running means over the epoch's (augmented) batches.

    `valid_*` are None where there is no validation part. `update_ratio_by_layer` is |change| / |weights| of
    the epoch's last update; `dead_share_by_layer` the share of units that no validation sample switches on.
    """

    epoch: int
    step: int
    learning_rate: float
    train_loss: float
    train_metric: float
    valid_loss: float | None
    valid_metric: float | None
    time_s: float
    update_ratio_by_layer: Mapping[str, float] = field(default_factory=dict)
    dead_share_by_layer: Mapping[str, float] = field(default_factory=dict)
