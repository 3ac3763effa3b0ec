"""Convolution over height and width: cross-correlation, or true convolution with the kernel mirrored."""

from typing import cast

from jaxtyping import Float
from torch import Tensor, nn

from wellwired.core.plans import Conv
from wellwired.network.sizes import padding_of


class SlidingConv2d(nn.Conv2d):
    """Convolution that torch has no setting for: a mirrored kernel, or unlike padding before and behind.

    Source:
        Mirrored: (x * w)(i, j) = sum over m, n of x(i - m, j - n) w(m, n).
    """

    def __init__(self, plan: Conv, *, num_in: int) -> None:
        super().__init__(num_in, plan.channels, plan.kernel, stride=plan.stride, bias=plan.bias)
        front, behind = padding_of(plan.kernel, padding=plan.padding)
        self.zeros = (front, behind, front, behind)
        self.flipped = plan.flipped

    def forward(self, input: Float[Tensor, "B C H W"]) -> Float[Tensor, "B O h w"]:
        """Weighted sum at every place at which the kernel fits."""
        padded_BCHW = nn.functional.pad(input, self.zeros) if any(self.zeros) else input
        weight_OIHW = self.weight.flip((2, 3)) if self.flipped else self.weight
        return cast(Tensor, self._conv_forward(padded_BCHW, weight_OIHW, self.bias))


def conv(plan: Conv, *, num_in: int) -> nn.Conv2d:
    """Convolution of a map with `num_in` channels; torch's own module, the fast path, wherever it can do it.

    Args:
        plan: what is to be built.
        num_in: channels of the input, at least 1.

    Raises:
        NetworkError: `plan.padding` is no known word.
    """
    front, behind = padding_of(plan.kernel, padding=plan.padding)
    if plan.flipped or front != behind:
        return SlidingConv2d(plan, num_in=num_in)
    return nn.Conv2d(num_in, plan.channels, plan.kernel, stride=plan.stride, padding=front, bias=plan.bias)
