"""The loss before the first update, beside the one expected of a network that knows nothing."""

import math

import torch
from torch import Tensor, nn

from wellwired.core.records.wiring import FirstLoss
from wellwired.probes.floor import Loss
from wellwired.probes.inputs import Inputs, call
from wellwired.probes.quiet import calm_copy, quiet

MOST_CLASSES = 256  # as targets of their own; more classes are sampled


def first_loss(model: nn.Module, loss: Loss, x: Inputs, y: Tensor, *, seed: int = 0) -> FirstLoss:
    """First loss of a network on a batch, and the same averaged over all classes as target.

    The average over targets does not depend on which classes the batch holds, nor on class weights in the
    loss.

    Args:
        model: the network; it is copied, never touched.
        loss: outputs and targets to a scalar.
        x: inputs.
        y: targets; class indices if the expected loss is to be known.
        seed: of any draw inside the network.

    Source:
        Own derivation: for outputs o, mean over k of -log softmax(o)_k is at least log K, by Jensen's
        inequality, and equals it when all outputs are equal.
    """
    with quiet(seed), torch.no_grad():
        outputs = call(calm_copy(model), x)
        first = float(loss(outputs, y))
        classes = (
            y.ndim == 1 and not y.is_floating_point() and isinstance(outputs, Tensor) and outputs.ndim == 2
        )
        if not classes or outputs.shape[1] < 2:
            return FirstLoss(
                first_loss=first,
                even_loss=first,
                expected=math.nan,
                shares_loss=math.nan,
                num_classes=0,
                num_samples=len(y),
            )
        num_classes = outputs.shape[1]
        chosen = torch.randperm(num_classes)[:MOST_CLASSES]
        values = [float(loss(outputs, torch.full_like(y, int(one)))) for one in chosen]
        counts = torch.bincount(y[y >= 0], minlength=1).double()
        shares = counts[counts > 0] / counts.sum()
        return FirstLoss(
            first_loss=first,
            even_loss=sum(values) / len(values),
            expected=math.log(num_classes),
            shares_loss=float(-(shares * shares.log()).sum()),
            num_classes=num_classes,
            num_samples=len(y),
        )
