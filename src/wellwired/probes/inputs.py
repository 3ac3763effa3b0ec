"""Batches of inputs: one tensor, or several in a tuple, list or dict."""

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn

Inputs = Tensor | tuple[Any, ...] | list[Any] | dict[str, Any]


def call(model: nn.Module, x: Inputs) -> Any:
    """What the model gives for a batch: `model(x)`, `model(*x)` or `model(**x)` by the batch's form."""
    if isinstance(x, dict):
        return model(**x)
    return model(*x) if isinstance(x, tuple | list) else model(x)


def each(value: Any, change: Callable[[Tensor], Any]) -> Any:
    """The same nest of tuples, lists and dicts with every tensor changed."""
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, dict):
        return {key: each(one, change) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(each(one, change) for one in value)
    return value


def tensors(value: Any) -> list[Tensor]:
    """Every tensor of a nest, in order."""
    found: list[Tensor] = []
    each(value, found.append)
    return found


def floats(value: Any) -> list[Tensor]:
    """Every tensor of a nest that holds real numbers."""
    return [one for one in tensors(value) if one.is_floating_point()]


def num_rows(x: Inputs) -> int:
    """Number of samples of a batch: the length of its first tensor."""
    return len(tensors(x)[0])


def take(value: Any, index_B: Tensor) -> Any:
    """The rows `index_B` of every tensor of a nest."""
    return each(value, lambda one: one[index_B])
