"""Any form of images, with or without labels, becomes a source."""

import os
from pathlib import Path
from typing import Any

from wellwired.core.errors import DataError
from wellwired.data.array_files import read_idx_files, read_npy_file, read_npz_files
from wellwired.data.encoded import source_of
from wellwired.data.find_set import choose_files, find_set, kind_of
from wellwired.data.image_file import ENDINGS
from wellwired.data.image_folder import list_csv_file, list_images, refuse_target
from wellwired.data.limits import Limits
from wellwired.data.listing import Listing, list_folder
from wellwired.data.nearest import did_you_mean, shortlist
from wellwired.data.parts import NOT_GIVEN
from wellwired.data.progress import Tell
from wellwired.data.read_arrays import as_array, source_of_arrays
from wellwired.data.read_folders import list_unlabelled
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
    path = find_path(data)
    if path is None:
        refuse_target(target, str(data))
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
    path = find_path(data)
    if path is None:
        return read_shipped(str(data), limits=limits, with_labels=False)
    if not path.is_dir():
        return _file_unlabelled(path, limits, tell)
    listing = list_folder(path, limits)
    kind, files = choose_files(listing) if not listing.images else ("", ())
    if kind:
        return _data_files(kind, tuple(path / one for one in files), str(path), limits, tell)
    return source_of(list_unlabelled(listing), limits=limits, tell=tell)


def find_path(data: str | os.PathLike[str]) -> Path | None:
    """The path, or None for a set known by name.

    Raises:
        DataError: there is neither; it names what is nearest.
    """
    shown = "".join(sign if sign.isprintable() else "?" for sign in str(data)[:200])
    if not shown.strip():
        raise DataError(
            seen=f"the path is {shown!r}", wanted="a folder, a file or a known set", do="name the data"
        )
    path = Path(data)
    try:
        path = path.expanduser()
        if path.exists():
            return path
    except (OSError, ValueError, RuntimeError):  # a name too long, with a zero byte, or of an unknown user
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
        seen=f"`{shown}` does not exist{did_you_mean(path.name, known)}{held}",
        wanted=f"a folder, a file, or a known set: {shortlist(IMAGES)}",
        do="check the path",
    )


def _of_arrays(data: Any, target: str | None, limits: Limits) -> Source:
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise DataError(
            seen=f"the data is a {type(data).__name__}",
            wanted="a path, the name of a set, or arrays `(X, y)`",
            do="pass images and labels as a pair",
        )
    refuse_target(target, "arrays")
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
    return source_of(list_images(listing, target), limits=limits, tell=tell)


def _file(path: Path, target: str | None, limits: Limits, tell: Tell) -> Source:
    kind = kind_of(path.name)
    if kind == "table":
        listed = list_csv_file(path, target=target, limits=limits, labels=True)
        return source_of(listed, limits=limits, tell=tell)
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
        listed = list_csv_file(path, target=None, limits=limits, labels=False)
        return source_of(listed, limits=limits, tell=tell)
    if kind and path.is_file():
        return _data_files(kind, (path,), str(path), limits, tell)
    if path.suffix.lower() == ".npy" and path.is_file():
        return read_npy_file(path, limits)
    if path.suffix.lower() not in ENDINGS or not path.is_file():
        raise DataError(
            seen=f"`{path}` is a file of another kind ({path.suffix or 'no ending'})",
            wanted="an image, a folder of images, csv, parquet, npz, npy or idx",
            do="unpack archives first",
        )
    listing = Listing(root=path.parent, images=(path.name,), others=())
    return source_of(list_unlabelled(listing), limits=limits, tell=tell)


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
        return read_npz_files(files, source, limits, target=target, labels=labels, notes=notes)
    refuse_target(target, source)
    return read_idx_files(files, source, limits, labels=labels, notes=notes)
