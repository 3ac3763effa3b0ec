"""The confusion matrix: a table where it can be read, a map where it cannot, and the pairs mixed up most."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wellwired.core.verdict import Figure, Series
from wellwired.report.clean import clean

MOST_IN_TABLE = 12  # classes; more columns do not fit a page
MOST_IN_MAP = 300  # classes; more are not told apart in a picture half a page wide
MOST_PAIRS = 8
MOST_SHORT = 4  # letters of a name that heads a column itself; longer ones are numbered


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """Times a class was given; `depth` is 100 times the root of its share, `right` marks the diagonal."""

    amount: int
    depth: int
    right: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One true class: its number and name, its cells, and the share that was found."""

    number: int
    name: str
    cells: tuple[Cell, ...]
    total: int
    recall: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfusionView:
    """What the page shows of a `Confusion` record; `figure` instead of `rows` where classes are many.

    `short` says that names are short enough to head the columns.
    """

    part: str
    rows: tuple[Row, ...]
    figure: Figure | None
    pairs: tuple[tuple[str, str, int, int], ...]
    short: bool


def confusion_view(record: Mapping[str, Any]) -> ConfusionView:
    """View of a `Confusion` record in its JSON form; `pairs` are (true, given, times, of)."""
    names = [clean(one, most=60) for one in record.get("classes") or ()]
    counts = [[int(one) for one in row] for row in record.get("counts") or ()]
    pairs = [
        (names[i], names[j], counts[i][j], sum(counts[i]))
        for i in range(len(counts))
        for j in range(len(counts[i]))
        if i != j and counts[i][j]
    ]
    pairs.sort(key=lambda one: (-one[2], one[0], one[1]))
    few = len(names) <= MOST_IN_TABLE
    return ConfusionView(
        part=clean(record.get("part", "")),
        rows=tuple(_row(i, names, counts) for i in range(len(counts))) if few else (),
        figure=None if few or len(names) > MOST_IN_MAP else _map(names, counts),
        pairs=tuple(pairs[:MOST_PAIRS]),
        short=max(map(len, names), default=0) <= MOST_SHORT,
    )


def _row(i: int, names: list[str], counts: list[list[int]]) -> Row:
    total = sum(counts[i])
    cells = tuple(
        Cell(amount=one, depth=round(100 * math.sqrt(one / total)) if total else 0, right=i == j)
        for j, one in enumerate(counts[i])
    )
    recall = counts[i][i] / total if total else None
    return Row(number=i + 1, name=names[i], cells=cells, total=total, recall=recall)


def _map(names: list[str], counts: list[list[int]]) -> Figure:
    rows = tuple(
        Series(name=name, x=tuple(names), y=tuple(one / max(sum(row), 1) for one in row))
        for name, row in zip(names, counts, strict=True)
    )
    return Figure(
        form="map",
        caption="Share of each true class (row) that was given each class (column).",
        x_axis="given class",
        y_axis="true class",
        series=rows,
    )
