"""What a check found, as data. Rendering lives in `report`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """How a check ended; `UNSURE` means the evidence cannot tell."""

    PASSED = "passed"
    FAILED = "failed"
    UNSURE = "unsure"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """One measured number with its unit and the limit it was held against."""

    name: str
    value: float
    unit: str = "1"
    limit: float | None = None
    spread: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One line, or one set of bars or points, of a figure."""

    name: str
    x: tuple[float | str, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure as data; `report` draws it.

    `form` is `line`, `bar`, `points` or `map`. A map has one series a row: its name is the row's label, `x`
    the columns' labels and `y` the cells.
    """

    form: str
    caption: str
    x_axis: str
    y_axis: str
    series: tuple[Series, ...]
    limit: float | None = None
    log_x: bool = False
    log_y: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Outcome of one check, with the numbers that decided it."""

    outcome: Outcome
    seen: tuple[Quantity, ...] = ()
    where: str = ""
    note: str = ""
    proof: str = ""
    figure: Figure | None = None
    code: str = ""
    name: str = ""
    stage: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """A named judgement of one record; it never trains and never draws.

    `gate` says whether a failure holds the recipe up; a check that is not a gate gives advice.
    """

    code: str
    stage: str
    needs: type
    judge: Callable[..., Verdict]
    explains: str
    gate: bool = False

    @property
    def name(self) -> str:
        """File name of the check with hyphens: `rows_talk.py` is `rows-talk`."""
        return self.judge.__module__.rpartition(".")[2].replace("_", "-")
