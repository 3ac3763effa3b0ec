"""Noise on inputs and on weights; each draw is a function of (seed, step)."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from jaxtyping import Float
from torch import Tensor, nn

from wellwired.core.seeds import seed_of
from wellwired.train.penalty import map_weights


def noisy_input(x: Float[Tensor, "..."], deviation: float, *, seed: int, step: int) -> Float[Tensor, "..."]:
    """Input plus normal noise of a deviation, in the input's own units; `x` is not written to.

    Source:
        Bishop 1995, doi:10.1162/neco.1995.7.1.108: small noise acts as a penalty on the input's gradient.
    """
    if deviation <= 0:
        return x
    rng = torch.Generator(device=x.device).manual_seed(seed_of(seed, "input noise", step))
    noise = torch.empty_like(x).normal_(0.0, deviation, generator=rng)
    return noise.add_(x)


@contextmanager
def noisy_weights(network: nn.Module, share: float, *, seed: int, step: int) -> Iterator[None]:
    """Map weights plus normal noise while the block runs; afterwards the very same bits as before.

    Args:
        network: its map weights are changed while the block runs.
        share: deviation of the noise as a share of each weight tensor's root mean square, at least 0.
        seed: seed of the run.
        step: number of the step.

    Source:
        Graves 2011, "Practical variational inference for neural networks": gradients are taken at noisy
        weights and applied to the clean ones.
    """
    weights = [one.detach() for one in map_weights(network)] if share > 0 else []
    kept = [one.clone() for one in weights]
    try:
        for place, one in enumerate(weights):
            rng = torch.Generator(device=one.device).manual_seed(seed_of(seed, "weight noise", step, place))
            noise = torch.empty_like(one).normal_(generator=rng)
            one.add_(noise * (share * one.square().mean().sqrt()))
        yield
    finally:
        if weights:
            torch._foreach_copy_(weights, kept)
