"""How inputs move outputs: the singular values of the input-output Jacobian."""

import torch
from torch import Tensor, nn

from wellwired.core.records.flow import JacobianSpectrum
from wellwired.probes.inputs import Inputs, call, take
from wellwired.probes.quiet import calm, calm_copy, quiet
from wellwired.probes.shake import awaken, generator

MOST_OUTPUTS = 16  # directions of the outputs that are followed back; more outputs are projected at random


def _settle(model: nn.Module, x: Tensor) -> None:
    """Give batch norm the statistics of this batch, so that evaluation mode normalises."""
    norms = [one for one in model.modules() if isinstance(one, nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    with torch.no_grad():
        call(model, x)
    calm(model, batch_norm=False)


def _jacobian(model: nn.Module, x: Tensor, rng: torch.Generator) -> Tensor | None:
    """Jacobian [B, K or fewer, F] of the centred outputs; None where no gradient comes to the input."""
    x = x.detach().clone().requires_grad_()
    outputs = call(model, x)
    if not isinstance(outputs, Tensor) or not outputs.requires_grad or len(outputs) != len(x):
        return None
    flat_BK = outputs.reshape(len(x), -1)
    if flat_BK.shape[1] > 1:
        flat_BK = flat_BK - flat_BK.mean(1, keepdim=True)
    if flat_BK.shape[1] > MOST_OUTPUTS:
        ways = torch.randn(flat_BK.shape[1], MOST_OUTPUTS, generator=rng).to(flat_BK)
        flat_BK = flat_BK @ ways / MOST_OUTPUTS**0.5
    rows = []
    for one in flat_BK.sum(0):
        (row,) = torch.autograd.grad(one, x, retain_graph=True, allow_unused=True)
        if row is None:
            return None
        rows.append(row.reshape(len(x), -1))
    return torch.stack(rows, 1).double()


def jacobian_spectrum(
    model: nn.Module, x: Inputs, *, num_samples: int = 16, seed: int = 0
) -> JacobianSpectrum:
    """Singular values of d outputs / d input at a few samples; batch norm uses the whole batch's statistics.

    Args:
        model: the network; it is copied, never touched.
        x: inputs; one tensor of real numbers, else nothing can be measured.
        num_samples: samples at which the Jacobian is taken.
        seed: of the projections.

    Returns:
        The values by the largest, of the Jacobians of all samples side by side; empty where input and output
        are unconnected.

    Cost:
        One backward pass an output, at most 16.
    """
    nothing = JacobianSpectrum(values=(), largest=0.0, num_outputs=0, num_samples=0)
    if not isinstance(x, Tensor) or not x.is_floating_point():
        return nothing
    with quiet(seed):
        rng, twin = generator(seed), calm_copy(model)
        awaken(twin, rng=rng)
        _settle(twin, x)
        few = take(x, torch.arange(min(num_samples, len(x)), device=x.device))
        jacobian = _jacobian(twin, few, rng)
        if jacobian is None or not jacobian.isfinite().all():
            return nothing
        values_K = torch.linalg.svdvals(jacobian.transpose(0, 1).flatten(1)) / len(few) ** 0.5
        outputs = call(twin, few).detach()
    largest = float(values_K[0])
    spread = float(outputs.double().std(correction=0))
    scale = float(few.double().std(correction=0)) / max(spread, 1e-30)
    return JacobianSpectrum(
        values=tuple(float(one) / max(largest, 1e-300) for one in values_K),
        largest=largest * scale,
        num_outputs=outputs[0].numel(),
        num_samples=len(few),
    )
