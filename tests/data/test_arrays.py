"""Arrays in memory are images when their axes and values can be told without doubt."""

import numpy as np
import pytest
import torch

from wellwired.core.errors import DataError
from wellwired.data.load import load
from wellwired.data.read import read_labelled, read_unlabelled

Y = np.array([0, 1] * 4)


def loaded(x, y=Y):
    source = read_labelled((x, y))
    height, width = source.sizes_N2[0].tolist()
    return load(
        source, height=height, width=width, num_channels=source.num_channels, fit="exact", folder=None
    )


@pytest.mark.parametrize(
    ("shape", "read_as"),
    [
        ((8, 6, 5), (6, 5, 1)),
        ((8, 6, 5, 3), (6, 5, 3)),
        ((8, 3, 6, 5), (6, 5, 3)),
        ((8, 1, 6, 5), (6, 5, 1)),
        ((8, 4, 6, 6), (6, 6, 4)),
        ((8, 3, 6, 3), (3, 6, 3)),
        ((8, 3, 3, 3), (3, 3, 3)),
        ((8, 3, 4, 4), (4, 4, 3)),
        ((8, 13, 64, 64), (64, 64, 13)),
        ((8, 64, 64, 13), (64, 64, 13)),
    ],
)
def test_axes_are_told_by_their_lengths(noise, shape, read_as):
    assert loaded(noise(0, *shape)).pixels_NHWC.shape[1:] == read_as


def test_channels_first_are_moved_last(noise):
    x = noise(0, 8, 3, 6, 5)
    assert (loaded(x).pixels_NHWC == x.transpose(0, 2, 3, 1)).all()


def test_the_reading_has_a_reason(noise):
    assert any("channels, height, width" in one for one in read_labelled((noise(0, 8, 3, 6, 5), Y)).reasons)


def test_tensors_are_read(noise):
    x = noise(0, 8, 3, 6, 5)
    assert (loaded(torch.from_numpy(x), torch.from_numpy(Y)).pixels_NHWC == x.transpose(0, 2, 3, 1)).all()


def test_floats_stay_floats_on_the_scale_of_bytes():
    x = np.random.default_rng(0).random((8, 6, 5), dtype=np.float32)
    samples = loaded(x)
    assert samples.pixels_NHWC.dtype == np.float32
    assert samples.value_range == (0.0, 1.0)
    assert np.allclose(samples.pixels_NHWC[..., 0], x * 255, rtol=1e-6)


def test_floats_that_are_whole_bytes_become_bytes(noise):
    x = noise(0, 8, 6, 5)
    samples = loaded(x.astype(np.float64))
    assert samples.pixels_NHWC.dtype == np.uint8
    assert (samples.pixels_NHWC[..., 0] == x).all()


def test_wide_integers_are_scaled_by_the_bits_they_use():
    x = np.arange(8 * 30, dtype=np.uint16).reshape(8, 6, 5) * 17
    samples = loaded(x)
    assert samples.value_range == (0.0, 4095.0)
    assert (samples.pixels_NHWC[..., 0] == np.rint(x * (255 / 4095))).all()


def test_few_levels_fill_the_range():
    x = np.arange(8 * 34).reshape(8, 17, 2) % 17
    assert loaded(x).value_range == (0.0, 16.0)
    assert loaded(x).pixels_NHWC.max() == 255


@pytest.mark.parametrize(
    "labels",
    [
        Y[:, None],
        Y.astype(float),
        Y.astype(bool),
        np.array(["a", "b"] * 4),
        np.array([b"a", b"b"] * 4),
        np.eye(2)[Y],
        list(Y),
        torch.from_numpy(Y),
    ],
)
def test_labels_may_come_in_any_form(noise, labels):
    assert read_labelled((noise(0, 8, 6, 5), labels)).targets_N.tolist() == Y.tolist()


def test_numbers_need_not_start_at_zero(noise):
    source = read_labelled((noise(0, 8, 6, 5), Y * 10 - 5))
    assert source.classes == ("-5", "5")


def test_digits_come_with_scikit_learn():
    source = read_labelled("digits")
    assert (len(source.names), len(source.classes), source.num_channels) == (1797, 10, 1)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_refuses_values_that_are_not_finite_and_names_the_sample(bad):
    x = np.random.default_rng(0).random((8, 6, 5))
    x[3, 0, 0] = bad
    with pytest.raises(DataError, match="first in sample 3"):
        read_labelled((x, Y))


def test_refuses_lengths_that_differ(noise):
    with pytest.raises(DataError, match="8 images and there are 7 labels"):
        read_labelled((noise(0, 8, 6, 5), Y[:7]))


def test_refuses_rows_of_pixels_and_tells_how_to_shape_them(noise):
    with pytest.raises(DataError, match=r"shape \(8, 64\)") as caught:
        read_labelled((noise(0, 8, 64), Y))
    assert "X.reshape(N, H, W)" in caught.value.wanted


def test_refuses_objects():
    with pytest.raises(DataError, match="type object"):
        read_labelled((np.array([object()] * 8, dtype=object)[:, None, None], Y))


def test_refuses_images_of_many_sizes():
    with pytest.raises(DataError, match="makes no array"):
        read_labelled(([np.zeros((2, 2)), np.zeros((3, 2))], Y[:2]))


def test_refuses_continuous_labels(noise):
    with pytest.raises(DataError, match="no whole numbers"):
        read_labelled((noise(0, 8, 6, 5), Y + 0.5))


def test_refuses_several_labels_a_sample(noise):
    with pytest.raises(DataError, match="not a single 1 among zeros"):
        read_labelled((noise(0, 8, 6, 5), np.ones((8, 2))))


def test_refuses_what_is_no_pair(noise):
    with pytest.raises(DataError, match="the data is a ndarray"):
        read_labelled(noise(0, 8, 6, 5))


def test_refuses_empty_arrays():
    with pytest.raises(DataError, match=r"shape \(0, 6, 5\)"):
        read_labelled((np.zeros((0, 6, 5)), []))


def test_reads_images_alone(noise):
    assert len(read_unlabelled(noise(0, 8, 6, 5)).names) == 8
