"""Penalties on the weights of maps (two axes or more); norms and biases go free."""

import torch
from torch import Tensor, nn


def map_weights(network: nn.Module) -> list[Tensor]:
    """Trained weights of convolutions and dense maps, each once."""
    return [one for one in network.parameters() if one.requires_grad and one.ndim >= 2]


@torch.no_grad()
def shrink(network: nn.Module, amount: float) -> None:
    """Draw every map's weight towards 0 by `amount`, and hold it at exactly 0 once there; in place.

    Args:
        network: its map weights are changed in place.
        amount: rate of the step times l1, at least 0.

    Source:
        Proximal step of amount * |w|: sign(w) * max(|w| - amount, 0); Daubechies et al. 2004,
        arXiv:math/0307152.
    """
    weights = map_weights(network)
    if amount <= 0 or not weights:
        return
    # w - clamp(w, -amount, amount) is exactly 0 inside the band, and sign(w) (|w| - amount) outside
    band = torch._foreach_clamp_min(weights, -amount)
    torch._foreach_clamp_max_(band, amount)
    torch._foreach_sub_(weights, list(band))


@torch.no_grad()
def add_l2_gradient(network: nn.Module, l2: float) -> None:
    """Add l2 * weight to the gradient of every map's weight, for optimizers without an l2 of their own."""
    if l2 <= 0:
        return
    for one in map_weights(network):
        if one.grad is not None:
            one.grad.add_(one, alpha=l2)


@torch.no_grad()
def penalties(network: nn.Module, *, l1: float, l2: float) -> Tensor:
    """Value of l1 * sum |w| + l2 / 2 * sum w**2 over the maps' weights; it carries no gradient."""
    total = torch.zeros(())
    for one in map_weights(network):
        total = total + (l1 * one.abs().sum() + 0.5 * l2 * one.square().sum()).cpu()
    return total
