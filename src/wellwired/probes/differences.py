"""The gradient held against finite differences."""

import copy
import statistics

import torch
from torch import Tensor, nn

from wellwired.core.records.wiring import DirectionPair, GradientAgreement
from wellwired.probes.floor import Loss
from wellwired.probes.inputs import Inputs, call, each, num_rows, take
from wellwired.probes.quiet import calm_copy, quiet
from wellwired.probes.shake import generator, shake

STEPS = (
    1e-6,
    1e-5,
    1e-7,
    1e-4,
)  # of the weights' size; the best of them counts, for a kink spoils a long one
FINE = 1e-5  # agreement at which no further step is tried
MOST_NAMED = 40  # weights tried one by one to name the worst

Move = list[tuple[Tensor, Tensor]]


def _double(value: object) -> object:
    return each(value, lambda one: one.double() if one.is_floating_point() else one)


def _value(model: nn.Module, loss: Loss, x: Inputs, y: object, seed: int) -> Tensor:
    torch.manual_seed(seed)
    return loss(call(model, x), y)


def _slope(
    model: nn.Module, loss: Loss, x: Inputs, y: object, *, move: Move, step: float, seed: int
) -> float:
    values = []
    with torch.no_grad():
        for sign in (1.0, -1.0):
            for weight, direction in move:
                weight.add_(direction, alpha=sign * step)
            values.append(float(_value(model, loss, x, y, seed)))
            for weight, direction in move:
                weight.sub_(direction, alpha=sign * step)
    return (values[0] - values[1]) / (2.0 * step)


def _pair(model: nn.Module, loss: Loss, x: Inputs, y: object, *, move: Move, seed: int) -> DirectionPair:
    by_gradient, scale = 0.0, 0.0
    for weight, direction in move:
        if weight.grad is not None:
            by_gradient += float((weight.grad * direction).sum())
            scale += float((weight.grad * direction).square().sum())
    pairs = []
    for step in STEPS:
        by_difference = _slope(model, loss, x, y, move=move, step=step, seed=seed)
        size = max(abs(by_gradient), abs(by_difference), scale**0.5, 1e-12)
        error = abs(by_gradient - by_difference) / size
        pairs.append(
            DirectionPair(by_gradient=by_gradient, by_difference=by_difference, scale=size, error=error)
        )
        if error < FINE:
            break
    return min(pairs, key=lambda pair: pair.error if pair.error == pair.error else float("inf"))


def _direction(weight: Tensor, rng: torch.Generator) -> Tensor:
    size = weight.detach().square().mean().sqrt().clamp_min(1e-3)
    return size * torch.randn(weight.shape, generator=rng, dtype=torch.float64).to(weight.device)


def _worst(model: nn.Module, loss: Loss, x: Inputs, y: object, *, rng: torch.Generator, seed: int) -> str:
    errors = {}
    named = [(name, one) for name, one in model.named_parameters() if one.requires_grad][:MOST_NAMED]
    for name, weight in named:
        pair = _pair(model, loss, x, y, move=[(weight, _direction(weight, rng))], seed=seed)
        errors[name] = abs(pair.by_gradient - pair.by_difference)
    return max(errors, key=lambda name: errors[name]) if errors else ""


def gradient_agreement(
    model: nn.Module,
    loss: Loss,
    x: Inputs,
    y: Tensor,
    *,
    num_samples: int = 4,
    num_directions: int = 5,
    seed: int = 0,
) -> GradientAgreement:
    """Slopes of the loss along random directions of the weights, by gradient and by differences, in float64.

    Weights are shaken before each, so that no unit sits on the kink of a ReLU, as those with a zero bias and
    a zero input do.

    Args:
        model: the network; it is copied, never touched.
        loss: outputs and targets to a scalar.
        x: inputs, of which `num_samples` are taken.
        y: targets.
        num_samples: samples used.
        num_directions: directions tried; their median decides.
        seed: of shakes and directions.

    Cost:
        At most 8 forward passes and one back a direction.
    """
    with quiet(seed):
        rng = generator(seed)
        index_B = torch.arange(min(num_samples, num_rows(x)), device=y.device)
        few, some = _double(take(x, index_B)), _double(y[index_B])
        twin = calm_copy(model).double()
        if isinstance(loss, nn.Module):  # its class weights must be in the same format
            loss = copy.deepcopy(loss).double()
        pairs = []
        for _ in range(num_directions):
            shake(twin, rng=rng)  # elsewhere each time: a kink that lies next to one place is far from others
            twin.zero_grad(set_to_none=True)
            try:
                _value(twin, loss, few, some, seed).backward()  # type: ignore[arg-type, no-untyped-call]
            except (RuntimeError, TypeError, ValueError) as why:
                note, nan = str(why)[:200], float("nan")
                return GradientAgreement(
                    directions=(), error=nan, worst_weight="", number_format="float64", note=note
                )
            move = [(one, _direction(one, rng)) for one in twin.parameters() if one.requires_grad]
            pairs.append(_pair(twin, loss, few, some, move=move, seed=seed))  # type: ignore[arg-type]
        error = statistics.median(pair.error for pair in pairs)
        worst = ""
        if not error < FINE:
            worst = _worst(twin, loss, few, some, rng=rng, seed=seed)  # type: ignore[arg-type]
    return GradientAgreement(
        directions=tuple(pairs), error=error, worst_weight=worst, number_format="float64"
    )
