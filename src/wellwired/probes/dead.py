"""Units that never switch on."""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from wellwired.core.records.training import DeadUnits, LayerDead
from wellwired.probes.inputs import Inputs, call, num_rows
from wellwired.probes.layers import watched
from wellwired.probes.quiet import calm_copy, quiet

CUTTING = (
    nn.ReLU,
    nn.ReLU6,
    nn.Threshold,
    nn.Hardtanh,
    nn.Hardsigmoid,
    nn.Hardswish,
    nn.Softshrink,
    nn.Hardshrink,
)


def _by_unit(output: Tensor, *, last: bool) -> Tensor:
    """The output as [samples and places, units]."""
    return output.movedim(-1 if last else 1, -1).reshape(-1, output.shape[-1 if last else 1])


def dead_units(model: nn.Module, batches: Iterable[Inputs], *, when: str = "end", seed: int = 0) -> DeadUnits:
    """Units behind an activation that cuts off, by layer, which give one constant for every sample and place.

    Args:
        model: the network; it is copied, never touched; evaluation mode.
        batches: inputs, some hundreds of samples together; fewer call a rare unit dead.
        when: `start`, `end` or an epoch's name, for the record.
        seed: of any draw inside the network.
    """
    low: dict[str, Tensor] = {}
    high: dict[str, Tensor] = {}
    rows = 0
    with quiet(seed), torch.no_grad():
        twin = calm_copy(model, batch_norm=False)
        for x in batches:
            rows += num_rows(x)
            with watched(twin, only_weights=False) as calls:
                call(twin, x)
            convolved = False
            for index, one in enumerate(calls):
                kind = type(one.module).__name__
                convolved = "Conv" in kind or (convolved and "Linear" not in kind)
                if not isinstance(one.module, CUTTING) or not one.outputs or one.outputs[0].ndim < 2:
                    continue
                values = _by_unit(one.outputs[0], last=not convolved)
                key = (
                    one.name
                    if one.name not in {c.name for c in calls[:index]}
                    else f"{one.name}, call {index}"
                )
                least, most = values.amin(0), values.amax(0)
                low[key] = torch.minimum(low[key], least) if key in low else least
                high[key] = torch.maximum(high[key], most) if key in high else most
    layers = tuple(
        LayerDead(layer=key, num_units=len(low[key]), num_dead=int((low[key] == high[key]).sum()))
        for key in low
    )
    return DeadUnits(layers=layers, num_samples=rows, when=when)
