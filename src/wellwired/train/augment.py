"""Random changes of images that keep their label; each draw is a function of (seed, epoch, sample) alone."""

from collections.abc import Callable

import torch
from jaxtyping import Float, Int
from torch import Tensor

from wellwired.core.errors import TrainError
from wellwired.core.plans import Augment
from wellwired.train.counter import uniform
from wellwired.train.light import erase, relight
from wellwired.train.moves import move, signed

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

    x = move(x_BCHW, plan, draw)
    if plan.light or plan.contrast:
        light_B = signed(draw("light"), plan.light * span)
        x = relight(x, gain_B=1 + signed(draw("contrast"), plan.contrast), light_B=light_B, middle=middle)
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

    x = move(x_BCHW, plan, draw)
    if name in ("light", "contrast"):
        light_B = signed(draw("light"), plan.light)
        x = relight(x, gain_B=1 + signed(draw("contrast"), plan.contrast), light_B=light_B)
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
