"""Whoever waits hears how far it is: a line an interval, and no flood."""

import io

import pytest

from wellwired.report.progress import Progress


class Clock:
    def __init__(self):
        self.now_s = 0.0

    def __call__(self):
        return self.now_s


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Closed(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


def told(stream, *, seconds, step_s=0.1, quiet=False):
    clock = Clock()
    with Progress(stream, interval_s=5.0, quiet=quiet, clock=clock) as progress:
        for i in range(int(seconds / step_s) + 1):
            clock.now_s = i * step_s
            progress.tell("reading", i, int(seconds / step_s))
    return stream.getvalue().splitlines()


def test_tells_one_line_an_interval():
    assert len(told(io.StringIO(), seconds=20)) in (4, 5)


def test_is_silent_about_what_is_soon_done():
    assert told(io.StringIO(), seconds=1) == []


def test_a_line_says_what_how_much_and_how_long():
    assert told(io.StringIO(), seconds=20)[0] == "reading: 50 of 200, 5 s"


def test_quiet_is_quiet():
    assert told(io.StringIO(), seconds=20, quiet=True) == []


def test_shows_a_bar_on_a_terminal():
    assert any("reading" in one for one in told(Terminal(), seconds=1))


def test_control_characters_do_not_reach_the_stream():
    stream, clock = io.StringIO(), Clock()
    progress = Progress(stream, clock=clock)
    progress.tell("a\x1b[31m", 0, 2)
    clock.now_s = 6.0
    progress.tell("a\x1b[31m", 1, 2)
    assert "\x1b" not in stream.getvalue()


@pytest.mark.parametrize("total", [0, 100])
def test_goes_on_when_nobody_listens_any_more(total):
    clock = Clock()
    progress = Progress(Closed(), clock=clock)
    for i in range(3):
        clock.now_s = 6.0 * i
        progress.tell("reading", i, total)
