"""An npz archive gives arrays without pickle, and no more than its header and its size agree on."""

import io
import zipfile

import numpy as np
import pytest

from wellwired.core.errors import DataError
from wellwired.data.limits import Limits
from wellwired.data.load import load
from wellwired.data.read import read_labelled, read_unlabelled


@pytest.fixture
def x(noise):
    return noise(0, 6, 5, 4)


Y = np.array([0, 1, 0, 1, 0, 1])


def save(path, **arrays):
    np.savez_compressed(path, **arrays)
    return path


@pytest.mark.parametrize(
    ("images", "labels"),
    [("X", "y"), ("images", "labels"), ("x_train", "y_train"), ("data", "target"), ("arr_0", "arr_1")],
)
def test_arrays_are_found_by_usual_names(tmp_path, x, images, labels):
    source = read_labelled(save(tmp_path / "a.npz", **{images: x, labels: Y}))
    assert (source.form, source.num_channels, source.targets_N.tolist()) == ("npz", 1, Y.tolist())


@pytest.mark.parametrize("form", ["{}_images {}_labels", "x_{} y_{}", "X{} Y{}"])
def test_parts_are_told_by_the_names(tmp_path, x, form):
    arrays = {}
    for part in ("train", "val", "test"):
        images, labels = form.format(part, part).split()
        arrays |= {images: x, labels: Y[:, None]}
    assert np.bincount(read_labelled(save(tmp_path / "a.npz", **arrays)).part_N).tolist() == [6, 6, 6]


def test_one_archive_a_part_is_read(tmp_path, x):
    save(tmp_path / "train.npz", X=x, y=Y)
    save(tmp_path / "test.npz", X=x, y=Y)
    assert sorted(set(read_labelled(tmp_path).part_N.tolist())) == [0, 2]


def test_pixels_are_those_saved(tmp_path, x):
    source = read_labelled(save(tmp_path / "a.npz", X=np.asfortranarray(x), y=Y))
    samples = load(source, height=5, width=4, num_channels=1, fit="exact", folder=None)
    assert (samples.pixels_NHWC[..., 0] == x).all()


def test_arrays_beyond_the_memory_limit_lie_on_disk(tmp_path, x):
    path = save(tmp_path / "a.npz", X=x, y=Y)
    source = read_labelled(path, limits=Limits(memory_bytes=64))
    samples = load(source, height=5, width=4, num_channels=1, fit="exact", folder=None)
    assert (samples.pixels_NHWC[..., 0] == x).all()


def test_the_target_names_an_array(tmp_path, x):
    path = save(tmp_path / "a.npz", X=x, fine=Y, coarse=np.array([0, 0, 0, 1, 1, 1]))
    assert read_labelled(path, target="coarse").targets_N.tolist() == [0, 0, 0, 1, 1, 1]


def test_refuses_a_target_that_is_no_array(tmp_path, x):
    with pytest.raises(DataError, match="did you mean `labels`"):
        read_labelled(save(tmp_path / "a.npz", images=x, labels=Y), target="label")


def test_refuses_objects(tmp_path, x):
    boxes = np.empty(6, object)
    boxes[:] = list(x)
    with pytest.raises(DataError, match="holds objects"):
        read_labelled(save(tmp_path / "a.npz", X=boxes, y=Y))


def test_refuses_lengths_that_differ(tmp_path, x):
    with pytest.raises(DataError, match="6 images and there are 5 labels"):
        read_labelled(save(tmp_path / "a.npz", X=x, y=Y[:5]))


def test_refuses_images_without_labels(tmp_path, x):
    with pytest.raises(DataError, match="0 arrays that could be the labels"):
        read_labelled(save(tmp_path / "a.npz", X=x))


def test_refuses_a_table(tmp_path):
    with pytest.raises(DataError, match="no array of images"):
        read_labelled(save(tmp_path / "a.npz", X=np.zeros((6, 4)), y=Y))


def test_refuses_a_header_that_claims_more_than_there_is(tmp_path):
    head = io.BytesIO()
    lie = {"descr": "|u1", "fortran_order": False, "shape": (10**6, 10**4, 10**4)}
    np.lib.format.write_array_header_1_0(head, lie)
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("X.npy", head.getvalue() + b"\0" * 100)
        labels = io.BytesIO()
        np.save(labels, Y)
        archive.writestr("y.npy", labels.getvalue())
    with pytest.raises(DataError, match=r"100,000,000,000,000 bytes, and holds 100"):
        read_labelled(tmp_path / "a.npz")


def test_refuses_a_cut_archive(tmp_path, x):
    path = save(tmp_path / "a.npz", X=x, y=Y)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="no readable npz"):
        read_labelled(path)


def test_refuses_several_archives_that_are_no_parts(tmp_path, x):
    save(tmp_path / "one.npz", X=x, y=Y)
    save(tmp_path / "two.npz", X=x, y=Y)
    with pytest.raises(DataError, match=r"2 npz files"):
        read_labelled(tmp_path)


def test_reads_images_without_labels(tmp_path, x):
    np.save(tmp_path / "x.npy", x)
    assert len(read_unlabelled(save(tmp_path / "a.npz", X=x)).names) == 6
    assert len(read_unlabelled(tmp_path / "x.npy").names) == 6
