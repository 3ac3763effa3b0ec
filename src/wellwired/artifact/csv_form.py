"""Predictions as csv that a spreadsheet shows and never runs."""

import csv
import io
from pathlib import Path
from typing import TextIO

from wellwired.artifact.durable import write_text
from wellwired.artifact.predictions import Predictions

# What a spreadsheet takes for the start of a formula, the wide forms of East Asian input among them.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def defused(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula.

    Source:
        OWASP, "CSV Injection".

    Example:
        >>> defused("=1+1"), defused("cat")
        ("'=1+1", 'cat')
    """
    return "'" + text if text.lstrip(" \u00a0\ufeff").startswith(_STARTS) else text


def csv_text(predictions: Predictions) -> str:
    """One row a sample: its name, class and probability, then `p_<class>` for each class.

    With dropout samples, a column `spread` follows: the deviation of the predicted class's probability.
    """
    spread_NK = predictions.spread_NK
    last = [] if spread_NK is None else ["spread"]
    rows = [["name", "class", "probability", *(defused(f"p_{one}") for one in predictions.classes), *last]]
    for number, name in enumerate(predictions.names):
        best = int(predictions.predicted_N[number])
        values = [_number(one) for one in predictions.probabilities_NK[number]]
        cells = [defused(name), defused(predictions.classes[best]), values[best], *values]
        rows.append(cells if spread_NK is None else [*cells, _number(spread_NK[number, best])])
    return "".join(map(_line, rows))


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    # The writer quotes a cell for the characters of its own end of line; a bare CR in one would start a row.
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n") + "\n"


def write_csv(predictions: Predictions, out: Path | TextIO) -> None:
    """Puts the predictions as csv into a file, in one step, or onto an open stream of text.

    Raises:
        ArtifactError: the file cannot be written.
    """
    text = csv_text(predictions)
    if isinstance(out, Path):
        write_text(out, text)
        return
    encoding = getattr(out, "encoding", None) or "utf-8"
    out.write(text.encode(encoding, "backslashreplace").decode(encoding))
    out.flush()


def _number(value: float) -> str:
    return f"{value:.6g}"
