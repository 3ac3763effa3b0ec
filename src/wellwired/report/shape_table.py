"""The shape plan as a table: layer, output by the formula, parameters, what a dense map would cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wellwired.report.amounts import as_number, count, short_count
from wellwired.report.clean import clean
from wellwired.report.columns import columns

HEADS = ("layer", "kind", "output", "by the formula", "parameters", "multiply-adds", "if dense")


@dataclass(frozen=True, kw_only=True, slots=True)
class ShapeTable:
    """Rows of text under `HEADS`, and the row of sums."""

    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]


def shape_table(shapes: Sequence[Mapping[str, Any]]) -> ShapeTable:
    """The table of a plan's shape rows in their JSON form."""
    rows = tuple(_row(one) for one in shapes)
    sums = [
        sum(as_number(one.get(key)) or 0 for one in shapes)
        for key in ("parameters", "multiply_adds", "dense_parameters")
    ]
    total = ("all", "", "", "", count(sums[0]), short_count(sums[1]), short_count(sums[2]))
    return ShapeTable(rows=rows, total=total)


def _row(one: Mapping[str, Any]) -> tuple[str, ...]:
    cost = [as_number(one.get(key)) or 0.0 for key in ("parameters", "multiply_adds", "dense_parameters")]
    shape = " x ".join(str(size) for size in one.get("output_shape") or ())
    return (
        clean(one.get("layer", "")),
        clean(one.get("kind", "")),
        clean(shape),
        clean(one.get("formula", "")),
        count(cost[0]) if cost[0] else "-",
        short_count(cost[1]) if cost[1] else "-",
        short_count(cost[2]) if cost[2] else "-",
    )


def shape_text(shapes: Sequence[Mapping[str, Any]]) -> str:
    """The table in columns of plain text."""
    table = shape_table(shapes)
    return columns(HEADS, [*table.rows, table.total], right=(4, 5, 6))
