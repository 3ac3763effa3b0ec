"""Every kind of image becomes the same upright bytes, with nothing cut off."""

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from wellwired.core.errors import DataError
from wellwired.data.decode import decode
from wellwired.data.headers import examine
from wellwired.data.image_file import quiet
from wellwired.data.limits import Limits

RAMP = np.arange(64, dtype=np.uint8).reshape(8, 8) * 4


def saved(image, form="PNG", **options):
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def decoded(data, height=8, width=8, num_channels=3, fit="exact", value_range=(0.0, 255.0)):
    with quiet():
        return decode(
            data, height=height, width=width, num_channels=num_channels, fit=fit, value_range=value_range
        )


def colour(noise, height=8, width=8):
    return Image.fromarray(noise(0, height, width, 3))


@pytest.mark.parametrize("form", ["PNG", "BMP", "TIFF", "PPM", "WEBP"])
def test_lossless_formats_give_the_same_pixels(noise, form):
    options = {"lossless": True} if form == "WEBP" else {}
    assert (decoded(saved(colour(noise), form, **options)) == noise(0, 8, 8, 3)).all()


@pytest.mark.parametrize("form", ["JPEG", "TIFF", "PNG", "WEBP"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_exif_rotation_is_undone_as_by_pillow(form, turn):
    image = Image.fromarray(np.repeat(np.arange(0, 240, 10, dtype=np.uint8).reshape(4, 6), 8, 0).repeat(8, 1))
    image = image.convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = turn
    data = saved(image, form, exif=exif)
    with Image.open(io.BytesIO(data)) as opened:
        opened.load()
        wanted = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
    head = examine(data, Limits())
    assert (head.height, head.width) == wanted.shape[:2]
    assert (decoded(data, *wanted.shape[:2]) == wanted).all()


def test_a_palette_becomes_its_colours(noise):
    image = colour(noise).quantize(16)
    assert (decoded(saved(image)) == np.asarray(image.convert("RGB"))).all()


def test_transparent_palette_entries_become_white():
    image = Image.new("P", (8, 8), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putpixel((0, 0), 1)
    pixels = decoded(saved(image, transparency=1))
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[1, 1].tolist() == [255, 0, 0]


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_alpha_is_laid_on_white(mode):
    image = Image.new(mode, (8, 8), (0, 0, 0, 128) if mode == "RGBA" else (0, 128))
    assert (decoded(saved(image)) == 127).all()


def test_a_transparent_colour_key_becomes_white():
    assert (decoded(saved(Image.new("RGB", (8, 8), (9, 9, 9)), transparency=(9, 9, 9))) == 255).all()


def test_cmyk_becomes_rgb():
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    red = decoded(saved(image, "TIFF"))[0, 0]
    assert red[0] > 200
    assert red[1:].max() < 60


def test_one_bit_becomes_black_and_white():
    image = Image.fromarray(RAMP).convert("1")
    assert set(np.unique(decoded(saved(image), num_channels=1))) <= {0, 255}


def test_sixteen_bits_are_scaled_and_not_cut():
    values = np.arange(64, dtype=np.uint16).reshape(8, 8) * 65
    pixels = decoded(saved(Image.fromarray(values)), num_channels=1, value_range=(0.0, 4095.0))
    assert (pixels[..., 0] == np.rint(values * (255 / 4095))).all()


def test_floats_in_tiff_are_scaled():
    values = np.linspace(-1, 1, 64, dtype=np.float32).reshape(8, 8)
    pixels = decoded(saved(Image.fromarray(values), "TIFF"), num_channels=1, value_range=(-1.0, 1.0))
    assert np.abs(pixels[..., 0] - (values + 1) * 127.5).max() <= 0.5


def test_grey_is_repeated_for_three_channels():
    assert (decoded(saved(Image.fromarray(RAMP))) == RAMP[..., None]).all()


def test_colour_becomes_grey_as_by_pillow(noise):
    image = colour(noise)
    assert (decoded(saved(image), num_channels=1)[..., 0] == np.asarray(image.convert("L"))).all()


@pytest.mark.parametrize(("height", "width"), [(4, 4), (3, 7), (16, 5), (40, 40)])
def test_stretch_is_pillows_antialiased_resize(noise, height, width):
    image = colour(noise, 20, 30)
    wanted = np.asarray(image.resize((width, height), Image.Resampling.BILINEAR))
    assert (decoded(saved(image), height, width, fit="stretch") == wanted).all()


@pytest.mark.parametrize(("height", "width"), [(4, 4), (3, 7), (16, 5), (40, 40)])
def test_cover_is_pillows_fit(noise, height, width):
    image = colour(noise, 20, 30)
    wanted = np.asarray(ImageOps.fit(image, (width, height), Image.Resampling.BILINEAR))
    difference = np.abs(decoded(saved(image), height, width, fit="cover").astype(int) - wanted)
    assert difference.max() <= 1  # the two cut the box at slightly different floats


def test_a_jpeg_shrunk_while_decoding_looks_like_one_shrunk_after():
    wave = np.sin(np.linspace(0, 9, 640))[:, None] * np.cos(np.linspace(0, 7, 480)) * 100 + 128
    data = saved(Image.fromarray(wave.astype(np.uint8)).convert("RGB"), "JPEG", quality=95)
    with Image.open(io.BytesIO(data)) as image:
        wanted = np.asarray(ImageOps.fit(image.convert("RGB"), (48, 64), Image.Resampling.BILINEAR)).astype(
            int
        )
    assert np.abs(decoded(data, 64, 48, fit="cover") - wanted).max() <= 6  # measured: 3


def test_exact_refuses_another_size(noise):
    with pytest.raises(DataError, match="is 8 x 8 pixels"):
        decoded(saved(colour(noise)), 9, 9)


def test_formats_beyond_the_list_are_not_opened(noise):
    assert "not an image" in examine(saved(colour(noise), "ICO", sizes=[(8, 8)]), Limits()).broken


def test_headers_tell_grey_from_colour(noise):
    grey = Image.fromarray(RAMP)
    assert examine(saved(grey), Limits()).grey
    assert examine(saved(grey.convert("LA")), Limits()).grey
    assert not examine(saved(colour(noise)), Limits()).grey
    assert not examine(saved(colour(noise).quantize(16)), Limits()).grey
    assert examine(saved(grey.convert("RGB").quantize(16)), Limits()).grey
