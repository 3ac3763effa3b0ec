"""Columns of plain text."""

from collections.abc import Sequence


def columns(heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Rows under their heads, each column as wide as its widest cell.

    Args:
        heads: one a column.
        rows: cells, as many a row as heads.
        right: columns set to the right, numbers mostly.

    Example:
        >>> print(columns(("class", "times"), [("cat", "12")], right=(1,)))
        class  times
        cat       12
    """
    lines = [tuple(heads), *(tuple(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    told = (
        "  ".join(
            cell.rjust(widths[i]) if i in right else cell.ljust(widths[i]) for i, cell in enumerate(line)
        )
        for line in lines
    )
    return "\n".join(line.rstrip() for line in told)
