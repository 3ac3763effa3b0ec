"""Memorising one small batch: the first thing that a network must be able to do."""

import torch
from torch import Tensor, nn

from wellwired.core.records.wiring import BatchMemory
from wellwired.probes.floor import Loss, floor_loss, guess_loss
from wellwired.probes.inputs import Inputs, call, num_rows, take, tensors
from wellwired.probes.quiet import calm_copy, quiet

RATES = (1e-3, 1e-2, 1e-4)  # Adam's common rate first; one of them suits every sound network we know
ENOUGH = 0.97  # of the way from the guess to the floor


def small_batch(x: Inputs, y: Tensor, *, most: int) -> Tensor:
    """Rows of different inputs, classes in turn, at most `most`."""
    seen: set[bytes] = set()
    rank: dict[int, int] = {}
    order: list[tuple[int, int]] = []
    classes = y.ndim == 1 and not y.is_floating_point()
    for row in range(num_rows(x)):
        key = b"".join(one[row].detach().cpu().contiguous().numpy().tobytes() for one in tensors(x))
        if key in seen:
            continue
        seen.add(key)
        name = int(y[row]) if classes else row
        rank[name] = rank.get(name, -1) + 1
        order.append((rank[name], row))
    return torch.tensor(sorted(row for _, row in sorted(order)[:most]))


def _accuracy(outputs: Tensor, y: Tensor) -> float | None:
    if not isinstance(outputs, Tensor) or outputs.ndim != 2 or y.ndim != 1 or y.is_floating_point():
        return None
    return float((outputs.argmax(1) == y).double().mean())


def _train(
    model: nn.Module, loss: Loss, x: Inputs, y: Tensor, *, rate: float, steps: int, goal: float
) -> list[float]:
    weights = [one for one in model.parameters() if one.requires_grad]
    if not weights:
        return []
    optimizer = torch.optim.Adam(weights, lr=rate)
    losses: list[float] = []
    for _ in range(steps):
        optimizer.zero_grad()
        value = loss(call(model, x), y)
        losses.append(float(value.detach()))
        if not value.isfinite() or losses[-1] <= goal or not value.requires_grad:
            break
        value.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return losses


def _finite_min(losses: list[float]) -> float:
    return min((one for one in losses if one == one), default=float("inf"))


def _best_try(
    model: nn.Module, loss: Loss, x: Inputs, y: Tensor, *, num_steps: int, goal: float
) -> tuple[list[float], float, float | None]:
    """Losses, rate and accuracy of the try that came lowest; a try that reaches the goal is the last."""
    best: list[float] = []
    best_rate, accuracy = RATES[0], None
    for rate in RATES:
        twin = calm_copy(model)
        losses = _train(twin, loss, x, y, rate=rate, steps=num_steps, goal=goal)
        if not best or _finite_min(losses) < _finite_min(best):
            best, best_rate = losses, rate
            with torch.no_grad():
                accuracy = _accuracy(call(twin, x), y)
        if _finite_min(best) <= goal:
            break
    return best, best_rate, accuracy


def memorise(
    model: nn.Module,
    loss: Loss,
    x: Inputs,
    y: Tensor,
    *,
    num_samples: int = 16,
    num_steps: int = 150,
    seed: int = 0,
) -> BatchMemory:
    """How far copies of the network, trained with Adam at three rates, memorise one small batch.

    Dropout is off, batch norm uses the batch. Training stops as soon as the batch is memorised.

    Args:
        model: the network; it is copied, never touched.
        loss: outputs and targets to a scalar.
        x: inputs, of which at most `num_samples` different ones are taken, classes in turn.
        y: targets.
        num_samples: size of the batch.
        num_steps: most updates at each rate.
        seed: of any draw inside the network.

    Returns:
        Losses of the best try, beside the loss of the best constant output and of free outputs.

    Cost:
        At most 3 * `num_steps` updates on `num_samples` samples.
    """
    with quiet(seed):
        index_B = small_batch(x, y, most=num_samples).to(y.device)
        x, y = take(x, index_B), y[index_B]
        model_outputs = call(calm_copy(model), x)
        first = float(loss(model_outputs, y).detach())
        guess, floor = guess_loss(loss, model_outputs, y), floor_loss(loss, model_outputs, y)
        start = first if guess is None else guess
        goal = start - ENOUGH * (start - (floor or 0.0))
        best, rate, accuracy = _best_try(model, loss, x, y, num_steps=num_steps, goal=goal)
        outputs = tensors(model_outputs)
        return BatchMemory(
            losses=tuple(best),
            learning_rate=rate,
            first_loss=first,
            best_loss=_finite_min(best),
            guess_loss=guess,
            floor_loss=floor,
            accuracy=accuracy,
            num_samples=len(y),
            num_classes=outputs[0].shape[1] if accuracy is not None else 0,
            num_weights=sum(one.numel() for one in model.parameters() if one.requires_grad),
            num_targets=y.numel(),
            num_steps=len(best),
        )
