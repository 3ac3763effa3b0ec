"""The page of a run: one file that needs nothing from elsewhere, drawn from what the run folder holds."""

import os
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from wellwired.core.errors import ArtifactError
from wellwired.core.verdict import Check, Figure
from wellwired.report.contents import contents
from wellwired.report.evidence import Evidence, read_evidence
from wellwired.report.figures import draw

MOST_FIGURES = 1_500_000  # characters of all figures: with pictures and text the page stays below 3 MB
MOST_FIGURE = 300_000


class _Pen:
    """Draws until the page is full."""

    def __init__(self) -> None:
        self.drawn, self.characters = 0, 0

    def draw(self, figure: Figure) -> Markup:
        """Figure as an element of the page; a sentence in its place where it would be too large."""
        svg = draw(figure, prefix=f"f{self.drawn}-").replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
        if len(svg) > MOST_FIGURE or self.characters + len(svg) > MOST_FIGURES:
            return Markup('<p class="quiet">Not drawn: too large for this page.</p>')
        self.drawn += 1
        self.characters += len(svg)
        return Markup(svg)


def write_page(run_folder: Path, *, checks: Sequence[Check] = ()) -> Path:
    """Path of the `report.html` written into a run folder from its `run.json` and `records.jsonl`.

    Args:
        run_folder: folder of a run in any state.
        checks: checks whose text stands beside their verdict.

    Raises:
        ArtifactError: the folder is not a run's, or cannot be written.
    """
    folder = Path(run_folder)
    return _write(folder / "report.html", page_text(read_evidence(folder), checks=checks))


def page_text(evidence: Evidence, *, checks: Sequence[Check] = ()) -> str:
    """The page as text."""
    own = files("wellwired.report")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["marked"] = _marked
    template = environment.from_string(own.joinpath("page.html").read_text(encoding="utf-8"))
    css = Markup(own.joinpath("page.css").read_text(encoding="utf-8"))
    return template.render(css=css, **contents(evidence, checks=checks, draw=_Pen().draw)).lstrip().lstrip()


def _marked(text: str) -> Markup:
    """Escaped text in which what stands between backticks is set as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if i % 2 else escape(part) for i, part in enumerate(parts))


def _write(path: Path, text: str) -> Path:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ArtifactError(
            seen=f"`{path}` cannot be written: {error.strerror}",
            wanted="a run folder with room for its report",
            do="make room or the folder writable, then `wellwired report RUN` draws it again",
        ) from error
    return path
