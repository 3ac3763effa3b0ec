"""What surrounds the data of a figure: size, margins, axes, ticks, legend."""

from typing import Any

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator

from wellwired.core.verdict import Figure
from wellwired.report.clean import clean
from wellwired.report.ink import INK, MUTED, RULE

WIDTH_IN = 4.4  # with 8-point text it is read at full size on a telephone and in half a page
MOST_LABEL = 22  # letters of a tick's label
MOST_LEGEND = 8
_LEAST_DECADES = 0.7  # below a factor of five a logarithmic axis has no two ticks
_LETTER_IN = 0.058  # mean width of a letter of 7.5 points


def label(text: object) -> str:
    """A name from data, short enough for a tick or a legend."""
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    whole = clean(text)
    half = MOST_LABEL // 2 - 1
    return whole if len(whole) <= MOST_LABEL else f"{whole[:half]}..{whole[-half:]}"


def named(figure: Figure) -> bool:
    """Whether the values of x are names, not numbers."""
    return any(isinstance(one, str) for series in figure.series for one in series.x)


def categories(figure: Figure) -> list[str]:
    """All names of x in the order of their first appearance."""
    return list(dict.fromkeys(str(one) for series in figure.series for one in series.x))


def lies_down(figure: Figure) -> bool:
    """Whether bars run to the right: names too long or too many to stand below upright bars."""
    names = categories(figure) if figure.form == "bar" and named(figure) else []
    return len(names) > 7 or any(len(one) > 8 for one in names)


def size_of(figure: Figure) -> tuple[float, float]:
    """Width and height of a figure, inches."""
    if figure.form == "map":
        rows, columns = len(figure.series), max((len(one.y) for one in figure.series), default=1)
        cell = (WIDTH_IN - 0.3 - _left(figure)) / max(columns, 1)
        tall = min(cell, 0.24) * rows if columns <= 12 else cell * rows
        return WIDTH_IN, float(np.clip(tall, 0.15 + 0.17 * min(rows, 24), WIDTH_IN)) + 0.64
    if lies_down(figure):
        return WIDTH_IN, 0.67 + 0.165 * min(len(categories(figure)), 40) * max(1.0, 0.6 * len(figure.series))
    return WIDTH_IN, 2.27 + 0.16 * _legend_rows(figure) + _slant(figure)


def _slant(figure: Figure) -> float:
    """Height that slanted names below an axis need beyond that of one line, inches."""
    if figure.form not in ("line", "points") or not named(figure):
        return 0.0
    longest = max(len(label(one)) for one in categories(figure))
    return _LETTER_IN * longest * 0.574 if longest > 3 else 0.0  # sine of 35 degrees


def _left(figure: Figure) -> float:
    if figure.form == "map":
        longest = max((len(label(one.name)) for one in figure.series), default=0)
    elif lies_down(figure):
        longest = max(len(label(one)) for one in categories(figure))
    else:
        return 0.5
    return 0.2 + _LETTER_IN * longest


def _legend_rows(figure: Figure) -> int:
    many = len(figure.series)
    return 0 if figure.form == "map" or not 2 <= many <= MOST_LEGEND else -(-many // _legend_columns(figure))


def _legend_columns(figure: Figure) -> int:
    longest = max(len(label(one.name)) for one in figure.series)
    return max(1, min(len(figure.series), int((WIDTH_IN - 0.3) / (0.42 + _LETTER_IN * longest))))


def dress(canvas: Any, axes: Any, figure: Figure) -> None:
    """Margins, rules, ticks, names of axes and a legend, in the page's ink."""
    width, height = size_of(figure)
    rows = _legend_rows(figure)
    top = 0.26 + 0.16 * rows
    below = 0.36 + _slant(figure)
    left = _left(figure)
    canvas.subplots_adjust(
        left=left / width, right=1 - 0.1 / width, top=1 - top / height, bottom=below / height
    )
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(
            side == ("left" if lies_down(figure) else "bottom") and figure.form != "map"
        )
        axes.spines[side].set_color(MUTED)
        axes.spines[side].set_linewidth(0.6)
    axes.tick_params(colors=MUTED, labelsize=7.5, length=2.5, width=0.6, pad=2.5)
    up, across = (figure.x_axis, figure.y_axis) if lies_down(figure) else (figure.y_axis, figure.x_axis)
    axes.set_xlabel(clean(across, most=64), color=MUTED, fontsize=7.5, labelpad=3, loc="right")
    canvas.text(
        0.06 / width, 1 - 0.12 / height, clean(up, most=64), color=INK, fontsize=8, ha="left", va="center"
    )
    if rows:
        _legend(canvas, axes, figure, height)


def _legend(canvas: Any, axes: Any, figure: Figure, height: float) -> None:
    handles, names = axes.get_legend_handles_labels()
    canvas.legend(
        handles,
        names,
        loc="upper left",
        bbox_to_anchor=(0.0, 1 - 0.2 / height),
        ncols=_legend_columns(figure),
        frameon=False,
        fontsize=7.5,
        labelcolor=INK,
        handlelength=1.8,
        handletextpad=0.5,
        columnspacing=1.4,
        borderpad=0.0,
        borderaxespad=0.4,
        labelspacing=0.25,
    )


def scale(axes: Any, figure: Figure, *, value_axis: str = "y") -> None:
    """Linear or logarithmic axes with few, round ticks and a hair line at each value's tick."""
    own = {"x": "x", "y": "y"} if value_axis == "y" else {"x": "y", "y": "x"}
    if not named(figure):
        _scale(axes, own["x"], _decades(figure, "x") if figure.log_x else 0.0)
    _scale(axes, own["y"], _decades(figure, "y") if figure.log_y else 0.0)
    axes.grid(axis=value_axis, color=RULE, linewidth=0.5)
    axes.set_axisbelow(True)


def _decades(figure: Figure, axis: str) -> float:
    """Powers of ten that the values span, 0 where none is above zero."""
    values = np.asarray([value for one in figure.series for value in getattr(one, axis)], dtype=float)
    values = values[np.isfinite(values) & (values > 0)]
    return float(np.log10(values.max() / values.min())) if len(values) else 0.0


def _scale(axes: Any, axis: str, decades: float) -> None:
    one = getattr(axes, f"{axis}axis")
    if decades > _LEAST_DECADES:
        getattr(axes, f"set_{axis}scale")("log", nonpositive="mask" if axis == "x" else "clip")
        one.set_major_locator(LogLocator(subs=(1,) if decades > 1.5 else (1, 2, 5), numticks=6))
        one.set_minor_formatter(NullFormatter())
        one.set_minor_locator(NullLocator())
    else:
        one.set_major_locator(MaxNLocator(5, min_n_ticks=3, steps=[1, 2, 2.5, 5, 10]))
    one.set_major_formatter(FuncFormatter(_tick))


def _tick(value: float, _position: int | None = None) -> str:
    return "0" if value == 0 else f"{value:.4g}".replace("e-0", "e-").replace("e+0", "e")


def name_ticks(axis: Any, names: list[str], *, most: int, rotation: float = 0.0) -> None:
    """Names at whole positions; every so many are shown where there are more than `most`."""
    step = max(1, -(-len(names) // most))
    places = list(range(0, len(names), step))
    axis.set_ticks(places, [label(names[i]) for i in places])
    if rotation:
        for text in axis.get_ticklabels():
            text.set(rotation=rotation, ha="right", rotation_mode="anchor")
