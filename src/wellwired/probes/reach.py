"""Whether the gradient reaches every weight, and the input reaches the output."""

import torch
from torch import Tensor, nn

from wellwired.core.records.wiring import GradientReach, InputReach, WeightReach
from wellwired.probes.floor import Loss
from wellwired.probes.inputs import Inputs, call, each, floats, num_rows, tensors
from wellwired.probes.quiet import calm, calm_copy, quiet
from wellwired.probes.shake import generator, shake

NUM_SHAKES = 3  # a unit that is dead at the start is awake in one of three draws, a cut weight in none


def _norms(model: nn.Module, loss: Loss, x: Inputs, y: Tensor) -> dict[str, float]:
    model.zero_grad(set_to_none=True)
    value = loss(call(model, x), y)
    if value.requires_grad:
        value.backward()  # type: ignore[no-untyped-call]
    named = model.named_parameters()
    return {name: float(one.grad.double().norm()) if one.grad is not None else 0.0 for name, one in named}


def gradient_reach(
    model: nn.Module,
    loss: Loss,
    x: Inputs,
    y: Tensor,
    *,
    optimizer: torch.optim.Optimizer | None = None,
    seed: int = 0,
) -> GradientReach:
    """Gradient norm of every weight, on the weights as they are and on slightly shaken ones.

    Shaking tells a cut wire from a zero start or a unit that one draw left dead.

    Args:
        model: the network; it is copied, never touched.
        loss: outputs and targets to a scalar.
        x: inputs.
        y: targets.
        optimizer: whose weights are held against the network's, if there is one.
        seed: of the shakes.
    """
    with quiet(seed):
        twin, rng = calm_copy(model), generator(seed)
        start = _norms(twin, loss, x, y)
        most = dict(start)
        for _ in range(NUM_SHAKES):
            twin = calm_copy(model)
            shake(twin, rng=rng)
            calm(twin, batch_norm=False)  # with batch statistics a bias before the norm has a gradient of 0
            for name, norm in _norms(twin, loss, x, y).items():
                most[name] = max(most[name], norm) if norm == norm else most[name]
    held = (
        None
        if optimizer is None
        else {id(one) for group in optimizer.param_groups for one in group["params"]}
    )
    weights = tuple(
        WeightReach(
            name=name,
            num_weights=one.numel(),
            gradient_start=start[name],
            gradient_shaken=most[name],
            trainable=one.requires_grad,
            in_optimizer=None if held is None else id(one) in held,
        )
        for name, one in model.named_parameters()
    )
    return GradientReach(weights=weights, num_samples=num_rows(x))


def _change(model: nn.Module, x: Inputs, other: Inputs) -> float:
    state = torch.random.get_rng_state()
    before = floats(call(model, x))
    torch.random.set_rng_state(state)
    after = floats(call(model, other))
    shares = [
        float((one - two).double().abs().max() / one.double().abs().max().clamp_min(1e-30))
        for one, two in zip(before, after, strict=False)
        if one.numel()
    ]
    return float("nan") if any(one != one for one in shares) else max(shares, default=0.0)


def input_reach(model: nn.Module, x: Inputs, *, seed: int = 0) -> InputReach:
    """Change of the output when every sample is replaced by its neighbour in the batch, in evaluation mode.

    Args:
        model: the network; it is copied, never touched.
        x: inputs of at least two different samples.
        seed: of the shakes.
    """
    with quiet(seed), torch.no_grad():
        twin, rng = calm_copy(model, batch_norm=False), generator(seed)
        other = each(x, lambda one: one.roll(1, 0))
        start = most = _change(twin, x, other)
        for _ in range(NUM_SHAKES):
            twin = calm_copy(model, batch_norm=False)
            shake(twin, rng=rng)
            change = _change(twin, x, other)
            most = change if change > most else most  # a NaN at the start stays
        spread = max(float((one.double() - one.double().roll(1, 0)).abs().max()) for one in tensors(x))
    return InputReach(change_start=start, change_shaken=most, input_spread=spread, num_samples=num_rows(x))
