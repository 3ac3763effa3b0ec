"""What is printed: text and JSON on standard output, errors on standard error; a closed pipe is no error."""

import json
import os
import sys
from typing import Any, TextIO

from wellwired.core.errors import WellwiredError


def say(text: str, *, stream: TextIO | None = None) -> None:
    """Print text and a line end; who stopped listening hears no more, and the work goes on."""
    out = sys.stdout if stream is None else stream
    try:
        out.write(_writable(text, out) + "\n")
        out.flush()
    except BrokenPipeError:
        _mute(out)


def say_json(value: Any) -> None:
    """Print a plain value as JSON in ASCII, so that no character of it can move a terminal."""
    say(json.dumps(value, indent=2, allow_nan=False, default=str))


def say_error(error: WellwiredError) -> None:
    """Print an error with what was wanted and what to do, on standard error."""
    from wellwired.report.clean import clean_lines

    say(f"error: {clean_lines(str(error))}", stream=sys.stderr)


def _writable(text: str, out: TextIO) -> str:
    encoding = getattr(out, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _mute(out: TextIO) -> None:
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, out.fileno())
        os.close(nothing)
    except (OSError, ValueError):  # a stream without a file behind it
        pass
