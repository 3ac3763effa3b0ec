"""The lowest loss that outputs could reach if they were free, and if they were the same for all samples."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

Loss = Callable[[Any, Any], Tensor]
MOST_ROUNDS = 80  # of L-BFGS; cross-entropy is at 1e-6 of its floor after some 20


def _lowest(loss: Loss, start: Tensor, y: Tensor, *, rows: int) -> float | None:
    free = start.detach().clone().float().requires_grad_()
    optimizer = torch.optim.LBFGS([free], max_iter=MOST_ROUNDS, line_search_fn="strong_wolfe")

    def outputs() -> Tensor:
        return free.expand(rows, *free.shape[1:])

    def closure() -> float:
        optimizer.zero_grad()
        value = loss(outputs(), y)
        value.backward()  # type: ignore[no-untyped-call]
        return float(value.detach())

    try:
        optimizer.step(closure)  # type: ignore[no-untyped-call]
        lowest = float(loss(outputs(), y).detach())
    except (RuntimeError, ValueError, IndexError, TypeError, AttributeError):
        return None  # a loss that refuses such outputs: it has no floor to speak of
    return lowest if math.isfinite(lowest) and lowest > -1e-3 else None


def floor_loss(loss: Loss, outputs: Any, y: Tensor) -> float | None:
    """Lowest loss over free outputs, at least 0; None where it does not take them or has no lower end."""
    if not isinstance(outputs, Tensor) or outputs.ndim < 1:
        return None
    lowest = _lowest(loss, torch.zeros_like(outputs), y, rows=len(outputs))
    return None if lowest is None else max(lowest, 0.0)


def guess_loss(loss: Loss, outputs: Any, y: Tensor) -> float | None:
    """Lowest loss of one output for all samples; None where the loss does not take it or has no lower end."""
    if not isinstance(outputs, Tensor) or outputs.ndim < 1:
        return None
    return _lowest(loss, torch.zeros_like(outputs[:1]), y, rows=len(outputs))
