"""Where the first NaN or infinity of a batch comes from."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from wellwired.network.build import Network


def find_nonfinite(network: Network, x: Float[Tensor, "B ..."], y: Tensor) -> str:
    """Name of the layer that `first_nonfinite` tells, empty where it tells none."""
    return first_nonfinite(network, x, y)[1]


def first_nonfinite(
    network: Network,
    x: Float[Tensor, "B ..."],
    y: Tensor,
    *,
    label_smoothing: float = 0.0,
    number_format: str = "float32",
) -> tuple[str, str]:
    """What is not finite first (`input`, `weight`, `output`, `loss`, `gradient`, or empty) and in which
    layer.

    Looked at in the order in which one follows from the other: the batch; weights and buffers; the outputs of
    layers on the way forward; the loss; gradients on the way back. The layer of an output is the one that
    made it; the layer of a gradient is the last one that the way back reached soundly no more.

    Args:
        network: left as it was: weights, buffers, gradients, mode.
        x: the batch as the update saw it.
        y: its targets.
        label_smoothing: as in the update.
        number_format: as in the update.
    """
    if not _finite(x):
        return "input", ""
    for name, one in (*network.named_parameters(), *network.named_buffers()):
        if not _finite(one):
            return "weight", name
    buffers = {name: one.clone() for name, one in network.named_buffers()}
    try:
        with torch.random.fork_rng(devices=[x.device] if x.is_cuda else []), torch.enable_grad():
            return _walk(network, x, y, label_smoothing, number_format)
    finally:
        with torch.no_grad():
            for name, one in network.named_buffers():
                one.copy_(buffers[name])


def _walk(
    network: Network, x: Tensor, y: Tensor, label_smoothing: float, number_format: str
) -> tuple[str, str]:
    outputs: list[str] = []
    gradients: list[tuple[str, bool]] = []
    handles = [
        layer.register_forward_hook(_looker(name, outputs, gradients))
        for name, layer in network.named_modules()
        if name
    ]
    try:
        with torch.autocast(x.device.type, dtype=torch.bfloat16, enabled=number_format == "bfloat16"):
            loss = network.loss(network(x).float(), y, label_smoothing=label_smoothing)
        if outputs:
            return "output", outputs[0]
        if not _finite(loss):
            return "loss", ""
        named = {name: one for name, one in network.named_parameters() if one.requires_grad}
        back = torch.autograd.grad(loss, list(named.values()), allow_unused=True)
    finally:
        for handle in handles:
            handle.remove()
    bad = [name for name, one in zip(named, back, strict=True) if one is not None and not _finite(one)]
    sound = [finite for _, finite in gradients]
    if not all(sound):
        return "gradient", gradients[max(sound.index(False) - 1, 0)][0]
    return ("gradient", bad[-1].rpartition(".")[0]) if bad else ("", "")


def _looker(
    name: str, outputs: list[str], gradients: list[tuple[str, bool]]
) -> Callable[[nn.Module, object, object], None]:
    def look_back(gradient: Tensor) -> None:
        gradients.append((name, _finite(gradient)))

    def look(layer: nn.Module, _args: object, out: object) -> None:
        if not isinstance(out, Tensor):
            return
        if not _finite(out):
            outputs.append(name)
        if out.requires_grad and not list(layer.children()):
            out.register_hook(look_back)  # type: ignore[no-untyped-call]

    return look


def _finite(one: Tensor) -> bool:
    return bool(torch.isfinite(one.detach()).all())
