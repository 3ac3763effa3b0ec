"""Weight tying: two names, one parameter."""

from torch import nn

from wellwired.core.errors import NetworkError


def tie(network: nn.Module, first: str, *, second: str) -> None:
    """Makes `second` the very parameter `first`: one value, one gradient, which is the sum over both uses.

    Args:
        network: the network, changed in place.
        first: name of the parameter that stays, as in `named_parameters`.
        second: name of the parameter that gives way, of the same shape.

    Raises:
        NetworkError: a name is unknown, or the shapes differ.

    Source:
        Own derivation: L(w, w) has the gradient dL/dw1 + dL/dw2.
    """
    known = dict(network.named_parameters(remove_duplicate=False))
    for name in (first, second):
        if name not in known:
            raise NetworkError(
                seen=f"no parameter is called {name!r}",
                wanted=f"one of {', '.join(known)}",
                do="take a name from `network.named_parameters()`",
            )
    if known[first].shape != known[second].shape:
        raise NetworkError(
            seen=f"`{first}` is {tuple(known[first].shape)}, `{second}` is {tuple(known[second].shape)}",
            wanted="two parameters of one shape",
            do="tie layers with as many inputs and outputs and the same kernel",
        )
    where, _, word = second.rpartition(".")
    setattr(network.get_submodule(where), word, known[first])
