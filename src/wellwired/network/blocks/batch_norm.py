"""Batch normalisation: each channel to mean 0 and deviation 1 over the batch, then scaled and shifted."""

from torch import nn

from wellwired.core.plans import BatchNorm


def batch_norm(plan: BatchNorm, *, shape: tuple[int, ...]) -> nn.Module:
    """Batch normalisation of maps or of features, with scale 1 and shift 0 at the start.

    Args:
        plan: what is to be built.
        shape: shape of one sample, (C, H, W) or (F,).

    Source:
        Ioffe and Szegedy 2015, arXiv:1502.03167: y = gamma (x - mean) / sqrt(var + eps) + beta.
    """
    if len(shape) == 1:
        return nn.BatchNorm1d(shape[0], momentum=plan.momentum)
    return nn.BatchNorm2d(shape[0], momentum=plan.momentum)
