"""Text from data, made fit to be shown: it cannot move a cursor, colour a terminal or turn a line around."""

import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_KEPT = {"\u200c", "\u200d"}  # part and join letters; do nothing by themselves


def clean(text: object, *, most: int = 4000) -> str:
    """One line of visible text; control, direction and unassigned characters become U+FFFD, blanks one space.

    Args:
        text: anything; its `str` form is shown.
        most: largest number of characters kept, at least 4; a longer text ends in `...`.

    Example:
        >>> clean("cat" + chr(27) + "[31m")
        'cat\\ufffd[31m'
    """
    line = " ".join(str(text).split())
    return _visible(line if len(line) <= most else line[: most - 3] + "...")


def clean_lines(text: str) -> str:
    """The same text line by line: line ends and blanks stay, all else as in `clean`."""
    return "\n".join(_visible(line.rstrip()) for line in text.split("\n"))


def _visible(line: str) -> str:
    return "".join(
        "\ufffd" if unicodedata.category(one) in _UNSEEN and one not in _KEPT else one for one in line
    )
