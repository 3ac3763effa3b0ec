"""Random changes of images that keep their label; each draw is a function of (seed, epoch, sample) alone."""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float, Int
from torch import Tensor

from wellwired.core.errors import TrainError
from wellwired.core.plans import Augment
from wellwired.train.counter import uniform
from wellwired.train.geometry import Affine, shift, warp
from wellwired.train.light import erase, relight

_DRAWS = (
    *("flip_x", "flip_y", "rotate", "right", "down", "skew", "scale", "light", "contrast"),
    *("cut_down", "cut_right", "crop", "crop_right", "crop_down"),
)
_PLACE = {name: place for place, name in enumerate(_DRAWS)}


def augment(
    x_BCHW: Float[Tensor, "B C H W"],
    plan: Augment,
    *,
    sample_B: Int[Tensor, "B"],
    seed: int,
    epoch: int,
    middle: float = 0.0,
    span: float = 1.0,
) -> Float[Tensor, "B C H W"]:
    """Images changed as `plan` allows, of the same shape, number format and memory layout.

    Args:
        x_BCHW: images, float32 or bfloat16; not written to.
        plan: which changes, and how large.
        sample_B: identity of each sample; it alone decides the draw, not the place in the batch.
        seed: seed of the run.
        epoch: number of the epoch.
        middle: the value that contrast keeps and that an erased square is filled with; 0 is the mean of
            normalised images.
        span: what a share of 1 of `light` stands for: 1 deviation of normalised images, 255 for bytes.

    Returns:
        `x_BCHW` itself where the plan changes nothing. Flips and moves alone are by whole pixels and exact;
        with rotation, skew, scale or crop all geometry is one bilinear reading. Edges are mirrored.

    Raises:
        TrainError: the images are not floating-point numbers.
    """
    if plan == Augment():
        return x_BCHW
    if not x_BCHW.is_floating_point():
        raise TrainError(
            seen=f"`x_BCHW` holds {x_BCHW.dtype}",
            wanted="float32 or bfloat16",
            do="normalise the images before they are augmented",
        )
    sample_B = sample_B.cpu()

    def draw(name: str) -> Tensor:
        return uniform(sample_B, seed=seed, epoch=epoch, which=_PLACE[name])

    x = _move(x_BCHW, plan, draw)
    if plan.light or plan.contrast:
        light_B = _signed(draw("light"), plan.light * span)
        x = relight(x, gain_B=1 + _signed(draw("contrast"), plan.contrast), light_B=light_B, middle=middle)
    if plan.cut:
        side = max(round(plan.cut * min(x.shape[2:])), 1)
        x = erase(x, side=side, down_B=draw("cut_down"), right_B=draw("cut_right"), fill=middle)
    return x.contiguous(memory_format=_layout(x_BCHW))


def transforms_one(
    x_BCHW: Float[Tensor, "B C H W"],
    name: str,
    amount: float,
    *,
    sample_B: Int[Tensor, "B"] | None = None,
    seed: int = 0,
) -> Float[Tensor, "B C H W"]:
    """Images after one change of full size, its sign drawn by the sample; flips have no sign and no amount.

    Args:
        x_BCHW: images.
        name: `flip_horizontal`, `flip_vertical`, `rotate`, `skew` (degrees), `translate`, `scale`, `light` or
            `contrast` (share).
        amount: size of the change, at least 0; `translate` moves by the nearest whole pixels along both axes.
        sample_B: identity of each sample; its place in the batch where not given.
        seed: seed of the signs.

    Raises:
        TrainError: no change has that name.
    """
    sample_B = torch.arange(len(x_BCHW)) if sample_B is None else sample_B.cpu()
    if name not in _ONE_BY_ONE:
        raise TrainError(
            seen=f"`name` is {name!r}", wanted=f"one of {', '.join(_ONE_BY_ONE)}", do="correct the name"
        )
    plan = _ONE_BY_ONE[name](amount)

    def draw(which: str) -> Tensor:
        sign_B = uniform(sample_B, seed=seed, epoch=-1, which=_PLACE[which]) < 0.5
        if which.startswith("flip"):
            return torch.zeros(len(sample_B))
        return torch.where(sign_B, 0.0, 1.0 - 2.0**-24)

    x = _move(x_BCHW, plan, draw)
    if name in ("light", "contrast"):
        light_B = _signed(draw("light"), plan.light)
        x = relight(x, gain_B=1 + _signed(draw("contrast"), plan.contrast), light_B=light_B)
    return x.contiguous(memory_format=_layout(x_BCHW))


_ONE_BY_ONE: dict[str, Callable[[float], Augment]] = {
    "flip_horizontal": lambda amount: Augment(flip_horizontal=True),
    "flip_vertical": lambda amount: Augment(flip_vertical=True),
    "rotate": lambda amount: Augment(rotate_deg=amount),
    "translate": lambda amount: Augment(translate=amount),
    "skew": lambda amount: Augment(skew_deg=amount),
    "scale": lambda amount: Augment(scale=amount),
    "light": lambda amount: Augment(light=amount),
    "contrast": lambda amount: Augment(contrast=amount),
}


def _layout(x_BCHW: Tensor) -> torch.memory_format:
    last = x_BCHW.is_contiguous(memory_format=torch.channels_last)
    return torch.channels_last if last else torch.contiguous_format


def _signed(draw_B: Tensor, most: float) -> Tensor:
    return (draw_B * 2 - 1) * most


def _move(x_BCHW: Tensor, plan: Augment, draw: Callable[[str], Tensor]) -> Tensor:
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
    angle = _signed(draw("rotate").double(), math.radians(plan.rotate_deg)).tolist()
    lean = _signed(draw("skew").double(), math.radians(plan.skew_deg)).tolist()
    # math, not torch: torch's vector and scalar forms may differ in the last bit, and so with the batch size
    cos_B = torch.tensor([math.cos(one) for one in angle], dtype=torch.float64)
    sin_B = torch.tensor([math.sin(one) for one in angle], dtype=torch.float64)
    tan_B = torch.tensor([math.tan(one) for one in lean], dtype=torch.float64)
    side_B = (1 - (1 - plan.crop) * draw("crop").double()).sqrt()
    zoom_B = side_B / (1 + _signed(draw("scale").double(), plan.scale))
    sign_x_B = 1.0 - 2.0 * _flipped(draw("flip_x"), plan.flip_horizontal).double()
    sign_y_B = 1.0 - 2.0 * _flipped(draw("flip_y"), plan.flip_vertical).double()
    free_B = (1 - side_B) / 2  # the kept part of a crop may lie anywhere on the image
    right_B = (
        _signed(draw("right").double(), plan.translate) + _signed(draw("crop_right").double(), 1.0) * free_B
    )
    down_B = (
        _signed(draw("down").double(), plan.translate) + _signed(draw("crop_down").double(), 1.0) * free_B
    )
    return Affine(
        xx_B=sign_x_B * cos_B * zoom_B,
        xy_B=sign_x_B * (cos_B * tan_B - sin_B) * zoom_B,
        yx_B=sign_y_B * sin_B * zoom_B,
        yy_B=sign_y_B * (sin_B * tan_B + cos_B) * zoom_B,
        x_B=right_B * width,
        y_B=down_B * height,
    )
