"""Moves of the pixels of a batch, each sample by its own map, with mirrored edges."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True, kw_only=True, slots=True)
class Affine:
    """Map from a place in the output to the place in the input that it shows, one a sample, in float64.

    Places are pixels from the image's middle: (right, down). The input's place is
    (xx * right + xy * down + x, yx * right + yy * down + y).
    """

    xx_B: Float[Tensor, "B"]
    xy_B: Float[Tensor, "B"]
    yx_B: Float[Tensor, "B"]
    yy_B: Float[Tensor, "B"]
    x_B: Float[Tensor, "B"]
    y_B: Float[Tensor, "B"]


def warp(x_BCHW: Float[Tensor, "B C H W"], affine: Affine) -> Float[Tensor, "B C H W"]:
    """Images read through `affine`, bilinear between pixels, mirrored about the outermost pixels.

    Cost:
        One pass, whatever the map is made of.
    """
    height, width = x_BCHW.shape[2:]
    device = x_BCHW.device
    right_W = torch.arange(width, dtype=torch.float64) - (width - 1) / 2
    down_H = torch.arange(height, dtype=torch.float64) - (height - 1) / 2
    unit_x, unit_y = (
        2 / max(width - 1, 1),
        2 / max(height - 1, 1),
    )  # grid_sample: -1 and 1 are outermost pixels
    x_BW = ((affine.xx_B[:, None] * right_W + affine.x_B[:, None]) * unit_x).float().to(device)
    x_BH = (affine.xy_B[:, None] * down_H * unit_x).float().to(device)
    y_BW = ((affine.yx_B[:, None] * right_W + affine.y_B[:, None]) * unit_y).float().to(device)
    y_BH = (affine.yy_B[:, None] * down_H * unit_y).float().to(device)
    grid_BHW2 = torch.empty(len(x_BCHW), height, width, 2, device=device)
    torch.add(x_BH[:, :, None], x_BW[:, None, :], out=grid_BHW2[..., 0])
    torch.add(y_BH[:, :, None], y_BW[:, None, :], out=grid_BHW2[..., 1])
    moved = functional.grid_sample(
        x_BCHW.float(), grid_BHW2, mode="bilinear", padding_mode="reflection", align_corners=True
    )
    return moved.to(x_BCHW.dtype)


def shift(
    x_BCHW: Float[Tensor, "B C H W"],
    *,
    flip_x_B: Bool[Tensor, "B"],
    flip_y_B: Bool[Tensor, "B"],
    right_B: Int[Tensor, "B"],
    down_B: Int[Tensor, "B"],
) -> Float[Tensor, "B C H W"]:
    """Images mirrored where asked and then moved by whole pixels; every value is one of the input's."""
    num, channels, height, width = x_BCHW.shape
    row_BH = _places(height, flip_y_B, down_B)
    column_BW = _places(width, flip_x_B, right_B)
    top_BH = (torch.arange(num)[:, None] * height + row_BH) * width
    index = (top_BH[:, :, None] + column_BW[:, None, :]).reshape(-1).to(x_BCHW.device)
    pixels = x_BCHW.permute(0, 2, 3, 1).reshape(-1, channels).index_select(0, index)
    return pixels.view(num, height, width, channels).permute(0, 3, 1, 2)


def _places(size: int, flip_B: Bool[Tensor, "B"], move_B: Int[Tensor, "B"]) -> Int[Tensor, "B D"]:
    """Place in the input that each place of an axis shows: mirrored about the outermost pixels."""
    period = max(2 * (size - 1), 1)
    place = (torch.arange(size) - move_B[:, None]).remainder(period)
    place = torch.minimum(place, period - place) if size > 1 else torch.zeros_like(place)
    return torch.where(flip_B[:, None], size - 1 - place, place)
