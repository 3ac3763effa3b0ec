"""Bars, upright or lying; those beyond the limit cannot be told by colour alone, so the limit is a line."""

import itertools
from typing import Any

import numpy as np

from wellwired.core.verdict import Figure
from wellwired.report.amounts import number
from wellwired.report.frame import categories, label, lies_down, name_ticks, named, scale
from wellwired.report.ink import BAD, series_ink


def draw_bars(axes: Any, figure: Figure) -> None:
    """Bars side by side, one colour a series; named bars lie down where the names are long or many."""
    lying = lies_down(figure)
    scale(axes, figure, value_axis="x" if lying else "y")
    names = categories(figure)
    place = {name: i for i, name in enumerate(names)}
    slot = _slot(figure) / len(figure.series)
    for i, one in enumerate(figure.series):
        shift = (i - (len(figure.series) - 1) / 2) * slot
        where = np.asarray([place[str(x)] if named(figure) else float(x) for x in one.x], dtype=float) + shift
        sizes = np.nan_to_num(np.asarray(one.y, dtype=float), nan=0.0, posinf=0.0, neginf=0.0)
        bars = axes.barh if lying else axes.bar
        bars(where, sizes, slot * 0.92, label=label(one.name), color=series_ink(i), linewidth=0)
    if named(figure):
        name_ticks(axes.yaxis if lying else axes.xaxis, names, most=40 if lying else 12)
    if lying:
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
    if figure.limit is not None and np.isfinite(figure.limit):
        _limit(axes, figure.limit, lying)


def _slot(figure: Figure) -> float:
    if named(figure):
        return 0.78
    places = sorted({float(x) for one in figure.series for x in one.x})
    return 0.9 * min((b - a for a, b in itertools.pairwise(places)), default=1.0)


def _limit(axes: Any, limit: float, lying: bool) -> None:
    (axes.axvline if lying else axes.axhline)(limit, color=BAD, linewidth=0.9, linestyle=(0, (4, 2)))
    axes.annotate(
        f"limit {number(limit)}",
        (limit, 1) if lying else (1, limit),
        xycoords=("data", "axes fraction") if lying else ("axes fraction", "data"),
        xytext=(0, 1) if lying else (-1, 2),
        textcoords="offset points",
        ha="center" if lying else "right",
        va="bottom",
        fontsize=7.5,
        color=BAD,
    )
