"""Colours of figures: a hex form for the plotter, a variable for the page, so that both themes fit."""

INK, MUTED, RULE, BAD = "#1c1d1f", "#62666b", "#d3d1cb", "#a8231c"
SERIES = ("#1d5c9e", "#b8500a", "#2a7447", "#73489c", "#7d6408", "#0d7080")
DASHES = ("-", (0, (5, 2)), (0, (1, 1.4)), (0, (6, 1.5, 1, 1.5)))

VARIABLES = {
    INK: "ink",
    MUTED: "muted",
    RULE: "rule",
    BAD: "bad",
    **{colour: f"s{i + 1}" for i, colour in enumerate(SERIES)},
}


def series_ink(index: int) -> str:
    """Colour of the series at `index`; they repeat after six."""
    return SERIES[index % len(SERIES)]
