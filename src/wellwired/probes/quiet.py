"""Measuring without a trace: random states come back as they were, and the model is only ever copied."""

import contextlib
import copy
import random
from collections.abc import Iterator

import numpy as np
import torch
from torch import nn

from wellwired.core.errors import NetworkError


@contextlib.contextmanager
def quiet(seed: int) -> Iterator[None]:
    """Random draws from `seed` inside, and the states of torch, NumPy and Python as found outside."""
    numpy_state, python_state = np.random.get_state(), random.getstate()
    try:
        with torch.random.fork_rng(), torch.enable_grad():
            torch.manual_seed(seed)
            np.random.seed(seed % 2**32)
            random.seed(seed)
            yield
    finally:
        np.random.set_state(numpy_state)
        random.setstate(python_state)


def calm_copy(model: nn.Module, *, batch_norm: bool = True) -> nn.Module:
    """A copy without gradients in which dropout is off, and batch norm uses the batch if `batch_norm`.

    Raises:
        NetworkError: the model cannot be copied.
    """
    try:
        twin = copy.deepcopy(model)
    except (RuntimeError, TypeError) as why:
        raise NetworkError(
            seen=f"`{type(model).__name__}` cannot be copied: {why}",
            wanted="a module that `copy.deepcopy` takes, so that it can be measured without being touched",
            do="keep tensors that have a gradient history out of the module's attributes",
        ) from why
    twin.zero_grad(set_to_none=True)
    calm(twin, batch_norm=batch_norm)
    return twin


def calm(model: nn.Module, *, batch_norm: bool) -> None:
    """Set a copy to evaluation mode, batch norm apart if `batch_norm`."""
    model.eval()
    for module in model.modules():
        if batch_norm and isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.train()
