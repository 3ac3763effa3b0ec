"""Residual sum: body(x) + skip(x), so that the gradient has a way past the body."""

from typing import cast

from torch import Tensor, nn

from wellwired.network.sizes import skip_window


class Residual(nn.Module):
    """Sum of a body and a skip path.

    Source:
        He et al. 2015, arXiv:1512.03385: y = F(x) + x, so dy/dx = dF/dx + 1.
    """

    def __init__(self, body: nn.Module, skip: nn.Module) -> None:
        super().__init__()
        self.body = body
        self.skip = skip

    def forward(self, x: Tensor) -> Tensor:
        """Sum of both paths, in the shape of the body's output."""
        return cast(Tensor, self.body(x) + self.skip(x))


def skip(shape_in: tuple[int, ...], shape_out: tuple[int, ...], *, stride: int) -> nn.Module:
    """Shortest path between two shapes: the identity, or mean pooling and a 1x1 convolution as far as needed.

    Args:
        shape_in: shape of a sample before the body, (C, H, W) or (F,).
        shape_out: shape behind the body, of as many axes, and no higher or wider.
        stride: product of the body's strides.

    Source:
        He et al. 2019, arXiv:1812.01187, section 4: mean pooling before the 1x1 convolution loses no
        value, where a stride skips three of four.
    """
    if shape_in == shape_out:
        return nn.Identity()
    if len(shape_in) == 1:
        return nn.Linear(shape_in[0], shape_out[0], bias=False)
    path = nn.Sequential()
    size_in, size_out = (shape_in[1], shape_in[2]), (shape_out[1], shape_out[2])
    if size_in != size_out:
        path.add_module("pool", _skip_pool(size_in, size_out, stride=stride))
    if shape_in[0] != shape_out[0]:
        path.add_module("conv", nn.Conv2d(shape_in[0], shape_out[0], 1, bias=False))
    return path


def _skip_pool(size_in: tuple[int, int], size_out: tuple[int, int], *, stride: int) -> nn.Module:
    window = skip_window(size_in, size_out, stride=stride)
    if window is None:
        return nn.AdaptiveAvgPool2d(size_out)
    return nn.AvgPool2d(window[0], ceil_mode=window[1])
