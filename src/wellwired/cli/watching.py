"""What is seen of a run while it goes: progress on standard error, verdicts on standard output."""

import sys
from types import TracebackType
from typing import Self

from wellwired.checks import ALL
from wellwired.cli.say import say
from wellwired.core.verdict import Outcome, Verdict
from wellwired.report.progress import Progress
from wellwired.report.terminal import styled, width_of
from wellwired.report.text import line, render


class Watching:
    """Shows progress and verdicts; its `tell` and `on_verdict` are handed to the recipe.

    Args:
        quiet: show neither.
        as_json: show no verdicts, for standard output belongs to JSON.
    """

    def __init__(self, *, quiet: bool, as_json: bool) -> None:
        self._progress = Progress(quiet=quiet)
        self._verdicts = not (quiet or as_json)
        self._checks = {one.code: one for one in ALL}

    def __enter__(self) -> Self:
        self._progress.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.__exit__(kind, error, trace)

    def tell(self, what: str, done: int, total: int) -> None:
        """Note how far the work has come."""
        self._progress.tell(what, done, total)

    def on_verdict(self, verdict: Verdict) -> None:
        """Print a verdict: a failed one in full, any other in a line."""
        if not self._verdicts:
            return
        text = line(verdict)
        if verdict.outcome is Outcome.FAILED:
            text = render(self._checks.get(verdict.code), verdict, width=_width())
        with self._progress.aside():
            say(styled(text, sys.stdout))


def _width() -> int:
    return width_of(sys.stdout) if sys.stdout.isatty() else 0
