"""Image files with their labels in one csv, or in one csv a part."""

from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NoReturn

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.columns import FILE_NAMES, LABEL_NAMES, label_column, must_be_column, part_column, plain
from wellwired.data.csv_table import CsvTable, read_csv_table
from wellwired.data.encoded import Listed
from wellwired.data.file_index import FileIndex, leaves_folder
from wellwired.data.gates import labelled
from wellwired.data.image_file import ENDINGS
from wellwired.data.labels import class_targets
from wellwired.data.listing import Listing
from wellwired.data.nearest import did_you_mean, shortlist
from wellwired.data.parts import NOT_GIVEN, part_among, part_called
from wellwired.data.source import FilePixels

_TRIED_ROWS = 300  # enough to tell a column of file names from any other
MOST_COMPARED = 10_000  # names that a misspelt one is held against, for a message within a second
_WAYS = ("submission",)  # csv files of answers to be filled in


@dataclass(frozen=True, kw_only=True)
class ImageCsv:
    """A csv whose column `file_column` names images; `folder` and `part` are its own."""

    table: CsvTable
    folder: str
    part: int
    file_column: str
    reason: str

    @property
    def has_label_name(self) -> bool:
        """Is a column called as labels are?"""
        return any(plain(name) in LABEL_NAMES[0] for name in self.table.columns)


@dataclass(frozen=True, kw_only=True)
class _Row:
    path: str
    label: str
    part: int


def find_csvs(listing: Listing, index: FileIndex, paths: tuple[str, ...]) -> list[ImageCsv]:
    """The csv files among `paths` of which a column names images of the listing."""
    found = []
    for path in paths:
        if any(way in path.lower() for way in _WAYS):
            continue
        table = read_csv_table(listing.root / path)
        folder = path.rpartition("/")[0]
        part = part_among(PurePosixPath(path).stem)
        part = part if part != NOT_GIVEN else part_called(folder.rpartition("/")[2])
        column, share = file_column(table, index, folder=folder, part=part)
        if column is not None and share > 0:
            reason = f"`{column}` of `{path}` names the files: {share:.0%} of the rows tried are found."
            one = ImageCsv(table=table, folder=folder, part=part, file_column=column, reason=reason)
            found.append(one)
    return found


def file_column(table: CsvTable, index: FileIndex, *, folder: str, part: int) -> tuple[str | None, float]:
    """The column whose cells name files, if there is one, and the share of them that is found."""
    scores = []
    step = max(1, table.num_rows // _TRIED_ROWS)
    for name, cells in table.columns.items():
        tried = cells[::step]
        hits = [path for cell in tried if cell and (path := index.find(cell, csv_folder=folder, part=part))]
        with_ending = sum(PurePosixPath(cell).suffix.lower() in ENDINGS for cell in tried)
        called = -FILE_NAMES.index(plain(name)) if plain(name) in FILE_NAMES else -len(FILE_NAMES)
        # Labels 0 and 1 name the files 0.png and 1.png too: endings, then many different files decide.
        scores.append((len(hits) / max(len(tried), 1), with_ending, len(set(hits)), called, name))
    best = max(scores, key=lambda one: one[:4])
    return (best[4], best[0]) if best[0] > 0 else (None, 0.0)


def refuse_csv(listing: Listing, paths: tuple[str, ...]) -> NoReturn:
    """No answer: csv files that name none of the images are an error.

    Raises:
        DataError: always; it tells the columns, the cells of the likely one, and what was looked for.
    """
    table = read_csv_table(listing.root / paths[0])
    folder = paths[0].rpartition("/")[0]
    for name, cells in table.columns.items():
        outside = [cell for cell in cells if cell and leaves_folder(cell, folder)]
        if outside and plain(name) in FILE_NAMES:
            _refuse_outside(paths[0], name, outside)
    called = [name for name in table.columns if plain(name) in FILE_NAMES]
    cells = [cell for name in called[:1] for cell in table.columns[name]]
    held = f"; its column `{called[0]}` holds {shortlist(cells, 3)}" if cells else ""
    raise DataError(
        seen=f"no column of `{paths[0]}` names one of the {len(listing.images)} images; its columns are"
        f" {shortlist(table.columns, 12)}{held}",
        wanted=f"a column of file names, such as {shortlist(listing.images, 2) or '`photo.png`'}",
        do="add the column `file_name`, or put the csv beside the images",
    )


def _refuse_outside(csv: str, column: str, cells: list[str]) -> NoReturn:
    raise DataError(
        seen=f"{len(cells)} paths in column `{column}` of `{csv}` lead out of the folder:"
        f" {shortlist(cells, 3)}",
        wanted="paths below the csv's folder",
        do="write the paths from the csv's folder on, without a leading `/` and without `..`",
    )


def list_csv(listing: Listing, csvs: list[ImageCsv], index: FileIndex, *, target: str | None) -> Listed:
    """Images with the labels and parts that the csv files give, in the order of their rows.

    Raises:
        DataError: a path leads out of the folder, a file is missing, the column of labels or a label is
            missing.
    """
    rows: list[_Row] = []
    notes: list[str] = []
    column = ""
    for one in _one_each(csvs):
        if rows and one.part > 0 and column not in one.table.columns:
            notes.append(f"`{one.table.path.name}` has no column `{column}` and was left out.")
            continue
        column, found, said = _rows_of(one, index, target=column or target)
        rows += found
        notes += [one.reason, *one.table.notes, *said]
    rows, said = _once(rows, len(listing.images))
    classes, targets_N = class_targets([row.label for row in rows], where=column)
    part_N = np.array([row.part for row in rows], np.int8)
    listed = Listed(
        form="csv",
        source=str(csvs[0].table.path if len(csvs) == 1 else listing.root),
        pixels=FilePixels(tuple(listing.root / row.path for row in rows)),
        names=tuple(row.path for row in rows),
        part_N=part_N,
        targets_N=targets_N,
        classes=classes,
        target=column,
        reasons=(*listing.notes, *notes, *said),
    )
    return listed.take(*labelled(targets_N, part_N, str(csvs[0].table.path)))


def list_csv_unlabelled(listing: Listing, one: ImageCsv, index: FileIndex) -> Listed:
    """The images that a csv names, without labels."""
    paths = _paths(one, index)
    return Listed(
        form="csv",
        source=str(one.table.path),
        pixels=FilePixels(tuple(listing.root / path for path in paths)),
        names=tuple(paths),
        part_N=np.full(len(paths), NOT_GIVEN, np.int8),
        targets_N=np.full(len(paths), -1, np.int64),
        reasons=(*listing.notes, one.reason),
    )


def _one_each(csvs: list[ImageCsv]) -> list[ImageCsv]:
    """One csv a part, train first; of several those whose column of labels is known by its name."""
    chosen: list[ImageCsv] = []
    for part in sorted({one.part for one in csvs}, key=lambda part: part % 4):
        same = [one for one in csvs if one.part == part]
        known = [one for one in same if one.has_label_name]
        same = known if len(same) > 1 and known else same
        if len(same) > 1:
            raise DataError(
                seen=f"{len(same)} csv files name images: {shortlist(one.table.path.name for one in same)}",
                wanted="one csv, or one for each of train, valid and test",
                do="give the path of the csv itself, or remove the others",
            )
        chosen += same
    return chosen


def _rows_of(one: ImageCsv, index: FileIndex, *, target: str | None) -> tuple[str, list[_Row], list[str]]:
    columns = one.table.columns
    others = {name: cells for name, cells in columns.items() if name != one.file_column}
    if target is not None:
        target = must_be_column(target, list(columns), str(one.table.path))
    parts = part_column({name: cells for name, cells in others.items() if name != target})
    column, why = label_column([n for n in others if n != parts], target=target, where=str(one.table.path))
    notes = [f"`{column}` holds the labels: {why}."]
    paths = _paths(one, index)
    if parts is not None:
        part_of = [part_called(cell) for cell in columns[parts]]
        notes.append(f"`{parts}` names the part of each sample.")
    elif one.part == NOT_GIVEN and (found := _parts_of_folders(paths)):
        part_of = found
        notes.append("The folders of the files name the part of each sample.")
    else:
        part_of = [one.part] * len(paths)
    rows = [_Row(path=p, label=v, part=w) for p, v, w in zip(paths, columns[column], part_of, strict=True)]
    return column, rows, notes


def _parts_of_folders(paths: list[str]) -> list[int]:
    """Part of each path by its folders; empty unless each has one and there are several."""
    parts = [
        next((part_called(word) for word in path.split("/")[:-1] if part_called(word) >= 0), -1)
        for path in paths
    ]
    return parts if len(set(parts)) > 1 and -1 not in parts else []


def _paths(one: ImageCsv, index: FileIndex) -> list[str]:
    cells = one.table.columns[one.file_column]
    outside = [cell for cell in cells if leaves_folder(cell, one.folder)]
    if outside:
        _refuse_outside(one.table.path.name, one.file_column, outside)
    found = [index.find(cell, csv_folder=one.folder, part=one.part) for cell in cells]
    missing = [cell for cell, path in zip(cells, found, strict=True) if path is None]
    if missing:
        raise DataError(
            seen=f"{len(missing)} of {len(cells)} files in `{one.table.path.name}` do not exist, or several"
            f" have the name: {shortlist(missing)}{did_you_mean(missing[0], index.names()[:MOST_COMPARED])}",
            wanted="the path of one image in each row",
            do="add the files, mend the names, or remove the rows",
        )
    return [path for path in found if path is not None]


def _once(rows: list[_Row], num_images: int) -> tuple[list[_Row], list[str]]:
    """The rows without exact repeats; a file with two labels is kept twice, for the scan to show."""
    kept = list(dict.fromkeys((row.path, row.label, row.part) for row in rows))
    notes = (
        [f"{len(rows) - len(kept)} rows repeat another and were left out."] if len(kept) < len(rows) else []
    )
    used = Counter(path for path, _, _ in kept)
    if len(used) < num_images:
        notes.append(f"{num_images - len(used)} images are in no row and were left out.")
    return [_Row(path=path, label=label, part=part) for path, label, part in kept], notes
