"""Moving average of a network's weights."""

import torch
from torch import Tensor, nn

from wellwired.core.errors import TrainError


class Average:
    """Exponential moving average of the weights, unbiased from the first step; buffers are those of the last
    step.

    After n updates the average is the sum over i of decay**(n - i) * weights_i, divided by the sum of those
    factors: after one update it equals the weights, and the starting weights never enter. It is kept in
    float32.

    Source:
        Polyak and Juditsky 1992; the division is that of Kingma and Ba 2015, arXiv:1412.6980, section 3.
    """

    def __init__(self, network: nn.Module, *, decay: float) -> None:
        """Start without any weights.

        Raises:
            TrainError: the decay is not in [0, 1).
        """
        if not 0 <= decay < 1:
            raise TrainError(
                seen=f"`decay` is {decay:g}", wanted="0 <= decay < 1", do="lower it, for example to 0.99"
            )
        self.decay = decay
        self.num_updates = 0
        self._weights = {name: one.detach().float().clone() for name, one in _averaged(network).items()}
        self._buffers = {name: one.detach().clone() for name, one in _copied(network).items()}

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Take in the weights after a step."""
        self.num_updates += 1
        new = _averaged(network)
        share = (1 - self.decay) / (1 - self.decay**self.num_updates)
        if share >= 1:  # lerp by 1 may be off in the last bit
            torch._foreach_copy_(list(self._weights.values()), list(new.values()))
        else:
            torch._foreach_lerp_(list(self._weights.values()), [one.float() for one in new.values()], share)
        copied = _copied(network)
        if copied:
            torch._foreach_copy_(list(self._buffers.values()), list(copied.values()))

    @torch.no_grad()
    def write_to(self, network: nn.Module) -> None:
        """Put the average into a network of the same form.

        Raises:
            TrainError: nothing was taken in yet.
        """
        if not self.num_updates:
            raise TrainError(
                seen=f"the average holds {self.num_updates} updates",
                wanted="at least 1",
                do="call `update` first",
            )
        for name, one in _averaged(network).items():
            one.copy_(self._weights[name])
        for name, one in _copied(network).items():
            one.copy_(self._buffers[name])

    def state(self) -> dict[str, Tensor]:
        """All that is needed to go on, as tensors; keys of weights and buffers are the network's own."""
        counts = {"average.num_updates": torch.tensor(self.num_updates)}
        return counts | {f"average.{k}": v for k, v in (self._weights | self._buffers).items()}

    @torch.no_grad()
    def load(self, state: dict[str, Tensor]) -> None:
        """Go on from a `state`.

        Raises:
            TrainError: the state is of another network.
        """
        mine = self.state()
        if {k: v.shape for k, v in mine.items()} != {k: v.shape for k, v in state.items()}:
            odd = sorted(set(mine) ^ set(state))
            raise TrainError(
                seen=f"the state differs in {odd[:3] or 'the shape of a tensor'}",
                wanted="the tensors of this network",
                do="load the state that was saved with this network",
            )
        self.num_updates = int(state["average.num_updates"])
        for name, one in (self._weights | self._buffers).items():
            one.copy_(state[f"average.{name}"])


def _averaged(network: nn.Module) -> dict[str, Tensor]:
    return {name: one.detach() for name, one in network.named_parameters()}


def _copied(network: nn.Module) -> dict[str, Tensor]:
    return dict(network.named_buffers())
