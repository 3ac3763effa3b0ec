"""What is watched while a network trains: the size of its updates and its silent units."""

import torch
from torch import Tensor, nn


def weights_of(network: nn.Module) -> dict[str, Tensor]:
    """Copies of all weights with two axes or more, by name."""
    return {name: one.detach().clone() for name, one in network.named_parameters() if one.ndim > 1}


@torch.no_grad()
def update_ratios(before: dict[str, Tensor], network: nn.Module) -> dict[str, float]:
    """Norm of the change over the norm of the weight, by layer, unit 1; 0 where the weight was zero.

    Args:
        before: `weights_of` the network before the update.
        network: after it.
    """
    now = dict(network.named_parameters())
    sizes = torch.stack([one.norm() for one in before.values()]) if before else torch.zeros(0)
    changes = (
        torch.stack([(now[name].cpu() - one.cpu()).norm() for name, one in before.items()])
        if before
        else sizes
    )
    ratios = torch.where(sizes.cpu() > 0, changes / sizes.cpu().clamp_min(1e-30), 0.0)
    return {name.removesuffix(".weight"): float(r) for name, r in zip(before, ratios, strict=True)}


@torch.no_grad()
def dead_shares(network: nn.Module, x: Tensor) -> dict[str, float]:
    """Share of the channels of each activation that stay at or below zero for every sample and place, unit 1.

    Args:
        network: left in evaluation mode as given by the caller.
        x: a batch, large enough that a sound unit fires for some sample; 64 or more.
    """
    shares: dict[str, float] = {}

    def look(name: str) -> object:
        def hook(_layer: nn.Module, _args: object, out: Tensor) -> None:
            axes = [axis for axis in range(out.ndim) if axis != 1]
            shares[name] = float((out.amax(dim=axes) <= 0).float().mean())

        return hook

    kinds = (nn.ReLU, nn.GELU, nn.SiLU)
    watched = [(name, layer) for name, layer in network.named_modules() if isinstance(layer, kinds)]
    handles = [layer.register_forward_hook(look(name)) for name, layer in watched]  # type: ignore[arg-type]
    try:
        network(x)
    finally:
        for handle in handles:
            handle.remove()
    return shares
