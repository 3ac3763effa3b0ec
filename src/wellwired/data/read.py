"""Any form of images, with or without labels, becomes a source."""

import os
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.class_names import number_names
from wellwired.data.encoded import Listed, source_of
from wellwired.data.file_index import FileIndex
from wellwired.data.find_set import choose_files, find_set, kind_of, search
from wellwired.data.image_file import ENDINGS
from wellwired.data.limits import Limits
from wellwired.data.listing import Listing, list_folder
from wellwired.data.nearest import did_you_mean, shortlist
from wellwired.data.parts import NOT_GIVEN, part_among
from wellwired.data.progress import Tell
from wellwired.data.read_arrays import as_array, source_of_arrays
from wellwired.data.read_csv import ImageCsv, find_csvs, list_csv, list_csv_unlabelled, refuse_csv
from wellwired.data.read_folders import has_class_folders, list_classes, list_unlabelled
from wellwired.data.read_idx import beside, pair_files, read_pairs
from wellwired.data.read_npz import read_npy, read_npz
from wellwired.data.read_parquet import list_parquet, list_parquet_unlabelled
from wellwired.data.read_shipped import IMAGES, LATER, read_shipped
from wellwired.data.source import Source

DEFAULT = Limits()


def read_labelled(
    data: Any, *, target: str | None = None, limits: Limits = DEFAULT, tell: Tell = None
) -> Source:
    """A set of images with their classes.

    Args:
        data: path of a folder or file, name of a set that ships with scikit-learn, or arrays (X, y).
        target: column of a csv or parquet file, or array of an npz archive, that holds the labels.
        limits: what the reader may take.
        tell: told how far it has come.

    Raises:
        DataError: the data cannot be used; the message names the place, what was wanted and what to do.
    """
    if not isinstance(data, str | os.PathLike):
        return _of_arrays(data, target, limits)
    path = _existing(data)
    if path is None:
        _refuse_target(target, str(data))
        return read_shipped(str(data), limits=limits)
    if path.is_dir():
        return _folder(path, target, limits, tell)
    return _file(path, target, limits, tell)


def read_unlabelled(data: Any, *, limits: Limits = DEFAULT, tell: Tell = None) -> Source:
    """Images for which classes are wanted; labels that there may be are not looked at.

    Args:
        data: path of a folder, of one image or of any file that `read_labelled` takes; an array X, or (X, y).
        limits: what the reader may take.
        tell: told how far it has come.

    Raises:
        DataError: the data cannot be used; the message names the place, what was wanted and what to do.
    """
    if not isinstance(data, str | os.PathLike):
        images = data[0] if isinstance(data, tuple) and len(data) == 2 else data
        return source_of_arrays(
            [(NOT_GIVEN, "X", as_array(images, where="X"), None)],
            form="arrays",
            source="arrays",
            limits=limits,
        )
    path = _existing(data)
    if path is None:
        return read_shipped(str(data), limits=limits, with_labels=False)
    if not path.is_dir():
        return _file_unlabelled(path, limits, tell)
    listing = list_folder(path, limits)
    kind, files = choose_files(listing) if not listing.images else ("", ())
    if kind:
        return _data_files(kind, tuple(path / one for one in files), str(path), limits, tell)
    return source_of(list_unlabelled(listing), limits=limits, tell=tell)


def _existing(data: str | os.PathLike[str]) -> Path | None:
    """The path, or None for a set known by name."""
    path = Path(data).expanduser()
    try:
        if path.exists():
            return path
    except (OSError, ValueError):  # a name too long, or with a zero byte
        pass
    if str(data) in (*IMAGES, *LATER):
        return None
    parent = path.parent
    around = [one.name for one in parent.iterdir()] if parent.is_dir() and os.access(parent, os.R_OK) else []
    held = (
        f"; `{parent}` holds {shortlist(sorted(around)) or 'nothing'}"
        if parent.is_dir()
        else f", and no `{parent}`"
    )
    known = around + list(IMAGES) if parent == Path() else around
    raise DataError(
        seen=f"`{data}` does not exist{did_you_mean(path.name, known)}{held}",
        wanted=f"a folder, a file, or a known set: {shortlist(IMAGES)}",
        do="check the path",
    )


def _refuse_target(target: str | None, where: str) -> None:
    if target is not None:
        raise DataError(
            seen=f"the target `{target}` was asked of `{where}`, which has no columns",
            wanted="no target: the classes are part of the data",
            do="leave `--target` out",
        )


def _of_arrays(data: Any, target: str | None, limits: Limits) -> Source:
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise DataError(
            seen=f"the data is a {type(data).__name__}",
            wanted="a path, the name of a set, or arrays `(X, y)`",
            do="pass images and labels as a pair",
        )
    _refuse_target(target, "arrays")
    images, labels = as_array(data[0], where="X"), as_array(data[1], where="y")
    return source_of_arrays([(NOT_GIVEN, "X", images, labels)], form="arrays", source="arrays", limits=limits)


def _folder(path: Path, target: str | None, limits: Limits, tell: Tell) -> Source:
    listing = find_set(path, limits)
    kind, files = choose_files(listing)
    if kind:
        paths = tuple(listing.root / one for one in files)
        return _data_files(
            kind, paths, str(path), limits, tell, target=target, labels=True, notes=listing.notes
        )
    return source_of(_images(listing, target), limits=limits, tell=tell)


def _images(listing: Listing, target: str | None) -> Listed:
    """Image files with their classes from a csv or from their folders."""
    inside, index, csvs, tables = _csvs(listing)
    by_folder = has_class_folders(listing)
    # Beside class folders a csv counts only if it has a column that is called as labels are.
    named = [one for one in csvs if one.has_label_name] if by_folder and target is None else csvs
    if named:
        return list_csv(inside, named, index, target=target)
    if tables and (target is not None or not by_folder):
        refuse_csv(inside, tables)
    _refuse_target(target, str(listing.root))
    if tables:
        listing = listing.with_note(
            f"Classes are taken from the folders; {shortlist(tables, 3)} was not used."
        )
    return list_classes(listing)


def _csvs(listing: Listing) -> tuple[Listing, FileIndex, list[ImageCsv], tuple[str, ...]]:
    """Csv files that name the images, in the folder or, failing that, beside it; and all csv files seen."""
    tables = search(listing, lambda path: kind_of(path) == "table")
    index = FileIndex(listing.images)
    csvs = find_csvs(listing, index, tables)
    if csvs or tables or has_class_folders(listing):
        return listing, index, csvs, tables
    parent = listing.root.resolve().parent
    try:
        around = sorted(
            one.name for one in parent.iterdir() if one.is_file() and kind_of(one.name) == "table"
        )
    except OSError:
        around = []
    outer = Listing.from_parent(listing)
    outer_index = FileIndex(outer.images)
    found = find_csvs(outer, outer_index, tuple(around))
    return (outer, outer_index, found, tuple(around)) if found else (listing, index, [], ())


def _file(path: Path, target: str | None, limits: Limits, tell: Tell) -> Source:
    kind = kind_of(path.name)
    if kind == "table":
        listing = list_folder(path.parent, limits)
        index = FileIndex(listing.images)
        csvs = find_csvs(listing, index, (path.name,))
        if not csvs:
            refuse_csv(listing, (path.name,))
        return source_of(list_csv(listing, csvs, index, target=target), limits=limits, tell=tell)
    if kind and path.is_file():
        return _data_files(kind, (path,), str(path), limits, tell, target=target, labels=True)
    raise DataError(
        seen=f"`{path}` is a file of another kind ({path.suffix or 'no ending'})",
        wanted="a folder of images, csv, parquet, npz or idx",
        do="unpack archives first; for one image name the folder with all of them",
    )


def _file_unlabelled(path: Path, limits: Limits, tell: Tell) -> Source:
    kind = kind_of(path.name)
    if kind == "table":
        listing = list_folder(path.parent, limits)
        index = FileIndex(listing.images)
        csvs = find_csvs(listing, index, (path.name,))
        if not csvs:
            refuse_csv(listing, (path.name,))
        return source_of(list_csv_unlabelled(listing, csvs[0], index), limits=limits, tell=tell)
    if kind and path.is_file():
        return _data_files(kind, (path,), str(path), limits, tell)
    if path.suffix.lower() == ".npy" and path.is_file():
        return _npy(path, limits)
    if path.suffix.lower() not in ENDINGS or not path.is_file():
        raise DataError(
            seen=f"`{path}` is a file of another kind ({path.suffix or 'no ending'})",
            wanted="an image, a folder of images, csv, parquet, npz, npy or idx",
            do="unpack archives first",
        )
    listing = Listing(root=path.parent, images=(path.name,), others=())
    return source_of(list_unlabelled(listing), limits=limits, tell=tell)


def _npy(path: Path, limits: Limits) -> Source:
    try:
        with path.open("rb") as stream:
            array = read_npy(stream, path.stat().st_size, where=path.name, limits=limits)
    except (OSError, ValueError, EOFError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            seen=f"`{path}` is no readable npy file: {error}",
            wanted="an array of numbers",
            do="save it again",
        ) from error
    return source_of_arrays(
        [(NOT_GIVEN, path.name, array, None)], form="npy", source=str(path), limits=limits
    )


def _data_files(
    kind: str,
    files: tuple[Path, ...],
    source: str,
    limits: Limits,
    tell: Tell,
    *,
    target: str | None = None,
    labels: bool = False,
    notes: tuple[str, ...] = (),
) -> Source:
    if kind == "parquet":
        if labels:
            listed = list_parquet(files, target=target, source=source, notes=notes)
        else:
            listed = list_parquet_unlabelled(files, source=source, notes=notes)
        return source_of(listed, limits=limits, tell=tell)
    if kind == "npz":
        return _npz(files, source, limits, target=target, labels=labels, notes=notes)
    _refuse_target(target, source)
    return _idx(files, source, limits, labels=labels, notes=notes)


def _npz(
    files: tuple[Path, ...],
    source: str,
    limits: Limits,
    *,
    target: str | None,
    labels: bool,
    notes: tuple[str, ...],
) -> Source:
    parts = [part_among(PurePosixPath(path).stem) for path in files]
    if len(files) > 1 and (NOT_GIVEN in parts or len(set(parts)) < len(parts)):
        raise DataError(
            seen=f"`{source}` holds {len(files)} npz files: {shortlist(path.name for path in files)}",
            wanted="one, or one for each of train, valid and test",
            do="name one of them",
        )
    pieces, named = [], ""
    for path, part in zip(files, parts, strict=True):
        found = read_npz(path, target=target, limits=limits, with_labels=labels)
        arrays = found["arrays"]
        for pair in found["pairs"]:
            of = pair.part if pair.part != NOT_GIVEN else part
            pieces.append((of, pair.images, arrays[pair.images], arrays[pair.labels] if labels else None))
            named = named or pair.labels
    return _numbered(pieces, files[0].parent, "npz", source, limits, target=named, notes=notes)


def _idx(
    files: tuple[Path, ...], source: str, limits: Limits, *, labels: bool, notes: tuple[str, ...]
) -> Source:
    given = files[0] if len(files) == 1 else None
    pairs = pair_files(beside(files[0]) if given else files)
    if given and not labels:
        pairs = tuple(pair for pair in pairs if given in (pair.images, pair.labels)) or pairs
    pieces = read_pairs(pairs, limits=limits, with_labels=labels)
    return _numbered(pieces, files[0].parent, "idx", source, limits, target="the file of labels", notes=notes)


def _numbered(
    pieces: list[tuple[int, str, Any, Any]],
    folder: Path,
    form: str,
    source: str,
    limits: Limits,
    *,
    target: str,
    notes: tuple[str, ...],
) -> Source:
    """Arrays whose class numbers may have their names in a list beside them."""
    names, told = (), ()
    if all(labels is not None and labels.dtype.kind in "iu" for _, _, _, labels in pieces):
        names, told = number_names(np.concatenate([one[3].reshape(-1) for one in pieces]), folder)
    return source_of_arrays(
        pieces,
        form=form,
        source=source,
        limits=limits,
        target=target,
        class_names=names,
        reasons=(*notes, *told),
    )
