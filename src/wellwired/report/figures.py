"""Figures drawn from their data, as SVG text."""

import hashlib
import io
import threading
import warnings
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from wellwired.core.errors import AskError
from wellwired.core.verdict import Figure
from wellwired.report.bars import draw_bars
from wellwired.report.clean import clean
from wellwired.report.frame import dress, size_of
from wellwired.report.lines import draw_lines, draw_points
from wellwired.report.maps import draw_map
from wellwired.report.svg import tidy

FORMS = {"line": draw_lines, "points": draw_points, "bar": draw_bars, "map": draw_map}
_SETTINGS: Any = {
    "svg.fonttype": "none",  # text stays text: small, searchable, in the page's own font
    "svg.image_inline": True,
    "text.parse_math": False,  # a `$` in a class name is a `$`
    "axes.unicode_minus": True,
    "path.simplify": True,
    "font.size": 8.0,
}
_LOCK = threading.Lock()  # the plotter's settings are global


def draw(figure: Figure, *, prefix: str = "") -> str:
    """SVG text of a figure: transparent, without fixed size, the same bytes for the same data.

    Args:
        figure: the data; `form` is `line`, `points`, `bar` or `map`.
        prefix: put before every id, so that two equal figures can share a page.

    Raises:
        AskError: the figure's form is unknown.
    """
    if figure.form not in FORMS:
        raise AskError(
            seen=f"a figure of form {figure.form!r}", wanted=f"one of {sorted(FORMS)}", do="change the form"
        )
    salt = hashlib.sha256(repr(figure).encode()).hexdigest()[:8]
    with _LOCK, warnings.catch_warnings(), matplotlib.rc_context({**_SETTINGS, "svg.hashsalt": salt}):
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's fonts draw it
        svg = _svg(figure)
    return tidy(svg, name=clean(figure.caption), prefix=prefix or f"f{salt}")


def _svg(figure: Figure) -> str:
    canvas = Canvas(figsize=size_of(figure))
    FigureCanvasSVG(canvas)
    axes: Any = canvas.add_subplot()
    if any(len(one.y) for one in figure.series):
        with np.errstate(all="ignore"):
            FORMS[figure.form](axes, figure)
    else:
        axes.text(0.5, 0.5, "no data", ha="center", va="center", transform=axes.transAxes)
    dress(canvas, axes, figure)
    text = io.StringIO()
    canvas.savefig(text, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return text.getvalue()
