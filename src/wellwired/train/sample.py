"""Dropout kept on at test time: each draw is one of the thinned networks."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from wellwired.core.errors import TrainError
from wellwired.core.seeds import seed_of
from wellwired.network.build import Network


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """Mean and standard deviation over thinned networks: of probabilities for classes, of outputs for
    numbers."""

    mean_BK: Float[Tensor, "B K"]
    deviation_BK: Float[Tensor, "B K"]


@torch.no_grad()
def sample_outputs(network: Network, x: Float[Tensor, "B ..."], *, num_samples: int, seed: int) -> Spread:
    """Spread of the answers when units are dropped as in training, everything else as in evaluation.

    Args:
        network: in any mode, which it keeps. Without dropout the deviation is 0.
        x: the batch, normalised; the draws belong to places in the batch.
        num_samples: thinned networks to ask, at least 1.
        seed: equal seeds drop the same units.

    Raises:
        TrainError: no sample is asked for.

    Source:
        Gal and Ghahramani 2016, arXiv:1506.02142. The deviation is that of the population (divided by the
        number).

    Cost:
        `num_samples` times one forward pass.
    """
    if num_samples < 1:
        raise TrainError(seen=f"`num_samples` is {num_samples}", wanted="at least 1", do="ask for 50")
    modes = {layer: layer.training for layer in network.modules()}
    network.eval()
    for layer in modes:
        if isinstance(layer, nn.modules.dropout._DropoutNd):
            layer.training = True
    try:
        drawn = [_draw(network, x, seed=seed_of(seed, "dropout", one)) for one in range(num_samples)]
    finally:
        for layer, training in modes.items():
            layer.training = training
    drawn_SBK = torch.stack(drawn).double()  # equal draws must give a deviation of exactly 0
    mean_BK = drawn_SBK.mean(0)
    deviation_BK = (drawn_SBK - mean_BK).square().mean(0).sqrt()
    return Spread(mean_BK=mean_BK.float(), deviation_BK=deviation_BK.float())


def _draw(network: Network, x: Tensor, *, seed: int) -> Tensor:
    with torch.random.fork_rng(devices=[x.device] if x.is_cuda else []):
        torch.manual_seed(seed)
        outputs_BK: Tensor = network(x).float()
    return outputs_BK.softmax(-1) if network.plan.head.kind == "classes" else outputs_BK
