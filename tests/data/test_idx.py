"""An idx file is read as far as its header and its bytes agree, plain or gzipped."""

import gzip
import struct

import numpy as np
import pytest

from wellwired.core.errors import DataError
from wellwired.data.limits import Limits
from wellwired.data.load import load
from wellwired.data.read import read_labelled, read_unlabelled

Y = np.array([0, 1, 0, 1], np.uint8)


def idx(values):
    return struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.tobytes()


@pytest.fixture
def write_idx(tmp_path, noise):
    def write(prefix="train", images=None, labels=None, zipped=True):
        images = noise(0, 4, 6, 5) if images is None else images
        for name, data in (
            (f"{prefix}-images-idx3-ubyte", images if isinstance(images, bytes) else idx(images)),
            (f"{prefix}-labels-idx1-ubyte", idx(Y) if labels is None else labels),
        ):
            path = tmp_path / (f"{name}.gz" if zipped else name)
            path.write_bytes(gzip.compress(data) if zipped else data)
        return tmp_path

    return write


@pytest.mark.parametrize("zipped", [True, False])
def test_values_are_those_written(write_idx, noise, zipped):
    source = read_labelled(write_idx(zipped=zipped))
    samples = load(source, height=6, width=5, num_channels=1, fit="exact", folder=None)
    assert (samples.pixels_NHWC[..., 0] == noise(0, 4, 6, 5)).all()
    assert source.targets_N.tolist() == Y.tolist()


def test_t10k_is_the_test_part(write_idx):
    write_idx("train")
    assert read_labelled(write_idx("t10k")).part_N.tolist() == [0] * 4 + [2] * 4


def test_files_of_emnist_are_known(write_idx):
    write_idx("emnist-letters-train")
    assert len(read_labelled(write_idx("emnist-letters-test")).names) == 8


def test_one_file_leads_to_its_fellows(write_idx):
    write_idx("emnist-digits-train")
    folder = write_idx("emnist-letters-train")
    assert len(read_labelled(folder / "emnist-letters-train-images-idx3-ubyte.gz").names) == 4


def test_values_beyond_the_memory_limit_lie_on_disk(write_idx):
    assert len(read_labelled(write_idx(), limits=Limits(memory_bytes=16)).names) == 4


def test_reads_one_file_of_images_without_labels(write_idx):
    folder = write_idx()
    write_idx("t10k")
    assert len(read_unlabelled(folder / "t10k-images-idx3-ubyte.gz").names) == 4


def test_refuses_two_sets_in_one_folder(write_idx):
    write_idx("emnist-digits-train")
    with pytest.raises(DataError, match="2 sets: `emnist-digits`, `emnist-letters`"):
        read_labelled(write_idx("emnist-letters-train"))


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("shape", [(5, 6, 5), (2**32 - 1, 2**32 - 1, 2**16)])
def test_refuses_a_header_that_claims_more(write_idx, noise, shape, zipped):
    lie = struct.pack(">HBB3I", 0, 8, 3, *shape) + noise(0, 4, 6, 5).tobytes()
    with pytest.raises(DataError, match=r"claims [\d,]+ bytes"):
        read_labelled(write_idx(images=lie, zipped=zipped))


def test_refuses_values_that_go_on_after_the_claim(write_idx, noise):
    bomb = struct.pack(">HBB3I", 0, 8, 3, 4, 6, 5) + bytes(2**24)
    with pytest.raises(DataError, match="goes on after 120 bytes"):
        read_labelled(write_idx(images=bomb))


def test_refuses_a_wrong_magic_number(write_idx):
    with pytest.raises(DataError, match="begins with the bytes 89 50 4e 47"):
        read_labelled(write_idx(images=b"\x89PNG" + bytes(100)))


def test_refuses_cut_gzip(write_idx):
    path = write_idx() / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match="no readable gzip"):
        read_labelled(path)


def test_refuses_images_without_labels(write_idx):
    folder = write_idx()
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match="no file of labels"):
        read_labelled(folder)


def test_refuses_lengths_that_differ(write_idx):
    with pytest.raises(DataError, match="4 images and there are 3 labels"):
        read_labelled(write_idx(labels=idx(Y[:3])))
