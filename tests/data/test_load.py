"""A source becomes samples of one size; what is broken is named, and too much of it is refused."""

import resource

import numpy as np
import pytest
from PIL import Image

from wellwired.core.errors import DataError
from wellwired.data.limits import Limits
from wellwired.data.load import load
from wellwired.data.read import read_labelled


def loaded(source, *, height=8, width=8, num_channels=3, fit="exact", folder=None, **more):
    return load(source, height=height, width=width, num_channels=num_channels, fit=fit, folder=folder, **more)


@pytest.fixture
def photos(tmp_path, noise):
    """Twenty jpeg images a class, of many sizes."""
    for number in range(40):
        path = tmp_path / "photos" / "ab"[number % 2] / f"{number:02}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(noise(number, 20 + number, 30, 3)).save(path)
    return tmp_path / "photos"


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 9 // 10])


def test_order_and_names_are_those_of_the_source(cats_and_dogs, noise):
    source = read_labelled(cats_and_dogs)
    samples = loaded(source)
    assert samples.names == source.names
    assert all((samples.pixels_NHWC[seed] == noise(seed, 8, 8, 3)).all() for seed in range(6))


def test_pixels_are_contiguous_bytes(cats_and_dogs):
    pixels_NHWC = loaded(read_labelled(cats_and_dogs)).pixels_NHWC
    assert pixels_NHWC.dtype == np.uint8
    assert pixels_NHWC.flags.c_contiguous


def test_one_thread_and_many_give_the_same(photos, monkeypatch):
    source = read_labelled(photos)
    many = loaded(source, fit="cover").pixels_NHWC
    monkeypatch.setattr("wellwired.data.load.num_workers", lambda: 1)
    assert (loaded(source, fit="cover").pixels_NHWC == many).all()


def test_pixels_beyond_the_memory_limit_lie_on_the_disk_of_the_folder_without_a_name(cats_and_dogs, tmp_path):
    source = read_labelled(cats_and_dogs)
    mapped = loaded(source, folder=tmp_path / "state", limits=Limits(memory_bytes=100))
    assert isinstance(mapped.pixels_NHWC, np.memmap)
    assert not list((tmp_path / "state").iterdir())
    assert (mapped.pixels_NHWC == loaded(source).pixels_NHWC).all()


def test_refuses_pixels_for_which_the_disk_has_no_room(cats_and_dogs, tmp_path):
    source = read_labelled(cats_and_dogs)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (512, before[1]))  # a disk that takes 512 bytes a file
    try:
        with pytest.raises(DataError, match=r"no room for 0 MiB of pixels in `.*state`"):
            loaded(source, folder=tmp_path / "state", limits=Limits(memory_bytes=100))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_a_folder_a_memory_map_leaves_no_file(cats_and_dogs, tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    mapped = loaded(read_labelled(cats_and_dogs), limits=Limits(memory_bytes=100))
    assert isinstance(mapped.pixels_NHWC, np.memmap)
    assert not list(scratch.iterdir())


def test_a_truncated_jpeg_is_named_and_the_rest_goes_on(photos):
    cut(photos / "a" / "10.jpg")
    source = read_labelled(photos)
    samples = loaded(source, fit="cover")
    assert [name for name, _ in samples.unreadable] == ["a/10.jpg"]
    assert len(samples.names) == len(samples.targets_N) == len(samples.pixels_NHWC) == 39
    assert samples.names == tuple(source.names[i] for i in samples.kept_N)


def test_the_pixels_of_the_rest_stay_with_their_names(photos):
    whole = loaded(read_labelled(photos), fit="cover")
    cut(photos / "a" / "10.jpg")
    rest = loaded(read_labelled(photos), fit="cover")
    assert (rest.pixels_NHWC == whole.pixels_NHWC[rest.kept_N]).all()


def test_too_many_truncated_jpegs_are_refused_and_named(photos):
    for number in (10, 12, 14):
        cut(photos / "a" / f"{number}.jpg")
    with pytest.raises(DataError, match=r"3 of 40 images cannot be read \(7\.5%\): `a/10\.jpg`"):
        loaded(read_labelled(photos), fit="cover")


def test_a_text_called_png_is_named_and_the_rest_goes_on(photos):
    (photos / "a" / "note.png").write_text("hello")
    source = read_labelled(photos)
    assert source.unreadable == (("a/note.png", "not an image of an allowed format"),)
    assert len(loaded(source, fit="cover").names) == 40


def test_texts_called_png_are_refused_when_they_are_all(tmp_path):
    for path in ("a/1.png", "a/2.png", "b/1.png", "b/2.png"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("hello")
    with pytest.raises(DataError, match="4 of 4 images cannot be read"):
        read_labelled(tmp_path)


def test_the_limit_counts_broken_headers_and_broken_pixels_together(photos):
    (photos / "a" / "note.png").write_text("hello")
    for number in (10, 12):
        cut(photos / "a" / f"{number}.jpg")
    with pytest.raises(DataError, match="3 of 41 images"):
        loaded(read_labelled(photos), fit="cover")


def test_a_bomb_is_refused_before_it_is_decoded(cats_and_dogs):
    Image.new("1", (12_000, 12_000)).save(cats_and_dogs / "cat" / "bomb.png")
    with pytest.raises(DataError, match=r"`cat/bomb\.png` claims 12000 x 12000 = 144,000,000 pixels"):
        read_labelled(cats_and_dogs)


def test_a_bomb_beyond_pillows_own_ceiling_is_refused_too(cats_and_dogs):
    Image.new("1", (20_000, 20_000)).save(cats_and_dogs / "cat" / "bomb.png")
    with pytest.raises(DataError, match=r"`cat/bomb\.png` is refused by Pillow"):
        read_labelled(cats_and_dogs)


def test_the_pixel_limit_can_be_set(cats_and_dogs):
    with pytest.raises(DataError, match="at most 63 pixels"):
        read_labelled(cats_and_dogs, limits=Limits(max_pixels=63))


def test_channels_are_those_of_the_set(cats_and_dogs):
    Image.new("L", (8, 8)).save(cats_and_dogs / "cat" / "grey.png")
    assert read_labelled(cats_and_dogs).num_channels == 3
    for path in cats_and_dogs.rglob("*.png"):
        Image.new("L", (8, 8)).save(path)
    assert read_labelled(cats_and_dogs).num_channels == 1


def test_sixteen_bit_images_share_one_range(tmp_path):
    for number, top in enumerate((100, 1000, 2000, 4000)):
        path = tmp_path / "ab"[number % 2] / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        Image.fromarray(np.full((8, 8), top, np.uint16)).save(path)
    samples = loaded(read_labelled(tmp_path), num_channels=1)
    assert samples.value_range == (0.0, 4095.0)
    assert samples.pixels_NHWC[:, 0, 0, 0].tolist() == [6, 125, 62, 249]


def test_a_given_range_is_kept(tmp_path):
    x = np.full((4, 2, 2), 1000, np.uint16)
    samples = loaded(
        read_labelled((x, [0, 0, 1, 1])), height=2, width=2, num_channels=1, value_range=(0.0, 4000.0)
    )
    assert (samples.pixels_NHWC == 64).all()


@pytest.mark.parametrize("fit", ["cover", "stretch"])
@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_arrays_are_resized_like_images(noise, fit, kind):
    x = noise(0, 4, 12, 10, 3).astype(kind) + (kind(0) if kind is np.uint8 else kind(0.25))
    source = read_labelled((x, [0, 1, 0, 1]))
    values = np.asarray(loaded(source, height=6, width=5, fit=fit).pixels_NHWC, np.float32)
    wanted = Image.fromarray(noise(0, 4, 12, 10, 3)[0]).resize((5, 6), Image.Resampling.BILINEAR)
    low, high = source.value_range
    if kind is np.float32:
        values = values * (high - low) / 255 + low
    assert np.abs(values[0] - np.asarray(wanted)).max() <= 1


def test_arrays_change_between_grey_and_colour(noise):
    grey = read_labelled((noise(0, 4, 8, 8), [0, 1, 0, 1]))
    assert (loaded(grey).pixels_NHWC[..., 2] == noise(0, 4, 8, 8)).all()
    colour = read_labelled((noise(0, 4, 8, 8, 3), [0, 1, 0, 1]))
    wanted = Image.fromarray(noise(0, 4, 8, 8, 3)[0]).convert("L")
    made = loaded(colour, num_channels=1).pixels_NHWC[0, ..., 0].astype(int)
    assert np.abs(made - np.asarray(wanted)).max() <= 1


def test_refuses_channels_that_cannot_be_made(noise):
    with pytest.raises(DataError, match="have 4 channels"):
        loaded(read_labelled((noise(0, 4, 8, 8, 4), [0, 1, 0, 1])))


def test_refuses_an_unknown_fit(cats_and_dogs):
    with pytest.raises(DataError, match="fit `crop`"):
        loaded(read_labelled(cats_and_dogs), fit="crop")


def test_tells_how_far_decoding_has_come(cats_and_dogs):
    told = []
    loaded(read_labelled(cats_and_dogs), tell=lambda *word: told.append(word))
    assert told[-1] == ("decoding images", 6, 6)
