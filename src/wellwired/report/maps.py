"""Maps: one shade a cell; the deeper the shade the larger the value, below zero in a second colour."""

from typing import Any

import numpy as np
from matplotlib.colors import to_rgb

from wellwired.core.verdict import Figure
from wellwired.report.amounts import number
from wellwired.report.frame import MOST_LABEL, label, name_ticks
from wellwired.report.ink import BAD, INK, MUTED, SERIES

MOST_NUMBERED = 10  # columns in which a number still fits its cell
_DEEPEST = 0.62  # ink stays readable upon it in both themes


def draw_map(axes: Any, figure: Figure) -> None:
    """Cells of one picture with alpha for depth, so that it sits on a light and on a dark page."""
    width = max(len(one.y) for one in figure.series)
    cells = np.full((len(figure.series), width), np.nan)
    for row, one in zip(cells, figure.series, strict=True):
        row[: len(one.y)] = one.y
    finite = cells[np.isfinite(cells)]
    deepest = float(np.abs(finite).max()) if finite.size else 0.0
    axes.imshow(_shades(cells, deepest), interpolation="none", aspect="auto")
    name_ticks(axes.yaxis, [one.name for one in figure.series], most=30)
    columns = [label(x) for x in max((one.x for one in figure.series), key=len)]
    longest = max(map(len, columns), default=0)
    name_ticks(axes.xaxis, columns, most=max(2, int(60 / max(longest + 1, 3))))
    axes.tick_params(length=0)
    if cells.size <= MOST_NUMBERED * 40 and width <= MOST_NUMBERED:
        _numbers(axes, cells)
    else:
        place = np.argwhere(~np.isfinite(cells))[:200]
        axes.plot(place[:, 1], place[:, 0], "x", color=BAD, markersize=2)
    axes.set_title(f"deepest shade: {number(deepest)}", loc="right", fontsize=7.5, color=MUTED, pad=4)


def _shades(cells: np.ndarray, deepest: float) -> np.ndarray:
    depth = (
        np.nan_to_num(np.abs(cells) / deepest, nan=0.0, posinf=0.0) if deepest > 0 else np.zeros_like(cells)
    )
    picture = np.zeros((*cells.shape, 4))
    picture[..., :3] = np.where((cells < 0)[..., None], to_rgb(SERIES[1]), to_rgb(SERIES[0]))
    picture[..., 3] = _DEEPEST * np.sqrt(depth)  # so that a small share can still be seen
    return np.round(picture * 255).astype(np.uint8)


def _numbers(axes: Any, cells: np.ndarray) -> None:
    for (row, column), value in np.ndenumerate(cells):
        text = number(float(f"{value:.3g}")) if np.isfinite(value) else str(value)
        axes.text(
            column, row, text[:MOST_LABEL], ha="center", va="center", fontsize=7,
            color=BAD if not np.isfinite(value) else INK if value else MUTED,
        )  # fmt: skip
