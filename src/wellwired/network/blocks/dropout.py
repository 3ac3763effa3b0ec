"""Dropout: a random share of values set to 0 while training, the rest scaled up so that the mean stays."""

from torch import nn

from wellwired.core.plans import Dropout


def dropout(plan: Dropout) -> nn.Module:
    """Inverted dropout.

    Source:
        Srivastava et al. 2014, JMLR 15: each value is kept with probability 1 - p, and divided by it.
    """
    return nn.Dropout(plan.share)
