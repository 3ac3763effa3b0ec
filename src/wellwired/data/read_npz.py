"""Arrays in an npz archive, read without pickle and never beyond what their headers and sizes agree on."""

import math
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.bounded import Stream, read_exactly
from wellwired.data.image_file import reason_of
from wellwired.data.limits import Limits
from wellwired.data.nearest import did_you_mean, shortlist
from wellwired.data.parts import part_among, without_part

_IMAGE_WORDS = frozenset(
    {"images", "image", "imgs", "img", "x", "data", "pixels", "inputs", "input", "features"}
)
_LABEL_WORDS = frozenset({"labels", "label", "y", "targets", "target", "classes", "class"})
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, IndexError, struct.error)
_DAMAGE_TOO = (
    NotImplementedError,
    RuntimeError,
    MemoryError,
    OverflowError,
    SyntaxError,
    TypeError,
    RecursionError,
)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Images and labels of one part, with the names of their arrays; `labels` is empty without labels."""

    part: int
    images: str
    labels: str = ""


def read_npy(stream: Stream, num_bytes: int, *, where: str, limits: Limits) -> np.ndarray:
    """The array of an npy stream of `num_bytes` bytes in all.

    Raises:
        DataError: it holds objects, or its header claims another length.
    """
    version = np.lib.format.read_magic(stream)
    reader = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_column, dtype = reader(stream)
    if dtype.hasobject or dtype.names is not None or dtype.subdtype is not None:
        raise DataError(
            seen=f"`{where}` holds values of the type {dtype}",
            wanted="plain numbers or text: objects could run code when they are read",
            do="save the array again with a number type, such as `array.astype('uint8')`",
        )
    claimed = math.prod(shape) * dtype.itemsize
    if any(size < 0 for size in shape) or claimed != num_bytes - stream.tell():
        raise DataError(
            seen=f"`{where}` claims the shape {shape} of {dtype}, {claimed:,} bytes, and holds"
            f" {num_bytes - stream.tell():,}",
            wanted="as many values as the header says",
            do="copy the file again: it is cut, or its header is wrong",
        )
    values = read_exactly(stream, claimed, where=where, limits=limits)
    if claimed == 0:
        return np.zeros(shape, dtype)
    array = values.view(dtype)
    return array.reshape(shape[::-1]).T if by_column else array.reshape(shape)


def read_npz(path: Path, *, target: str | None, limits: Limits, with_labels: bool = True) -> dict[str, Any]:
    """Arrays of the archive that are wanted, and how they pair: `pairs`, `arrays`.

    Raises:
        DataError: the archive is damaged, holds objects, or has no arrays called as images and labels.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = {one.filename.removesuffix(".npy"): one for one in archive.infolist()}
            shapes = {name: _shape(archive, one) for name, one in members.items()}
            pairs = pair_up(shapes, target=target, where=path.name, with_labels=with_labels)
            wanted = {name for pair in pairs for name in (pair.images, pair.labels) if name}
            arrays = {name: _member(archive, members[name], path, limits) for name in sorted(wanted)}
    except DataError:
        raise
    except (*_DAMAGE, *_DAMAGE_TOO) as error:
        raise DataError(
            seen=f"`{path}` is no readable npz archive: {reason_of(error)}",
            wanted="arrays saved by `numpy.savez`",
            do="copy the file again, or save it anew",
        ) from error
    return {"pairs": pairs, "arrays": arrays}


def _shape(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, ...]:
    """Shape that a member claims; (-1,) if it is no array or one of objects that nobody asks for."""
    if not member.filename.endswith(".npy"):
        return (-1,)
    with archive.open(member) as stream:
        version = np.lib.format.read_magic(stream)
        reader = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = reader(stream)
        words = set(without_part(member.filename.removesuffix(".npy")))
        if dtype.hasobject and words & (_IMAGE_WORDS | _LABEL_WORDS):
            raise DataError(
                seen=f"`{member.filename}` in `{archive.filename}` holds objects (type {dtype})",
                wanted="plain numbers or text: objects could run code when they are read",
                do="save the array again with a number type, such as `array.astype('uint8')`",
            )
        return (-1,) if dtype.hasobject else tuple(shape)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, limits: Limits) -> np.ndarray:
    with archive.open(member) as stream:
        array = read_npy(stream, member.file_size, where=f"{path.name}:{member.filename}", limits=limits)
        stream.read(1)  # the end of the stream is where its check sum is compared
        return array


def pair_up(
    shapes: dict[str, tuple[int, ...]], *, target: str | None, where: str, with_labels: bool = True
) -> tuple[Pair, ...]:
    """Which array holds the images and which the labels, for each part.

    Raises:
        DataError: there are no images, or images without labels.
    """
    pairs = []
    images = {name: shape for name, shape in shapes.items() if len(shape) >= 3}
    by_name = {name: shape for name, shape in images.items() if _IMAGE_WORDS & set(without_part(name))}
    for part in sorted({part_among(name) for name in by_name or images}, key=lambda part: part % 4):
        found = [name for name in by_name or images if part_among(name) == part]
        if len(found) > 1:
            raise DataError(
                seen=f"{len(found)} arrays of `{where}` could be the images: {shortlist(found)}",
                wanted="one array of images for each part",
                do="save only the ones that are meant, as `train_images` and `train_labels`",
            )
        labels = _labels_for(found[0], part, shapes, target=target, where=where) if with_labels else ""
        pairs.append(Pair(part=part, images=found[0], labels=labels))
    if not pairs:
        told = shortlist((f"{name} {shape}" for name, shape in shapes.items()), 12)
        raise DataError(
            seen=f"`{where}` has no array of images; it has {told or 'nothing'}",
            wanted="arrays N, height, width or N, height, width, channels, such as `train_images`",
            do="save the images with their height and width; tables are not read yet",
        )
    return tuple(pairs)


def _labels_for(
    images: str, part: int, shapes: dict[str, tuple[int, ...]], *, target: str | None, where: str
) -> str:
    able = [name for name, shape in shapes.items() if 1 <= len(shape) <= 2 and shape[0] >= 0]
    same_part = [name for name in able if part_among(name) == part]
    if target is not None:
        found = [
            name for name in same_part if name == target or "_".join(without_part(name)) == target.lower()
        ]
        if not found:
            raise DataError(
                seen=f"the target `{target}` is no array of `{where}`{did_you_mean(target, shapes)}",
                wanted=f"one of {shortlist(able, 12)}",
                do="name another array with `--target`",
            )
        return found[0]
    called = [name for name in same_part if _LABEL_WORDS & set(without_part(name))]
    as_long = [name for name in same_part if shapes[name][0] == shapes[images][0]]
    found = [name for name in called if name in as_long] or called or as_long
    if len(found) != 1:
        raise DataError(
            seen=f"`{where}` has {len(found)} arrays that could be the labels of `{images}`; it has"
            f" {shortlist(shapes, 12)}",
            wanted="one array of labels for it, such as `y` for `X`, or `train_labels` for `train_images`",
            do="name it with `--target`, or save it under such a name",
        )
    return found[0]
