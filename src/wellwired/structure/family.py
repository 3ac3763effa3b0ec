"""The family of residual networks for grids, from small to large."""

import math

from wellwired.core.plans import (
    Activation,
    BatchNorm,
    Block,
    Conv,
    Dropout,
    GlobalPool,
    Head,
    NetworkPlan,
    Pool,
    Residual,
)

WIDTHS = (16, 24, 32, 48, 64, 96)  # channels of the first stage; each member costs about twice the one before
# The largest value of a channel is well above its deviation, so outputs start several times too large; scaled
# by this the first loss is near log K. Jordan 2024, arXiv:2404.00498, scales by 1 / 9.
HEAD_SCALE = 0.2
MOST_GROWTH = 4  # channels grow with each stage up to this many times the width
LEAST_SIDE = 4  # pixels; a 3x3 kernel on a smaller map sees mostly padding


def num_stages(height: int, width: int) -> int:
    """Halvings of the map until its short side is about 4 pixels: round(log2(side / 4)), at least 1."""
    return max(1, round(math.log2(max(min(height, width), 1) / LEAST_SIDE)))


def member(
    input_shape: tuple[int, int, int], num_outputs: int, *, width: int, dropout: float = 0.0
) -> NetworkPlan:
    """Residual network of one width for one input shape.

    Args:
        input_shape: (channels, height, width).
        num_outputs: outputs of the head, at least 1.
        width: channels of the first stage.
        dropout: share of the pooled features dropped before the head, in [0, 1).

    Returns:
        A stem that looks at 3x3 pixels, then stages that halve the map, each with one skip connection, then
        the largest value a channel takes anywhere, then the head.

    Source:
        He et al. 2016, arXiv:1512.03385 (skip connections); Jordan 2024, arXiv:2404.00498 (pool before the
        norm).
    """
    _, height, wide = input_shape
    stages = num_stages(height, wide)
    blocks: list[Block] = [*_unit(max(8, width // 2))]
    for stage in range(stages):
        channels = width * min(2**stage, MOST_GROWTH)
        halve = min(height, wide) >= 2
        blocks += [
            Conv(channels=channels),
            *([Pool()] if halve else []),
            BatchNorm(),
            Activation(name="gelu"),
        ]
        blocks += [Residual(body=_unit(channels))]
        height, wide = (height // 2, wide // 2) if halve else (height, wide)
    blocks += [GlobalPool(how="max"), *([Dropout(share=dropout)] if dropout else [])]
    reasons = (
        "pixels have neighbours, so one small kernel is shared by all places (convolution)",
        f"the map is halved {stages} times, from a short side of {min(input_shape[1:])} pixels to about 4",
        "each stage has a skip connection, so that the gradient reaches the first layer",
        f"width {width}: the largest of the family that the time allows, starting from the smallest",
    )
    head = Head(kind="classes", num_outputs=num_outputs, scale=HEAD_SCALE)
    return NetworkPlan(input_shape=input_shape, blocks=tuple(blocks), head=head, init="he", reasons=reasons)


def _unit(channels: int) -> tuple[Block, ...]:
    return (Conv(channels=channels), BatchNorm(), Activation(name="gelu"))


def widths_for(num_train: int) -> tuple[int, ...]:
    """Members that a set of this size may grow through.

    Source:
        Own rule: the largest width is about 4 * N^(1/4), between 32 and the family's largest.
    """
    most = max(32.0, 4.5 * num_train**0.25)
    return tuple(width for width in WIDTHS if width <= most)


def dropout_for(num_train: int) -> float:
    """Share of the pooled features to drop: more where there are fewer samples."""
    return 0.0 if num_train > 20_000 else (0.1 if num_train > 2_000 else 0.2)
