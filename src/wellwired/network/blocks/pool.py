"""Pooling: the max or mean of a sliding window, or of the whole map."""

from jaxtyping import Float
from torch import Tensor, nn

from wellwired.core.plans import GlobalPool, Pool


class GlobalMean(nn.Module):
    """Mean of each channel over height and width."""

    def forward(self, x_BCHW: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C"]:
        """One number a channel."""
        return x_BCHW.mean(dim=(2, 3))


class GlobalMax(nn.Module):
    """Largest value of each channel over height and width; equal largest values share the gradient."""

    def forward(self, x_BCHW: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C"]:
        """One number a channel."""
        return x_BCHW.amax(dim=(2, 3))


def pool(plan: Pool) -> nn.Module:
    """Window pooling without padding; a window that does not fit whole is left out."""
    kind = nn.MaxPool2d if plan.how == "max" else nn.AvgPool2d
    return kind(plan.size, stride=plan.stride)


def global_pool(plan: GlobalPool) -> nn.Module:
    """Pooling of the whole map to one number a channel."""
    return GlobalMax() if plan.how == "max" else GlobalMean()
