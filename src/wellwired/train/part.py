"""One part of a data set as the training reads it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from torch import Tensor

from wellwired.core.plans import Preprocess
from wellwired.data.batches import batch
from wellwired.data.normalise import normalise
from wellwired.data.samples import Samples


@dataclass(frozen=True, kw_only=True)
class Part:
    """The rows `index_N` of a set of samples, brought to the network's units when they are read."""

    samples: Samples
    index_N: Int[np.ndarray, "N"]
    preprocess: Preprocess
    device: str = "cpu"

    def __len__(self) -> int:
        return len(self.index_N)

    @property
    def targets_N(self) -> Int[np.ndarray, "N"]:
        """Class index of each row."""
        targets_N: Int[np.ndarray, N] = self.samples.targets_N[self.index_N]
        return targets_N

    def read(self, rows_B: Int[np.ndarray, "B"]) -> tuple[Float[Tensor, "B C H W"], Int[Tensor, "B"]]:
        """Normalised images and class indices of some rows of the part."""
        x, y = batch(self.samples, self.index_N[rows_B])
        x = normalise(x.to(self.device), self.preprocess)
        return x, y.to(self.device)

    def in_order(self, batch_size: int) -> Iterator[tuple[Float[Tensor, "B C H W"], Int[Tensor, "B"]]]:
        """All rows once, in the order of the part, in batches."""
        for start in range(0, len(self), batch_size):
            yield self.read(np.arange(start, min(start + batch_size, len(self))))
