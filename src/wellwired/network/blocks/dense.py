"""Fully connected map of features."""

from torch import nn

from wellwired.core.plans import Dense


def dense(plan: Dense, *, num_in: int) -> nn.Module:
    """Linear map of `num_in` features to `plan.units`, with a weight of its own for every pair."""
    return nn.Linear(num_in, plan.units, bias=plan.bias)
