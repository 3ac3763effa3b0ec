"""The layers with weights, in the order in which a forward pass meets them."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from torch import Tensor, nn

from wellwired.probes.inputs import floats


@dataclass
class Seen:
    """One call of one module: its output, and the gradient there once a backward pass has run."""

    name: str
    module: nn.Module
    inputs: list[Tensor]
    outputs: list[Tensor]
    gradients: list[Tensor] = field(default_factory=list)


def weights_of(module: nn.Module) -> list[Tensor]:
    """A module's own weights that map units to units: those with two axes or more; no table of embeddings."""
    if isinstance(module, nn.Embedding | nn.EmbeddingBag):
        return []
    return [one for one in module.parameters(recurse=False) if one.ndim >= 2]


def has_children(module: nn.Module) -> bool:
    """Whether a module holds other modules."""
    return next(module.children(), None) is not None


@contextlib.contextmanager
def watched(model: nn.Module, *, only_weights: bool, keep: bool = True) -> Iterator[list[Seen]]:
    """Every call inside, in order, of modules with weights of their own, or also of all without children.

    Outputs are kept as they were if `keep`; a later change in place is not seen.
    """
    calls: list[Seen] = []
    handles = []

    def note(name: str, module: nn.Module, inputs: object, outputs: object) -> None:
        kept = [one.detach().clone() if keep else one.detach() for one in floats(outputs)]
        seen = Seen(name, module, [one.detach() for one in floats(inputs)], kept)
        calls.append(seen)
        for one in floats(outputs):
            if one.requires_grad:
                one.register_hook(seen.gradients.append)  # type: ignore[no-untyped-call]

    for name, module in model.named_modules():
        if weights_of(module) or (not only_weights and not has_children(module)):
            handles.append(module.register_forward_hook(lambda m, i, o, name=name: note(name, m, i, o)))
    try:
        yield calls
    finally:
        for handle in handles:
            handle.remove()
