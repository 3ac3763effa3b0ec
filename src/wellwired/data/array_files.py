"""Files of whole arrays, npz, npy and idx, become sources."""

from pathlib import Path
from typing import Any

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.class_names import number_names
from wellwired.data.limits import Limits
from wellwired.data.nearest import shortlist
from wellwired.data.parts import NOT_GIVEN, part_among
from wellwired.data.read_arrays import source_of_arrays
from wellwired.data.read_idx import beside, pair_files, read_pairs
from wellwired.data.read_npz import read_npy, read_npz
from wellwired.data.source import Source


def read_npy_file(path: Path, limits: Limits) -> Source:
    """The images of one npy file, without labels.

    Raises:
        DataError: it is damaged, holds objects, or is no array of images.
    """
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


def read_npz_files(
    files: tuple[Path, ...],
    source: str,
    limits: Limits,
    *,
    target: str | None,
    labels: bool,
    notes: tuple[str, ...],
) -> Source:
    """Images and labels of one npz archive, or of one for each part.

    Raises:
        DataError: several archives that are no parts, or what `read_npz` raises.
    """
    parts = [part_among(path.stem) for path in files]
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


def read_idx_files(
    files: tuple[Path, ...], source: str, limits: Limits, *, labels: bool, notes: tuple[str, ...]
) -> Source:
    """Images and labels of idx files; of a single one its fellows are found beside it.

    Raises:
        DataError: files are missing or damaged.
    """
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
    names: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
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
