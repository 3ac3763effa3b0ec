"""What a network says of samples."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Predictions:
    """Classes of samples, in the order in which they were read.

    `spread_NK` is the deviation of each probability over the dropout samples, None without them. `unreadable`
    names the files that could not be read, as (name, reason).
    """

    names: tuple[str, ...]
    classes: tuple[str, ...]
    probabilities_NK: np.ndarray
    predicted_N: np.ndarray
    spread_NK: np.ndarray | None = None
    unreadable: tuple[tuple[str, str], ...] = ()

    @property
    def predicted(self) -> tuple[str, ...]:
        """Name of the likeliest class of each sample."""
        return tuple(self.classes[index] for index in self.predicted_N)
