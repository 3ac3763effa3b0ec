"""A csv file as columns of text."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from wellwired.core.errors import DataError
from wellwired.data.image_file import ENDINGS
from wellwired.data.nearest import shortlist

MOST_BYTES = 2**30  # names and labels of ten million images
_SEPARATORS = ",;\t|"


@dataclass(frozen=True, kw_only=True)
class CsvTable:
    """Columns by name, all of one length, and sentences on how they were read."""

    path: Path
    columns: dict[str, list[str]]
    notes: tuple[str, ...] = ()

    @property
    def num_rows(self) -> int:
        """Rows without the header."""
        return len(next(iter(self.columns.values()), []))


def read_csv_table(path: Path) -> CsvTable:
    """Columns of a csv file; the separator and the encoding are found from the text.

    Raises:
        DataError: the file is empty or no text, a row has another number of cells, or two columns share a
            name.
    """
    text, notes = _text(path)
    head = text.splitlines()[0] if text.strip() else ""
    if not head.strip():
        raise DataError(
            seen=f"`{path}` holds {len(text)} characters and no header", wanted="a csv", do="mend it"
        )
    separator = max(_SEPARATORS, key=head.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)]
    except csv.Error as error:
        raise DataError(
            seen=f"`{path}` is no csv: {error}", wanted="rows of cells", do="save it as csv"
        ) from error
    names, rows = _header(rows, notes)
    _refuse_ragged(path, names, rows)
    columns = {name: [row[i].strip() for row in rows] for i, name in enumerate(names)}
    return CsvTable(path=path, columns=columns, notes=tuple(notes))


def _text(path: Path) -> tuple[str, list[str]]:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise DataError(
            seen=f"`{path}` cannot be opened: {error.strerror}",
            wanted="a csv file",
            do="check its permissions",
        ) from error
    if size > MOST_BYTES:
        raise DataError(
            seen=f"`{path}` has {size:,} bytes",
            wanted=f"a csv of at most {MOST_BYTES:,} bytes",
            do="split it",
        )
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError(seen=f"`{path}` holds zero bytes", wanted="a text file", do="save it as csv in UTF-8")
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "latin-1")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, [] if encoding == "utf-8-sig" else [f"`{path.name}` was read as {encoding}."]
    raise DataError(seen=f"`{path}` is not valid {encodings[0]}", wanted="text", do="save it as csv in UTF-8")


def _header(rows: list[list[str]], notes: list[str]) -> tuple[list[str], list[list[str]]]:
    names = [cell.strip() for cell in rows[0]]
    if any(PurePosixPath(name).suffix.lower() in ENDINGS for name in names):
        notes.append(
            "The first row names a file, so there is no header; columns are called `column 1` and so on."
        )
        return [f"column {i + 1}" for i in range(len(names))], rows
    return [name or f"column {i + 1}" for i, name in enumerate(names)], rows[1:]


def _refuse_ragged(path: Path, names: list[str], rows: list[list[str]]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(
            seen=f"`{path.name}` has the column {shortlist(twice)} twice",
            wanted="each name once",
            do="rename one",
        )
    for number, row in enumerate(rows):
        if len(row) != len(names):
            raise DataError(
                seen=f"`{path.name}` has {len(row)} cells in row {number + 1}, and {len(names)} columns",
                wanted="as many cells as columns",
                do="put quotes around cells that hold the separator",
            )
