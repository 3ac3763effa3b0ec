"""Outputs of the networks that dropout makes out of one, sampled after training."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from wellwired.core.errors import AskError
from wellwired.core.seeds import seed_of


@torch.no_grad()
def thinned_outputs(
    network: nn.Module,
    batches: Iterable[Float[Tensor, "B C H W"]],
    *,
    seed: int,
    number: int,
    mirror: bool = False,
    tell: Callable[[int], None] | None = None,
) -> Float[np.ndarray, "N K"]:
    """Outputs with dropout on and all else in evaluation mode; modes and random states are put back.

    Args:
        network: any module from a batch of images to outputs, with dropout in it.
        batches: normalised images.
        seed: of the draws.
        number: of the pass; each has draws of its own.
        mirror: average the outputs of each image and its mirror image.
        tell: called with the number of samples done.

    Raises:
        AskError: the network has no dropout.

    Source:
        Gal and Ghahramani 2016, arXiv:1506.02142: passes with dropout sample the 2^H thinned networks.
    """
    drops = [one for one in network.modules() if isinstance(one, nn.modules.dropout._DropoutNd) and one.p > 0]
    if not drops:
        raise AskError(
            seen=f"the network has {len(drops)} dropout layers, so that all samples would be alike",
            wanted="a network with dropout",
            do="leave `--samples` out, or train with dropout",
        )
    modes: list[tuple[nn.Module, Any]] = [(one, one.training) for one in network.modules()]
    found: list[np.ndarray] = []
    done = 0
    try:
        network.eval()
        for drop in drops:
            drop.train()
        for start, x in enumerate(batches):
            devices = [x.device] if x.device.type == "cuda" else []
            with torch.random.fork_rng(devices=devices):
                torch.manual_seed(seed_of(seed, "thinned", number, start))
                out = network(x).float()
                out = (out + network(x.flip(3)).float()) / 2 if mirror else out
            found.append(out.cpu().numpy())
            done += len(x)
            if tell is not None:
                tell(done)
    finally:
        for one, mode in modes:
            one.training = mode
    return np.concatenate(found)
