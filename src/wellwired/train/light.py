"""Changes of the values of a batch, each sample by its own: light, contrast, an erased square."""

import torch
from jaxtyping import Float
from torch import Tensor


def relight(
    x_BCHW: Float[Tensor, "B C H W"],
    *,
    gain_B: Float[Tensor, "B"],
    light_B: Float[Tensor, "B"],
    middle: float = 0.0,
) -> Float[Tensor, "B C H W"]:
    """Images with the distance from `middle` times a gain, plus a light; nothing is clipped."""
    gain_B = gain_B.to(device=x_BCHW.device, dtype=x_BCHW.dtype)
    shift_B = light_B.to(device=x_BCHW.device, dtype=x_BCHW.dtype) + middle * (1 - gain_B)
    return (x_BCHW * gain_B[:, None, None, None]).add_(shift_B[:, None, None, None])


def erase(
    x_BCHW: Float[Tensor, "B C H W"],
    *,
    side: int,
    down_B: Float[Tensor, "B"],
    right_B: Float[Tensor, "B"],
    fill: float = 0.0,
) -> Float[Tensor, "B C H W"]:
    """Images with a square set to `fill`; its middle lies anywhere on the image, what sticks out is lost.

    Args:
        x_BCHW: images.
        side: side of the square, pixels, at least 1.
        down_B: middle of the square as a share of the height, in [0, 1).
        right_B: middle of the square as a share of the width, in [0, 1).
        fill: the value put in; 0 is the mean where the input is normalised.

    Source:
        DeVries and Taylor 2017, arXiv:1708.04552.
    """
    height, width = x_BCHW.shape[2:]
    rows_BH = _covered(height, side, down_B)
    columns_BW = _covered(width, side, right_B)
    hole_BHW = (rows_BH[:, :, None] & columns_BW[:, None, :]).to(x_BCHW.device)
    return x_BCHW.masked_fill(hole_BHW[:, None], fill)


def _covered(size: int, side: int, middle_B: Float[Tensor, "B"]) -> Tensor:
    first_B = (middle_B * size).floor().long() - side // 2
    place = torch.arange(size) - first_B[:, None].cpu()
    return (place >= 0) & (place < side)
