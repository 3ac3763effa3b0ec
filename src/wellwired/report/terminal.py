"""Text set for where it is read: coloured and wrapped on a terminal, plain in a file or a pipe."""

import shutil
from typing import TextIO

_STYLES = {"passed": "green", "failed": "bold red", "unsure": "yellow", "skipped": "dim"}
PLAIN_WIDTH = 100


def width_of(stream: TextIO) -> int:
    """Characters a line: the terminal's, between 40 and 120, or 100 where there is none."""
    return min(max(shutil.get_terminal_size().columns, 40), 120) if stream.isatty() else PLAIN_WIDTH


def styled(text: str, stream: TextIO) -> str:
    """The same text with the words of outcomes coloured, if `stream` is a terminal that shows colours."""
    if not stream.isatty():
        return text
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    shown = Text(text)
    for word, style in _STYLES.items():
        shown.highlight_regex(rf"(?<=: ){word}(?= \()", style)
        shown.highlight_regex(rf"(?<=\d ){word}\b", style)
    shown.highlight_regex(r"(?m)^ {2}(seen|where|note|why|do|proof|figure|more)(?= )", "dim")
    with console.capture() as capture:
        console.print(shown, soft_wrap=True, end="")
    return capture.get()
