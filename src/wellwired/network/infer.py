"""Outputs of a finished network over many samples."""

from collections.abc import Callable, Iterable

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn


@torch.no_grad()
def outputs(
    network: nn.Module,
    batches: Iterable[Float[Tensor, "B C H W"]],
    *,
    mirror: bool = False,
    number_format: str = "float32",
    tell: Callable[[int], None] | None = None,
) -> Float[np.ndarray, "N K"]:
    """Outputs of the network in evaluation mode, float32; the mode is put back afterwards.

    Args:
        network: any module from a batch of images to outputs.
        batches: normalised images.
        mirror: average the outputs of each image and its mirror image.
        number_format: `float32`, or `bfloat16` for quick looks while training.
        tell: called with the number of samples done.
    """
    was_training = network.training
    network.eval()
    found: list[np.ndarray] = []
    done = 0
    try:
        for x in batches:
            with torch.autocast(x.device.type, dtype=torch.bfloat16, enabled=number_format == "bfloat16"):
                out = network(x).float()
                out = (out + network(x.flip(3)).float()) / 2 if mirror else out
            found.append(out.cpu().numpy())
            done += len(x)
            if tell is not None:
                tell(done)
    finally:
        network.train(was_training)
    return np.concatenate(found) if found else np.zeros((0, 0), dtype=np.float32)


def probabilities(outputs_NK: Float[np.ndarray, "N K"]) -> Float[np.ndarray, "N K"]:
    """Softmax over the classes, computed in float64."""
    shifted = outputs_NK.astype(np.float64) - outputs_NK.max(axis=1, keepdims=True)
    exp = np.exp(shifted)
    share_NK: Float[np.ndarray, "N K"] = exp / exp.sum(axis=1, keepdims=True)
    return share_NK
