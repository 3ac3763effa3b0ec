"""Where the first pass forward and back leaves the finite numbers."""

import torch
from torch import Tensor, nn

from wellwired.core.records.wiring import FirstPass
from wellwired.probes.floor import Loss
from wellwired.probes.inputs import Inputs, call, floats, num_rows
from wellwired.probes.layers import watched
from wellwired.probes.quiet import calm_copy, quiet


def _finite(values: list[Tensor]) -> bool:
    return all(bool(one.isfinite().all()) for one in values)


def first_pass(model: nn.Module, loss: Loss, x: Inputs, y: Tensor, *, seed: int = 0) -> FirstPass:
    """First module, forward and from the loss back, at whose output a number is not finite.

    A mask's -inf inside a module is not seen; only what a module gives to the next is.

    Args:
        model: the network; it is copied, never touched.
        loss: outputs and targets to a scalar.
        x: inputs.
        y: targets.
        seed: of any draw inside the network.
    """
    with quiet(seed):
        twin = calm_copy(model)
        with watched(twin, only_weights=False, keep=True) as calls:
            outputs = call(twin, x)
            value = loss(outputs, y)
        if value.requires_grad:
            value.backward()  # type: ignore[no-untyped-call]
        grads = {name: one.grad for name, one in twin.named_parameters() if one.grad is not None}
        forward = [one.name for one in calls if not _finite(one.outputs)]
        if not forward and not _finite(floats(outputs)):
            forward = ["output"]
        backward = [one.name for one in calls if not _finite(one.gradients)]
        return FirstPass(
            loss=float(value.detach()),
            input_finite=_finite(floats(x)),
            target_finite=_finite(floats(y)),
            weights_not_finite=tuple(n for n, one in model.named_parameters() if not _finite([one.detach()])),
            output_module=forward[0] if forward else "",
            gradient_module=backward[-1] if backward else "",
            gradient_weights=tuple(name for name, one in grads.items() if not torch.isfinite(one).all()),
            num_samples=num_rows(x),
        )
