"""Lines and points."""

from typing import Any

import numpy as np

from wellwired.core.verdict import Figure, Series
from wellwired.report.amounts import number
from wellwired.report.frame import MOST_LEGEND, categories, label, name_ticks, named, scale
from wellwired.report.ink import BAD, DASHES, MUTED, series_ink

MOST_POINTS = 400  # a figure is 320 points wide: more cannot be seen


def draw_lines(axes: Any, figure: Figure) -> None:
    """One line a series; a lone value is a dot, a value that is not finite a gap."""
    crowd = len(figure.series) > MOST_LEGEND
    scale(axes, figure)
    for i, one in enumerate(figure.series):
        x, y = _thinned(*_values(one, figure))
        axes.plot(
            x,
            y,
            label=label(one.name),
            color=MUTED if crowd else series_ink(i),
            linestyle=DASHES[i % len(DASHES)] if not crowd else "-",
            linewidth=0.6 if crowd else 1.3,
            marker="o" if np.isfinite(y).sum() <= 12 else "",
            markersize=2.6,
        )
    _finish(axes, figure)


def draw_points(axes: Any, figure: Figure) -> None:
    """One set of points a series, each set with its own mark."""
    scale(axes, figure)
    for i, one in enumerate(figure.series):
        x, y = _values(one, figure)
        step = max(1, len(x) // 2000)
        axes.plot(
            x[::step],
            y[::step],
            label=label(one.name),
            color=series_ink(i),
            linestyle="",
            marker="os^Dv<"[i % 6],
            markersize=2.8,
            markeredgewidth=0,
            alpha=0.8,
        )
    _finish(axes, figure)


def _values(one: Series, figure: Figure) -> tuple[np.ndarray, np.ndarray]:
    y = np.asarray(one.y, dtype=float)
    y = np.where(np.isfinite(y) & ((y > 0) | (not figure.log_y)), y, np.nan)
    if named(figure):
        place = {name: i for i, name in enumerate(categories(figure))}
        return np.asarray([place[str(name)] for name in one.x], dtype=float), y
    return np.asarray(one.x, dtype=float), y


def _thinned(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest value of each of so many stretches, so that no spike is lost."""
    if len(x) <= MOST_POINTS:
        return x, y
    kept: set[Any] = set()
    for stretch in np.array_split(np.arange(len(x)), MOST_POINTS // 2):
        finite = stretch[np.isfinite(y[stretch])]
        kept.update(
            (finite[np.argmin(y[finite])], finite[np.argmax(y[finite])]) if len(finite) else stretch[:1]
        )
    order = np.asarray(sorted(kept))
    return x[order], y[order]


def _finish(axes: Any, figure: Figure) -> None:
    if named(figure):
        names = categories(figure)
        name_ticks(axes.xaxis, names, most=12, rotation=35 if max(map(len, names)) > 3 else 0)
        axes.set_xlim(-0.4, len(names) - 0.6)
    if figure.limit is not None and np.isfinite(figure.limit) and (figure.limit > 0 or not figure.log_y):
        axes.axhline(figure.limit, color=BAD, linewidth=0.9, linestyle=(0, (4, 2)))
        axes.annotate(
            f"limit {number(figure.limit)}",
            (1, figure.limit),
            xycoords=("axes fraction", "data"),
            xytext=(-1, 2),
            textcoords="offset points",
            ha="right",
            va="bottom",
            fontsize=7.5,
            color=BAD,
        )
