"""Pixels of a source, decoded in parallel into one array."""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image

from wellwired.core.errors import DataError
from wellwired.data.decode import FITS, decode, resize
from wellwired.data.gates import refuse_too_few, refuse_unreadable
from wellwired.data.image_file import quiet, reason_of
from wellwired.data.limits import Limits
from wellwired.data.progress import Tell, paced
from wellwired.data.samples import Samples
from wellwired.data.source import ArrayPixels, Encoded, FilePixels, ParquetPixels, Source
from wellwired.data.workers import num_workers

_ROWS = 1024
_SMALL_PIXELS = (
    64 * 64
)  # below it threads only wait for the interpreter's lock: 60,000 images of 32 x 32, 4.1 s on one


def load(
    source: Source,
    *,
    height: int,
    width: int,
    num_channels: int,
    fit: str,
    folder: Path | None,
    limits: Limits = Limits(),  # noqa: B008, frozen
    tell: Tell = None,
    value_range: tuple[float, float] | None = None,
) -> Samples:
    """Samples of one size, in memory, or memory-mapped where they exceed `limits.memory_bytes`.

    Args:
        source: what a reader found.
        height: pixels.
        width: pixels.
        num_channels: 1 or 3 for images; for arrays also as many as they have.
        fit: `exact`, `cover` or `stretch`.
        folder: on whose disk a memory map may lie, None for the system's; it has no name and goes with the
            array, or with the process.
        limits: bounds of memory and of broken images.
        tell: told how far it has come.
        value_range: raw values that become 0 and 255, where it is not the source's own: the training set's,
            to predict. Ordinary images of bytes are never scaled.

    Raises:
        DataError: sizes differ and `fit` is `exact`, too many broken images, channels that cannot be made, no
            room on the disk.
    """
    if fit not in FITS or min(height, width) < 1:
        raise DataError(
            seen=f"the fit `{fit}` to {width} x {height} pixels",
            wanted=f"one of {', '.join(FITS)} and a size of at least 1 x 1",
            do="choose another",
        )
    values = value_range or source.value_range
    dtype = np.dtype(np.uint8 if source.whole_numbers else np.float32)
    shape = (len(source.names), height, width, num_channels)
    pixels_NHWC = _room(shape, dtype, folder, limits)
    if isinstance(source.pixels, ArrayPixels):
        _refuse_channels(source.num_channels, num_channels)
        _from_arrays(source.pixels, pixels_NHWC, fit=fit, value_range=values, tell=tell)
        broken: dict[int, str] = {}
    else:
        broken = _decode_all(source, source.pixels, pixels_NHWC, fit=fit, value_range=values, tell=tell)
    return _samples(source, pixels_NHWC, broken, fit=fit, value_range=values, limits=limits)


def _room(shape: tuple[int, ...], dtype: np.dtype, folder: Path | None, limits: Limits) -> np.ndarray:
    num_bytes = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    if num_bytes <= limits.memory_bytes:
        return np.empty(shape, dtype)
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            if hasattr(os, "posix_fallocate"):  # on a disk that is full a hole would end the process later
                os.posix_fallocate(file.fileno(), 0, num_bytes)
            return np.memmap(file, dtype, mode="r+", shape=shape)
    except OSError as error:
        raise DataError(
            seen=f"no room for {num_bytes / 2**20:,.0f} MiB of pixels in `{folder or tempfile.gettempdir()}`:"
            f" {error.strerror or error}",
            wanted="room on the disk for what does not go into memory",
            do="make room, or name a folder on another disk with `--out`",
        ) from error


def _samples(
    source: Source,
    pixels_NHWC: np.ndarray,
    broken: dict[int, str],
    *,
    fit: str,
    value_range: tuple[float, float],
    limits: Limits,
) -> Samples:
    unreadable = tuple((source.names[i], broken[i]) for i in sorted(broken))
    refuse_unreadable(source.unreadable + unreadable, max(source.num_listed, len(source.names)), limits)
    kept_N = np.array([i for i in range(len(source.names)) if i not in broken], np.int64)
    if broken:
        for row, i in enumerate(kept_N.tolist()):  # row by row, so that a memory map needs no second room
            if row != i:
                pixels_NHWC[row] = pixels_NHWC[i]
        pixels_NHWC = pixels_NHWC[: len(kept_N)]
        if source.classes:
            refuse_too_few(source.targets_N[kept_N], source.classes, source.source)
    return Samples(
        pixels_NHWC=pixels_NHWC,
        targets_N=source.targets_N[kept_N],
        names=tuple(source.names[i] for i in kept_N) if broken else source.names,
        part_N=source.part_N[kept_N],
        classes=source.classes,
        value_range=value_range,
        fit=fit,
        kept_N=kept_N,
        unreadable=unreadable,
    )


def _decode_all(
    source: Source,
    pixels: FilePixels | ParquetPixels,
    out_NHWC: np.ndarray,
    *,
    fit: str,
    value_range: tuple[float, float],
    tell: Tell,
) -> dict[int, str]:
    """Decode into `out_NHWC`; the reasons of those that are broken, by number."""
    say = paced(tell)
    count, height, width, num_channels = out_NHWC.shape
    broken: dict[int, str] = {}

    def run(job: tuple[int, list[Encoded]]) -> int:
        start, images = job
        for i, one in enumerate(images, start):
            try:
                out_NHWC[i] = decode(
                    one,
                    height=height,
                    width=width,
                    num_channels=num_channels,
                    fit=fit,
                    value_range=value_range,
                    name=source.names[i],
                )
            except DataError:
                raise
            except Exception as error:  # hostile bytes make Pillow raise nearly anything
                broken[i] = reason_of(error)
        return len(images)

    small = float(np.median(source.sizes_N2.prod(axis=1, dtype=np.int64))) <= _SMALL_PIXELS if count else True
    workers = 1 if small else num_workers()
    done = 0
    with quiet(), ThreadPoolExecutor(workers) as pool:
        jobs = _jobs(pixels, 256 if small else 16)
        while group := list(islice(jobs, 4 * workers)):
            for finished in pool.map(run, group):
                done += finished
                say("decoding images", done, count)
    return broken


def _jobs(pixels: FilePixels | ParquetPixels, size: int) -> Iterator[tuple[int, list[Encoded]]]:
    for start, images in pixels.chunks():
        for first in range(0, len(images), size):
            yield start + first, images[first : first + size]


def _refuse_channels(has: int, wanted: int) -> None:
    if has != wanted and (has, wanted) not in ((1, 3), (3, 1)):
        raise DataError(
            seen=f"the arrays have {has} channels",
            wanted=f"{wanted} channels",
            do="pass images like those trained on",
        )


def _from_arrays(
    pixels: ArrayPixels, out_NHWC: np.ndarray, *, fit: str, value_range: tuple[float, float], tell: Tell
) -> None:
    say = paced(tell)
    count = len(out_NHWC)
    for start in range(0, count, _ROWS):
        stop = min(start + _ROWS, count)
        for number in np.unique(pixels.block_N[start:stop]):
            rows_N = np.flatnonzero(pixels.block_N[start:stop] == number) + start
            values = pixels.blocks[number][pixels.row_N[rows_N]]
            out_NHWC[rows_N] = _fitted(_scaled(values, out_NHWC.dtype, value_range), out_NHWC.shape, fit=fit)
        say("reading arrays", stop, count)


def _scaled(values: np.ndarray, dtype: np.dtype, value_range: tuple[float, float]) -> np.ndarray:
    """Values with `value_range` brought to 0 to 255; whole numbers are rounded, floats are not cut."""
    low, high = value_range
    if values.dtype == np.uint8 and (low, high) == (0.0, 255.0):
        return values
    wide = (values.astype(np.float64) - low) * (255.0 / max(high - low, 1e-300))
    return np.rint(wide).clip(0, 255).astype(np.uint8) if dtype == np.uint8 else wide.astype(np.float32)


def _fitted(values_NHWC: np.ndarray, shape: tuple[int, ...], *, fit: str) -> np.ndarray:
    _, height, width, num_channels = shape
    if values_NHWC.shape[1:3] != (height, width):
        planes = [
            _resized(values_NHWC[..., c], height=height, width=width, fit=fit)
            for c in range(values_NHWC.shape[3])
        ]
        values_NHWC = np.stack(planes, axis=-1)
    if values_NHWC.shape[3] == num_channels:
        return values_NHWC
    if num_channels == 3:
        return np.repeat(values_NHWC, 3, axis=3)
    grey = values_NHWC @ np.array([0.299, 0.587, 0.114])  # luma of ITU-R 601, as Pillow's
    grey = np.rint(grey) if values_NHWC.dtype == np.uint8 else grey
    return np.asarray(grey.astype(values_NHWC.dtype)[..., None])


def _resized(plane_NHW: np.ndarray, *, height: int, width: int, fit: str) -> np.ndarray:
    images = (Image.fromarray(np.ascontiguousarray(one)) for one in plane_NHW)
    return np.stack(
        [np.asarray(resize(one, height=height, width=width, fit=fit, name="X")) for one in images]
    )
