"""Units that are copies of each other, and stay so."""

import torch
from torch import Tensor, nn

from wellwired.core.records.start import AlikeUnits, LayerTwins
from wellwired.probes.inputs import Inputs, call, each, floats
from wellwired.probes.layers import weights_of
from wellwired.probes.quiet import calm_copy, quiet
from wellwired.probes.shake import generator

ALIKE = (
    1e-7  # largest difference of two rows, as a share of the largest weight; float64 twins differ by 1e-13
)
NUM_STEPS = (
    4  # updates after which twins that can part have parted: a zero head, then a zero branch, then the rest
)
STEP = 0.05  # of each update, as a share of the weights' size
NO_GRADIENT = 1e-14  # below this a gradient in float64 is rounding


def _twins(weight: Tensor) -> int:
    """Rows that equal another row within `ALIKE`."""
    rows_OI = weight.detach().reshape(len(weight), -1).double()
    size = float(rows_OI.abs().max()) or 1.0
    codes = (rows_OI / (size * ALIKE)).round()
    _, counts = torch.unique(codes, dim=0, return_counts=True)
    return int(counts[counts > 1].sum())


def _matrices(model: nn.Module) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    for name, module in model.named_modules():
        owned = {id(one) for one in weights_of(module)}
        for part, one in module.named_parameters(recurse=False):
            if id(one) in owned and len(one) > 1 and one.requires_grad:
                found[f"{name}.{part}" if name else part] = one
    return found


def _update(model: nn.Module, x: Inputs, rng: torch.Generator) -> None:
    model.zero_grad(set_to_none=True)
    total = torch.zeros((), dtype=torch.float64)
    for one in floats(call(model, x)):
        pull = torch.randn(one.shape, generator=rng, dtype=torch.float64).to(one.device, one.dtype)
        total = total + (one * pull).mean().double().cpu()
    if not total.requires_grad:
        return
    total.backward()  # type: ignore[no-untyped-call]
    with torch.no_grad():
        for weight in model.parameters():
            if weight.grad is None or not weight.grad.isfinite().all():
                continue
            slope = weight.grad.square().mean().sqrt()
            if slope > NO_GRADIENT:
                size = weight.square().mean().sqrt().clamp_min(1e-2)
                weight.sub_(STEP * size / slope * weight.grad)


def alike_units(model: nn.Module, x: Inputs, *, seed: int = 0) -> AlikeUnits:
    """Units of each layer that are copies at the start, and still are after updates that pull at random.

    The outputs are pulled each its own way, so a class that the batch lacks makes no twins. A layer that
    starts at zero parts its units in the first updates; copies of one hidden unit never part.

    Args:
        model: the network; it is copied, never touched.
        x: inputs.
        seed: of the pulls.

    Source:
        Own derivation: two units with equal weights in and out have equal gradients, for ever.
    """
    with quiet(seed):
        rng = generator(seed)
        twin = calm_copy(model).double()
        inputs = each(x, lambda one: one.double() if one.is_floating_point() else one)
        try:
            call(twin, inputs)
        except RuntimeError:  # a tensor inside the forward is float32: the same in that format
            twin, inputs = calm_copy(model), x
        start = {name: _twins(one) for name, one in _matrices(twin).items()}
        if any(start.values()):
            for _ in range(NUM_STEPS):
                _update(twin, inputs, rng)
        layers = tuple(
            LayerTwins(
                layer=name,
                num_units=len(one),
                num_alike_start=start[name],
                num_alike_after=min(_twins(one), start[name]),
            )
            for name, one in _matrices(twin).items()
        )
    return AlikeUnits(layers=layers, num_steps=NUM_STEPS if any(start.values()) else 0)
