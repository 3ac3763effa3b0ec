"""Headers of encoded images: size, mode and format, without decoding."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
from PIL import Image

from wellwired.core.errors import DataError
from wellwired.data.image_file import SIDEWAYS, open_image, orientation, quiet, reason_of
from wellwired.data.limits import Limits
from wellwired.data.progress import Tell, paced
from wellwired.data.source import Encoded, FilePixels, ParquetPixels
from wellwired.data.workers import num_workers

GREY_MODES = frozenset({"1", "L", "LA", "La", "I", "F"})


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of one image says; `low` and `high` are its extremes if values are wide."""

    height: int
    width: int
    mode: str
    form: str
    grey: bool
    low: float | None = None
    high: float | None = None
    broken: str = ""
    bomb: str = ""


def is_deep(mode: str) -> bool:
    """Is a pixel of this Pillow mode wider than a byte?"""
    return mode == "F" or mode.startswith("I")


def examine(file: Encoded, limits: Limits) -> Header:
    """Header of one image; a reason in `broken` if it has none."""
    try:
        with open_image(file) as image:
            width, height = image.size
            mode, form = image.mode, image.format or "?"
            grey = mode in GREY_MODES or mode.startswith("I") or _grey_palette(image)
            if width * height > limits.max_pixels:
                claim = f"claims {width} x {height} = {width * height:,} pixels"
                return Header(height, width, mode, form, grey, bomb=claim)
            # Pillow turns TIFF files itself and gives the size after it.
            if form != "TIFF" and orientation(image) in SIDEWAYS:
                width, height = height, width
            low, high = _extremes(image) if is_deep(mode) else (None, None)
            return Header(height, width, mode, form, grey, low, high)
    except Image.DecompressionBombError as error:
        return Header(0, 0, "", "", True, bomb=f"is refused by Pillow: {error}")
    except Exception as error:  # hostile bytes make Pillow raise nearly anything
        return Header(0, 0, "", "", True, broken=reason_of(error))


def _grey_palette(image: Image.Image) -> bool:
    if image.mode not in ("P", "PA") or image.palette is None:
        return False
    colours = np.frombuffer(image.palette.tobytes(), np.uint8)
    channels = len(image.palette.mode)
    colours = colours[: len(colours) // channels * channels].reshape(-1, channels)[:, :3]
    return bool((colours == colours[:, :1]).all())


def _extremes(image: Image.Image) -> tuple[float, float]:
    values = np.asarray(image)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise DataError(
            seen=f"the image holds {int((~np.isfinite(values)).sum())} values that are NaN or infinite",
            wanted="finite values",
            do="save it again without them",
        )
    return float(values.min()), float(values.max())


def scan_headers(
    pixels: FilePixels | ParquetPixels, names: tuple[str, ...], *, limits: Limits, tell: Tell = None
) -> list[Header]:
    """Header of every image, read in threads.

    Raises:
        DataError: an image claims more pixels than `limits.max_pixels`: a decompression bomb, or one to be
            shrunk.
    """
    say = paced(tell)
    found: list[Header] = []

    def run(images: list[Encoded]) -> list[Header]:
        return [examine(one, limits) for one in images]

    with quiet(), ThreadPoolExecutor(num_workers()) as pool:
        runs: Iterator[list[Encoded]] = (images for _, images in pixels.chunks())
        while group := list(islice(runs, 2 * num_workers())):
            for headers in pool.map(run, group):
                _refuse_bombs(headers, names, len(found), limits)
                found += headers
                say("reading headers", len(found), len(names))
    return found


def _refuse_bombs(headers: list[Header], names: tuple[str, ...], first: int, limits: Limits) -> None:
    for number, one in enumerate(headers, first):
        if one.bomb:
            raise DataError(
                seen=f"`{names[number]}` {one.bomb}",
                wanted=f"at most {limits.max_pixels:,} pixels an image (a decompression bomb claims more)",
                do="remove the file, save it smaller, or raise `max_pixels` of `Limits`",
            )
