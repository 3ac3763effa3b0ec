"""Progress told to whoever waits: a bar on a terminal, elsewhere one plain line an interval."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self, TextIO

from wellwired.report.amounts import count, duration
from wellwired.report.clean import clean

INTERVAL_S = 5.0  # a log stays readable, and nobody doubts that the run is alive


class Progress:
    """Shows what is being done; use it in a `with` block and hand its `tell` to whatever works.

    Args:
        stream: where it is shown, standard error unless told; what is no terminal gets plain lines.
        interval_s: least seconds between two plain lines about one thing.
        quiet: show nothing.
        clock: seconds, for the interval.
    """

    def __init__(
        self,
        stream: TextIO | None = None,
        *,
        interval_s: float = INTERVAL_S,
        quiet: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._interval_s, self._clock = interval_s, clock
        self._mute = quiet
        self._bar: Any = None
        self._task: Any = None
        self._what, self._began_s, self._last_s, self._ended = "", clock(), clock(), True

    def __enter__(self) -> Self:
        if not self._mute and _is_terminal(self._stream):
            self._bar = _bar(self._stream)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def tell(self, what: str, done: int, total: int) -> None:
        """Note that `done` of `total` are done of `what`; a total of 0 stands for an unknown one."""
        if self._mute:
            return
        if self._bar is not None:
            self._tell_bar(what, done, total)
        else:
            self._tell_line(what, done, total)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """A pause in which something else may be printed on the same terminal."""
        if self._bar is None:
            yield
            return
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def _tell_bar(self, what: str, done: int, total: int) -> None:
        if what != self._what or self._task is None:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(clean(what, most=60), total=total or None)
            self._what = what
        self._bar.update(self._task, completed=done, total=total or None)

    def _tell_line(self, what: str, done: int, total: int) -> None:
        now_s = self._clock()
        if what != self._what:
            self._what, self._began_s, self._ended = what, now_s, False
            self._last_s = now_s
            return
        ended = 0 < total <= done
        late = now_s - self._last_s >= self._interval_s
        told_before = self._last_s > self._began_s
        if late or (ended and told_before and not self._ended):
            self._say(what, done, total, now_s)
            self._last_s, self._ended = now_s, ended

    def _say(self, what: str, done: int, total: int, now_s: float) -> None:
        of = f" of {count(total)}" if total > 0 else ""
        try:
            self._stream.write(
                f"{clean(what, most=60)}: {count(done)}{of}, {duration(now_s - self._began_s)}\n"
            )
            self._stream.flush()
        except (OSError, ValueError):  # whoever read it has gone; the work goes on
            self._mute = True


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:
        return False


def _bar(stream: TextIO) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(file=stream),
        transient=True,
        refresh_per_second=8,
    )
