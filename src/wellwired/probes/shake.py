"""Copies with slightly other weights tell what holds for the wiring from what holds for one draw."""

import math

import torch
from torch import Tensor, nn

SHARE = 0.1  # large enough to leave a kink or a zero start, small enough to leave the signal's scale


def _size(weight: Tensor) -> float:
    floor = 1.0 / math.sqrt(max(weight[0].numel(), 1)) if weight.ndim >= 2 else 1.0
    return max(float(weight.detach().double().square().mean().sqrt()), floor)


def shake(model: nn.Module, *, rng: torch.Generator, share: float = SHARE) -> None:
    """Add normal noise to every weight of a copy: `share` of its size, or of a sound start's if larger."""
    with torch.no_grad():
        for weight in model.parameters():
            if weight.numel() and weight.is_floating_point():
                noise = torch.randn(weight.shape, generator=rng, dtype=torch.float64)
                weight.add_((share * _size(weight) * noise).to(weight.device, weight.dtype))


def awaken(model: nn.Module, *, rng: torch.Generator) -> None:
    """Give small weights to the tensors of a copy that are zero throughout, biases apart.

    A last layer or a branch that starts at zero is sound, but nothing can be measured through it.
    """
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if (
                not name.endswith("bias")
                and weight.is_floating_point()
                and weight.numel()
                and not weight.any()
            ):
                noise = torch.randn(weight.shape, generator=rng, dtype=torch.float64)
                weight.copy_((SHARE * _size(weight) * noise).to(weight.device, weight.dtype))


def generator(seed: int) -> torch.Generator:
    """Source of draws on the CPU, so that every device sees the same ones."""
    return torch.Generator().manual_seed(seed % 2**63)
