"""One update of a network, whole: noise, forward, loss, gradient, clipping, optimizer, penalty."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, optim

from wellwired.core.plans import TrainPlan
from wellwired.core.seeds import seed_of
from wellwired.network.build import Network
from wellwired.train.noise import noisy_input, noisy_weights
from wellwired.train.penalty import add_l2_gradient, shrink


@dataclass(frozen=True, kw_only=True, slots=True)
class StepResult:
    """What one update saw.

    `loss` (with label smoothing) and `correct` (right answers in the batch) are tensors on the network's
    device, so that reading them is the caller's choice. `finite` is False where the loss or the gradient was
    not: then weights, buffers and optimizer were left as they stood. Gradients stay in `.grad` until the next
    update.
    """

    loss: Float[Tensor, ""]
    correct: Int[Tensor, ""]
    grad_norm: Float[Tensor, ""]
    finite: bool


def update(
    network: Network,
    optimizer: optim.Optimizer,
    x: Float[Tensor, "B ..."],
    y: Tensor,
    plan: TrainPlan,
    *,
    step: int,
    seed: int,
    number_format: str = "float32",
) -> StepResult:
    """Change the network by one step; a function of its arguments alone, whatever torch's random state.

    Args:
        network: in training mode; changed in place.
        optimizer: made by `make_optimizer` for this network, its rate set; changed in place.
        x: the batch, normalised and augmented.
        y: the batch's targets.
        plan: noise, label smoothing, clipping and penalties.
        step: number of the step; with `seed` it decides dropout and noise.
        seed: seed of the run.
        number_format: `float32`, or `bfloat16` for products in bfloat16 with weights kept in float32.
    """
    optimizer.zero_grad(set_to_none=True)
    buffers = list(network.buffers())
    kept = [one.clone() for one in buffers]  # batch norm takes in the batch before the loss is known
    x = noisy_input(x, plan.input_noise, seed=seed, step=step)
    with (
        torch.random.fork_rng(devices=_devices(x)),
        noisy_weights(network, plan.weight_noise, seed=seed, step=step),
    ):
        torch.manual_seed(seed_of(seed, "step", step))
        outputs, loss = _forward(network, x, y, plan, number_format)
        loss.backward()  # type: ignore[no-untyped-call]
    norm = _norm(network)
    finite = bool(torch.isfinite(loss.detach() + norm))  # the one wait for the device
    if finite:
        _apply(network, optimizer, plan, norm)
    elif buffers:
        torch._foreach_copy_(buffers, kept)
    return StepResult(loss=loss.detach(), correct=_correct(outputs, y), grad_norm=norm, finite=finite)


def _devices(x: Tensor) -> list[torch.device]:
    return [x.device] if x.is_cuda else []


def _forward(
    network: Network, x: Tensor, y: Tensor, plan: TrainPlan, number_format: str
) -> tuple[Tensor, Tensor]:
    with torch.autocast(x.device.type, dtype=torch.bfloat16, enabled=number_format == "bfloat16"):
        outputs = network(x)
    outputs = outputs.float()
    return outputs, network.loss(outputs, y, label_smoothing=plan.label_smoothing)


@torch.no_grad()
def _norm(network: Network) -> Tensor:
    grads = [one.grad for one in network.parameters() if one.grad is not None]
    return torch.stack(torch._foreach_norm(grads)).norm() if grads else torch.zeros(())


@torch.no_grad()
def _apply(network: Network, optimizer: optim.Optimizer, plan: TrainPlan, norm: Tensor) -> None:
    if plan.clip > 0:
        grads = [one.grad for one in network.parameters() if one.grad is not None]
        torch._foreach_mul_(grads, (plan.clip / norm.clamp_min(1e-12)).clamp_max(1.0))
    if plan.optimizer == "rprop":
        add_l2_gradient(network, plan.l2)
    optimizer.step()
    if plan.l1 > 0:
        shrink(network, plan.l1 * float(optimizer.param_groups[0]["lr"]))


@torch.no_grad()
def _correct(outputs: Tensor, y: Tensor) -> Tensor:
    if y.is_floating_point():
        return torch.zeros((), dtype=torch.int64, device=outputs.device)
    return (outputs.argmax(-1) == y).sum()
