"""The shape plan: every layer's output by formula, with what it costs; no torch."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from wellwired.core import plans
from wellwired.core.errors import NetworkError
from wellwired.core.plans import Block, NetworkPlan, ShapeRow
from wellwired.network.refuse import refuse_block, refuse_empty, refuse_plan, refuse_wrong_axes
from wellwired.network.sizes import output_size, padding_of

Shape = tuple[int, ...]
KINDS: dict[type, str] = {
    plans.Conv: "conv",
    plans.BatchNorm: "batch_norm",
    plans.Activation: "activation",
    plans.Pool: "pool",
    plans.GlobalPool: "global_pool",
    plans.Flatten: "flatten",
    plans.Dropout: "dropout",
    plans.Dense: "dense",
    plans.Residual: "residual",
}


def layer_name(index: int, block: Block) -> str:
    """Name of a block among its neighbours.

    Example:
        >>> layer_name(0, plans.Conv(channels=8)), layer_name(1, plans.Activation(name="relu"))
        ('0_conv', '1_relu')
    """
    return f"{index}_{block.name if isinstance(block, plans.Activation) else KINDS[type(block)]}"


def shape_plan(plan: NetworkPlan) -> tuple[ShapeRow, ...]:
    """Every layer with its output shape, parameters, multiply-adds and what a dense layer would cost there.

    Rows carry the names of the built modules; their parameters sum up to those of the built network.
    Multiply-adds are those of one sample's forward pass through maps and normalisations. A shape is
    (channels, height, width) or (features,).

    Raises:
        NetworkError: a setting is out of range, two blocks do not fit, or a layer's output would be empty.

    Source:
        D' = floor((D + 2P - K) / S) + 1 along each axis, with 2P the zeros of both sides together.

    Example:
        >>> plan = NetworkPlan(
        ...     input_shape=(1, 100, 100),
        ...     blocks=(plans.Conv(channels=1, kernel=5), plans.GlobalPool()),
        ...     head=plans.Head(kind="classes", num_outputs=2),
        ... )
        >>> row = shape_plan(plan)[0]
        >>> row.formula, row.output_shape, row.parameters, row.dense_parameters
        ('floor((100 + 4 - 5) / 1) + 1 = 100', (1, 100, 100), 25, 100000000)
    """
    refuse_plan(plan)
    rows = list(_rows(plan.blocks, plan.input_shape, "body"))
    shape = rows[-1].output_shape if rows else plan.input_shape
    refuse_wrong_axes("head", "head", shape=shape, wanted=1)
    rows.append(_dense("head.linear", "head", shape=shape, units=plan.head.num_outputs, bias=True))
    for _, second in plan.ties:
        rows = [_without(row, second) for row in rows]
    return tuple(rows)


def output_shape(block: Block, shape: Shape, *, layer: str = "layer") -> Shape:
    """Shape of a sample behind one block.

    Args:
        block: the block.
        shape: shape of a sample before it.
        layer: name of the block, for the error.

    Raises:
        NetworkError: the block cannot take that shape, or would leave nothing of it.
    """
    return _block_rows(block, shape, layer)[-1].output_shape


def total_stride(blocks: tuple[Block, ...]) -> int:
    """Pixels of the input by which the output moves one pixel on: the product of all strides.

    Example:
        >>> total_stride((plans.Conv(channels=4, stride=2), plans.Activation(), plans.Pool(size=3, stride=3)))
        6
    """
    inner = (one.body for one in blocks if isinstance(one, plans.Residual))
    own = (one.stride for one in blocks if isinstance(one, plans.Conv | plans.Pool))
    return math.prod(own) * math.prod(total_stride(one) for one in inner)


def _rows(blocks: tuple[Block, ...], shape: Shape, prefix: str) -> list[ShapeRow]:
    rows: list[ShapeRow] = []
    for index, block in enumerate(blocks):
        rows += _block_rows(block, shape, f"{prefix}.{layer_name(index, block)}")
        shape = rows[-1].output_shape
    return rows


def _block_rows(block: Block, shape: Shape, layer: str) -> list[ShapeRow]:
    refuse_block(block, layer)
    rows = _ROWS_OF[type(block)](block, shape, layer)
    refuse_empty(rows[-1].output_shape, layer, shape=shape)
    return rows


def _row(layer: str, kind: str, *, shape: Shape, formula: str = "as it came in") -> ShapeRow:
    return ShapeRow(
        layer=layer,
        kind=kind,
        formula=formula,
        output_shape=shape,
        parameters=0,
        multiply_adds=0,
        dense_parameters=0,
    )


def _dense(layer: str, kind: str, *, shape: Shape, units: int, bias: bool) -> ShapeRow:
    weights = shape[0] * units
    return replace(
        _row(layer, kind, shape=(units,), formula=f"{units} units"),
        parameters=weights + units * bias,
        multiply_adds=weights,
        dense_parameters=weights + units * bias,
    )


def _window(
    shape: Shape, *, kernel: int, stride: int, padding: tuple[int, int]
) -> tuple[tuple[int, int], str]:
    sizes = [output_size(one, kernel=kernel, stride=stride, padding=padding) for one in shape[1:]]
    texts = [
        f"floor(({one} + {sum(padding)} - {kernel}) / {stride}) + 1 = {out}"
        for one, out in zip(shape[1:], sizes, strict=True)
    ]
    return (sizes[0], sizes[1]), texts[0] if shape[1] == shape[2] else f"height {texts[0]}, width {texts[1]}"


def _conv_rows(block: plans.Conv, shape: Shape, layer: str) -> list[ShapeRow]:
    refuse_wrong_axes(layer, "conv", shape=shape, wanted=3)
    padding = padding_of(block.kernel, padding=block.padding)
    size, formula = _window(shape, kernel=block.kernel, stride=block.stride, padding=padding)
    weights = block.channels * shape[0] * block.kernel**2
    num_out = block.channels * math.prod(size)
    row = replace(
        _row(layer, "conv", shape=(block.channels, *size), formula=formula),
        parameters=weights + block.channels * block.bias,
        multiply_adds=weights * math.prod(size),
        dense_parameters=math.prod(shape) * num_out + num_out * block.bias,
    )
    return [row]


def _batch_norm_rows(block: plans.BatchNorm, shape: Shape, layer: str) -> list[ShapeRow]:
    row = _row(layer, "batch_norm", shape=shape)
    return [replace(row, parameters=2 * shape[0], multiply_adds=math.prod(shape))]


def _same_rows(block: plans.Activation | plans.Dropout, shape: Shape, layer: str) -> list[ShapeRow]:
    return [_row(layer, KINDS[type(block)], shape=shape)]


def _pool_rows(block: plans.Pool, shape: Shape, layer: str) -> list[ShapeRow]:
    refuse_wrong_axes(layer, "pool", shape=shape, wanted=3)
    size, formula = _window(shape, kernel=block.size, stride=block.stride, padding=(0, 0))
    return [_row(layer, "pool", shape=(shape[0], *size), formula=formula)]


def _global_pool_rows(block: plans.GlobalPool, shape: Shape, layer: str) -> list[ShapeRow]:
    refuse_wrong_axes(layer, "global_pool", shape=shape, wanted=3)
    return [_row(layer, "global_pool", shape=shape[:1], formula=f"{block.how} of {shape[1]} x {shape[2]}")]


def _flatten_rows(block: plans.Flatten, shape: Shape, layer: str) -> list[ShapeRow]:
    num = math.prod(shape)
    return [_row(layer, "flatten", shape=(num,), formula=f"{' x '.join(map(str, shape))} = {num}")]


def _dense_rows(block: plans.Dense, shape: Shape, layer: str) -> list[ShapeRow]:
    refuse_wrong_axes(layer, "dense", shape=shape, wanted=1)
    return [_dense(layer, "dense", shape=shape, units=block.units, bias=block.bias)]


def _residual_rows(block: plans.Residual, shape: Shape, layer: str) -> list[ShapeRow]:
    rows = _rows(block.body, shape, f"{layer}.body")
    out = rows[-1].output_shape
    refuse_wrong_axes(layer, "residual", shape=out, wanted=len(shape))
    return [
        *rows,
        *_skip_rows(shape, out, f"{layer}.skip"),
        _row(layer, "residual", shape=out, formula="body + skip"),
    ]


def _skip_rows(shape: Shape, out: Shape, layer: str) -> list[ShapeRow]:
    if shape == out:
        return []
    if len(shape) == 1:
        return [_dense(layer, "dense", shape=shape, units=out[0], bias=False)]
    rows = []
    if shape[1:] != out[1:]:
        if out[1] > shape[1] or out[2] > shape[2]:
            raise NetworkError(
                seen=f"`{layer}` would have to bring {shape[1]} x {shape[2]} pixels to {out[1]} x {out[2]}",
                wanted="a body whose output is no larger than its input",
                do="use padding `same` in the body instead of `full`",
            )
        formula = f"mean of windows, {shape[1]} x {shape[2]} to {out[1]} x {out[2]}"
        rows.append(_row(f"{layer}.pool", "pool", shape=(shape[0], *out[1:]), formula=formula))
    if shape[0] != out[0]:
        rows += _conv_rows(plans.Conv(channels=out[0], kernel=1), (shape[0], *out[1:]), f"{layer}.conv")
    return rows


def _without(row: ShapeRow, name: str) -> ShapeRow:
    """The row, less the parameter `name`, which is tied to another layer's."""
    layer, _, word = name.rpartition(".")
    if row.layer != layer:
        return row
    each_place = math.prod(row.output_shape[1:])  # a weight is used once a place, a bias never multiplies
    num = row.output_shape[0] if word == "bias" else row.multiply_adds // each_place
    return replace(row, parameters=row.parameters - num)


_ROWS_OF: dict[type, Callable[[Any, Shape, str], list[ShapeRow]]] = {
    plans.Conv: _conv_rows,
    plans.BatchNorm: _batch_norm_rows,
    plans.Activation: _same_rows,
    plans.Pool: _pool_rows,
    plans.GlobalPool: _global_pool_rows,
    plans.Flatten: _flatten_rows,
    plans.Dropout: _same_rows,
    plans.Dense: _dense_rows,
    plans.Residual: _residual_rows,
}
