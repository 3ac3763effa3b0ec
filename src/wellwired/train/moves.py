"""A plan's geometry and its draws become moves of the pixels."""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from wellwired.core.plans import Augment
from wellwired.train.geometry import Affine, shift, warp


def signed(draw_B: Float[Tensor, "B"], most: float) -> Float[Tensor, "B"]:
    """Draws in [0, 1) brought to [-most, most)."""
    return (draw_B * 2 - 1) * most


def move(
    x_BCHW: Float[Tensor, "B C H W"], plan: Augment, draw: Callable[[str], Float[Tensor, "B"]]
) -> Float[Tensor, "B C H W"]:
    """Images after the plan's flips, rotation, translation, skew, scale and crop.

    Args:
        x_BCHW: images.
        plan: which moves, and how large.
        draw: draws in [0, 1) by name, one a sample.

    Returns:
        Moved by whole pixels, exactly, where flips and translation are all; else one bilinear reading.
    """
    if plan.rotate_deg or plan.skew_deg or plan.scale or plan.crop < 1:
        return warp(x_BCHW, _affine(x_BCHW, plan, draw))
    if not (plan.flip_horizontal or plan.flip_vertical or plan.translate):
        return x_BCHW
    height, width = x_BCHW.shape[2:]
    return shift(
        x_BCHW,
        flip_x_B=_flipped(draw("flip_x"), plan.flip_horizontal),
        flip_y_B=_flipped(draw("flip_y"), plan.flip_vertical),
        right_B=_whole(draw("right"), plan.translate, width),
        down_B=_whole(draw("down"), plan.translate, height),
    )


def _flipped(draw_B: Tensor, allowed: bool) -> Tensor:
    return (draw_B < 0.5) if allowed else torch.zeros(len(draw_B), dtype=torch.bool)


def _whole(draw_B: Tensor, share: float, size: int) -> Tensor:
    most = min(max(round(share * size), 1), size - 1) if share else 0
    return (draw_B.double() * (2 * most + 1)).floor().long() - most


def _affine(x_BCHW: Tensor, plan: Augment, draw: Callable[[str], Tensor]) -> Affine:
    """Mirror, rotate, skew and zoom about the middle, then move."""
    height, width = x_BCHW.shape[2:]
    angle = signed(draw("rotate").double(), math.radians(plan.rotate_deg)).tolist()
    lean = signed(draw("skew").double(), math.radians(plan.skew_deg)).tolist()
    # math, not torch: torch's vector and scalar forms may differ in the last bit, and so with the batch size
    cos_B = torch.tensor([math.cos(one) for one in angle], dtype=torch.float64)
    sin_B = torch.tensor([math.sin(one) for one in angle], dtype=torch.float64)
    tan_B = torch.tensor([math.tan(one) for one in lean], dtype=torch.float64)
    side_B = (1 - (1 - plan.crop) * draw("crop").double()).sqrt()
    zoom_B = side_B / (1 + signed(draw("scale").double(), plan.scale))
    sign_x_B = 1.0 - 2.0 * _flipped(draw("flip_x"), plan.flip_horizontal).double()
    sign_y_B = 1.0 - 2.0 * _flipped(draw("flip_y"), plan.flip_vertical).double()
    free_B = (1 - side_B) / 2  # the kept part of a crop may lie anywhere on the image
    right_B = (
        signed(draw("right").double(), plan.translate) + signed(draw("crop_right").double(), 1.0) * free_B
    )
    down_B = signed(draw("down").double(), plan.translate) + signed(draw("crop_down").double(), 1.0) * free_B
    return Affine(
        xx_B=sign_x_B * cos_B * zoom_B,
        xy_B=sign_x_B * (cos_B * tan_B - sin_B) * zoom_B,
        yx_B=sign_y_B * sin_B * zoom_B,
        yy_B=sign_y_B * (sin_B * tan_B + cos_B) * zoom_B,
        x_B=right_B * width,
        y_B=down_B * height,
    )
