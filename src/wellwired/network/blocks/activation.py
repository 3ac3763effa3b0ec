"""Pointwise non-linearity."""

from torch import nn

from wellwired.core.plans import Activation

_KINDS: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "gelu": nn.GELU,
    "swish": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


def activation(plan: Activation) -> nn.Module:
    """Non-linearity of that name, value by value; never in place, so that probes see its input."""
    return _KINDS[plan.name]()
