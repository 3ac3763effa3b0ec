"""One image file or its bytes, opened with care: allowed formats only, upright, nothing decoded yet."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import ExifTags, Image

from wellwired.data.source import Encoded

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
ENDINGS = frozenset(
    ".png .jpg .jpeg .jpe .jfif .bmp .dib .gif .webp .tif .tiff .ppm .pgm .pbm .pnm".split()  # noqa: SIM905
)
SIDEWAYS = frozenset({5, 6, 7, 8})  # EXIF orientations that swap height and width
_MAY_TURN_PNG = frozenset({"exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp"})


@contextmanager
def quiet() -> Iterator[None]:
    """Silence for Pillow's warnings: we check what it warns of. Enter it in the main thread only."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_image(file: Encoded) -> Image.Image:
    """The image with its header read; the caller closes it.

    Cost:
        13 us for a small PNG in memory.
    """
    return Image.open(file if isinstance(file, Path) else io.BytesIO(file), formats=FORMATS)


def orientation(image: Image.Image) -> int:
    """EXIF orientation, 1 to 8, read from the header alone; 1 if there is none or it is damaged."""
    if image.format == "PNG" and _MAY_TURN_PNG.isdisjoint(image.info):
        return 1
    if image.format in ("BMP", "GIF", "PPM"):
        return 1
    try:
        # Of PNG the plain reader is asked: its own would decode the whole image to look behind it.
        tags = Image.Image.getexif(image) if image.format == "PNG" else image.getexif()
        turn = tags.get(ExifTags.Base.Orientation, 1)
    except Exception:  # damaged tags make Pillow raise nearly anything; the pixels may be sound all the same
        return 1
    return turn if turn in range(1, 9) else 1


def reason_of(error: Exception) -> str:
    """Short reason in words why an image could not be read."""
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    if "cannot identify image file" in text:
        return "not an image of an allowed format"
    return text[:160]
