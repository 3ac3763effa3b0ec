"""One image becomes an array of a given size and number of channels.

Alpha is laid on white, palettes and CMYK become RGB, EXIF rotation is undone, and values wider than a byte
are scaled by the range of the whole set, so that nothing is cut off.
"""

import numpy as np
from PIL import Image

from wellwired.core.errors import DataError
from wellwired.data.headers import is_deep
from wellwired.data.image_file import SIDEWAYS, open_image, orientation
from wellwired.data.source import Encoded

FITS = ("exact", "cover", "stretch")
RESAMPLE = (
    Image.Resampling.BILINEAR
)  # widened by Pillow to the scale: antialiased, and never beyond the input's range


def decode(
    file: Encoded,
    *,
    height: int,
    width: int,
    num_channels: int,
    fit: str,
    value_range: tuple[float, float],
    name: str = "an image",
) -> np.ndarray:
    """The uint8 array HWC of one encoded image.

    Args:
        file: bytes, or the path of a file.
        height: wanted height, pixels.
        width: wanted width, pixels.
        num_channels: 1 or 3.
        fit: `exact`, `cover` or `stretch`.
        value_range: what becomes 0 and 255 in images whose values are wider than a byte.
        name: of the image, for messages.

    Raises:
        DataError: `fit` is `exact` and the size is another.
        OSError: the file is truncated or damaged; also other errors of Pillow.
    """
    with open_image(file) as opened:
        image: Image.Image = opened
        if image.format == "JPEG" and fit != "exact":
            _draft(image, height=height, width=width, num_channels=num_channels, fit=fit)
        turn = 1 if image.format == "TIFF" else orientation(image)  # Pillow turns TIFF files itself
        image.load()
        image = _deep(image, value_range) if is_deep(image.mode) else _flat(image, num_channels)
        if turn != 1:
            image = _upright(image, turn)
        image = resize(image, height=height, width=width, fit=fit, name=name)
        if image.mode == "F":
            image = Image.fromarray(np.rint(np.asarray(image)).clip(0, 255).astype(np.uint8))
            image = image.convert("L" if num_channels == 1 else "RGB")
        return np.asarray(image).reshape(height, width, num_channels)


def _draft(image: Image.Image, *, height: int, width: int, num_channels: int, fit: str) -> None:
    wide, high = image.size
    want_wide, want_high = (height, width) if orientation(image) in SIDEWAYS else (width, height)
    if fit == "cover":
        scale = max(want_wide / wide, want_high / high)
        want_wide, want_high = round(wide * scale), round(high * scale)
    # Twice the wanted size leaves the last halving to the better filter.
    mode = "L" if num_channels == 1 and image.mode == "RGB" else None
    image.draft(mode, (2 * want_wide, 2 * want_high))


def _deep(image: Image.Image, value_range: tuple[float, float]) -> Image.Image:
    low, high = value_range
    values = np.asarray(image).astype(np.float32)
    return Image.fromarray((values - np.float32(low)) * np.float32(255.0 / max(high - low, 1e-30)))


def _flat(image: Image.Image, num_channels: int) -> Image.Image:
    wanted = "L" if num_channels == 1 else "RGB"
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, clear).convert("RGB")
    if wanted == "L" and image.mode in ("P", "CMYK", "YCbCr", "LAB", "HSV"):
        image = image.convert("RGB")
    return image if image.mode == wanted else image.convert(wanted)


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(image: Image.Image, turn: int) -> Image.Image:
    return image.transpose(_TURNS[turn])


def resize(image: Image.Image, *, height: int, width: int, fit: str, name: str) -> Image.Image:
    """The image at the wanted size: as it is, stretched, or scaled to cover and cut in the middle."""
    wide, high = image.size
    if (wide, high) == (width, height):
        return image
    if fit == "exact":
        raise DataError(
            seen=f"`{name}` is {wide} x {high} pixels",
            wanted=f"{width} x {height} pixels, as the others",
            do="choose the fit `cover` or `stretch`, or resize the image",
        )
    if fit == "stretch":
        return image.resize((width, height), RESAMPLE)
    scale = min(wide / width, high / height)
    left, top = (wide - width * scale) / 2, (high - height * scale) / 2
    box = (max(left, 0.0), max(top, 0.0), min(wide - left, wide), min(high - top, high))
    return image.resize((width, height), RESAMPLE, box=box)
