"""The idx format of MNIST and its kin, plain or gzipped, whose header must tell the truth."""

import gzip
import math
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.bounded import Stream, read_exactly
from wellwired.data.limits import Limits
from wellwired.data.nearest import shortlist
from wellwired.data.parts import part_among, words_of

_NAME = re.compile(r"(ubyte|[.-]idx\d?)(\.gz)?$", re.IGNORECASE)
_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MOST_AXES = 8


@dataclass(frozen=True, kw_only=True)
class IdxPair:
    """The files of one part: images, and labels where there are any."""

    part: int
    images: Path
    labels: Path | None


def is_idx(name: str) -> bool:
    """Is a file called as idx files are?"""
    return _NAME.search(name) is not None


def read_idx(path: Path, *, limits: Limits) -> np.ndarray:
    """The array of one idx file.

    Raises:
        DataError: the magic number is none, or the header claims more or fewer values than there are.

    Source:
        http://yann.lecun.com/exdb/mnist: two zero bytes, type, number of axes, their lengths as big-endian 32
        bits.
    """
    try:
        with path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
            file.seek(0)
            stream = cast(Stream, gzip.GzipFile(fileobj=file)) if zipped else file
            return _values(stream, path, limits)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(
            seen=f"`{path}` is no readable gzip file: {error}",
            wanted="a whole idx file",
            do="copy the file again: it is cut or damaged",
        ) from error


def _values(stream: Stream, path: Path, limits: Limits) -> np.ndarray:
    head = stream.read(4)
    if len(head) < 4 or head[:2] != b"\0\0" or head[2] not in _TYPES or not 1 <= head[3] <= _MOST_AXES:
        raise DataError(
            seen=f"`{path}` begins with the bytes {head.hex(' ')}",
            wanted="an idx file: 00 00, a type (08 for bytes), a number of axes",
            do="check that the file is what its name says",
        )
    lengths = stream.read(4 * head[3])
    if len(lengths) < 4 * head[3]:
        raise DataError(
            seen=f"`{path}` ends after {4 + len(lengths)} bytes, within its header",
            wanted="a whole file",
            do="copy it",
        )
    shape = tuple(int(one) for one in np.frombuffer(lengths, ">u4"))
    dtype = np.dtype(_TYPES[head[2]])
    values = read_exactly(stream, math.prod(shape) * dtype.itemsize, where=str(path), limits=limits)
    if stream.read(1):
        raise DataError(
            seen=f"`{path}` claims the shape {shape} and goes on after {values.nbytes:,} bytes of values",
            wanted="as many values as the header says",
            do="copy the file again: its header is wrong",
        )
    return values.view(dtype).reshape(shape) if values.size else np.zeros(shape, dtype)


def pair_files(paths: tuple[Path, ...]) -> tuple[IdxPair, ...]:
    """Images with their labels, part by part, train first.

    Raises:
        DataError: there are no images, the files are of several sets, or two files claim one place.
    """
    places: dict[tuple[str, int], dict[str, Path]] = {}
    for path in sorted(paths, key=lambda path: (path.suffix == ".gz", path)):
        role = _role(path.name)
        if role:
            # A plain file stands before its gzipped twin.
            places.setdefault((_set_of(path.name), part_among(path.name)), {}).setdefault(role, path)
    pairs = [
        (name, IdxPair(part=part, images=files["images"], labels=files.get("labels")))
        for (name, part), files in sorted(places.items(), key=lambda one: (one[0][0], one[0][1] % 4))
        if "images" in files
    ]
    if not pairs:
        raise DataError(
            seen=f"{len(paths)} idx files and no images among them: {shortlist(path.name for path in paths)}",
            wanted="a file such as `train-images-idx3-ubyte`",
            do="put the images beside the labels",
        )
    sets = sorted({name for name, _ in pairs})
    if len(sets) > 1:
        raise DataError(
            seen=f"the idx files are of {len(sets)} sets: {shortlist(sets)}",
            wanted="one set",
            do="put each set into its own folder, or give the path of its file of images",
        )
    return tuple(pair for _, pair in pairs)


def _role(name: str) -> str:
    words = set(words_of(name))
    if words & {"images", "image"} or "idx3" in words or "idx4" in words:
        return "images"
    return "labels" if words & {"labels", "label"} or "idx1" in words else ""


def _set_of(name: str) -> str:
    """What is left of a file's name without part, role and form."""
    plain = {"images", "image", "labels", "label", "ubyte", "gz", "idx1", "idx3", "idx4"}
    return "-".join(word for word in words_of(name) if word not in plain and part_among(word) < 0)


def beside(path: Path) -> tuple[Path, ...]:
    """The idx files of the same set in the folder of `path`, itself among them."""
    same, home = _set_of(path.name), path.resolve().parent
    around = (one for one in path.parent.iterdir() if is_idx(one.name) and _set_of(one.name) == same)
    return tuple(sorted(one for one in around if one.is_file() and one.resolve().parent == home))


def read_pairs(
    pairs: tuple[IdxPair, ...], *, limits: Limits, with_labels: bool
) -> list[tuple[int, str, Any, Any]]:
    """(part, name, images, labels) of each pair; labels are None where they are not asked for.

    Raises:
        DataError: a file of labels is missing.
    """
    out = []
    for pair in pairs:
        if with_labels and pair.labels is None:
            raise DataError(
                seen=f"`{pair.images.name}` has no file of labels beside it",
                wanted=f"`{pair.images.name.replace('images', 'labels').replace('idx3', 'idx1')}`",
                do="put the labels beside the images",
            )
        labels = read_idx(pair.labels, limits=limits) if with_labels and pair.labels else None
        out.append((pair.part, pair.images.name, read_idx(pair.images, limits=limits), labels))
    return out
