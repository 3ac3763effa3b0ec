"""The shared sets are read with the counts that were published for them."""

import time

import numpy as np
import pytest

from wellwired.core.errors import DataError
from wellwired.data.load import load
from wellwired.data.read import read_labelled, read_unlabelled

# name: form, classes, samples by part (train, valid, test), channels
GOLDEN = {
    "mnist": ("idx", 10, [60_000, 0, 10_000], 1),
    "pneumoniamnist": ("npz", 2, [4708, 524, 624], 1),
    "cifar10_png_sample": ("folders", 10, [800, 0, 200], 3),
    "flower_photos": ("folders", 5, [360, 90, 0], 3),
    "cifar10": ("parquet", 10, [50_000, 0, 10_000], 3),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_counts_are_those_published(shared, name):
    form, num_classes, by_part, num_channels = GOLDEN[name]
    source = read_labelled(shared / name)
    assert (source.form, len(source.classes), source.num_channels) == (form, num_classes, num_channels)
    assert np.bincount(source.part_N, minlength=3).tolist() == by_part
    assert source.unreadable == ()


def test_classes_of_pneumoniamnist_are_as_unbalanced_as_published(shared):
    source = read_labelled(shared / "pneumoniamnist")
    assert np.bincount(source.targets_N[source.part_N == 0]).tolist() == [1214, 3494]


def test_class_names_of_cifar10_are_those_of_its_list(shared):
    source = read_labelled(shared / "cifar10" / "test.parquet")
    assert source.classes == tuple((shared / "cifar10" / "classes.txt").read_text().split())


def test_sizes_of_flower_photos_are_those_published(shared):
    source = read_labelled(shared / "flower_photos")
    assert (source.sizes_N2.min(), source.sizes_N2.max()) == (158, 640)
    assert int((source.sizes_N2[:, 0] != source.sizes_N2[:, 1]).sum()) == 428


def test_cifar10_from_png_files_and_from_parquet_have_like_pixels(shared):
    sources = (
        read_labelled(shared / "cifar10_png_sample"),
        read_labelled(shared / "cifar10" / "test.parquet"),
    )
    means = [
        load(one, height=32, width=32, num_channels=3, fit="exact", folder=None).pixels_NHWC.mean((0, 1, 2))
        for one in sources
    ]
    assert np.abs(means[0] - means[1]).max() < 6  # 1,000 images know the mean of a channel to about 1


def test_flower_photos_load_at_one_size(shared):
    source = read_labelled(shared / "flower_photos")
    samples = load(source, height=64, width=64, num_channels=3, fit="cover", folder=None)
    assert samples.pixels_NHWC.shape == (450, 64, 64, 3)
    assert samples.unreadable == ()


def test_the_folder_of_all_sets_is_refused_with_their_names(shared):
    with pytest.raises(DataError, match="5 sets: `cifar10`, `cifar10_png_sample`, `flower_photos`, `mnist`"):
        read_labelled(shared)


def test_unlabelled_reading_gives_the_same_samples(shared):
    assert len(read_unlabelled(shared / "flower_photos").names) == 450


@pytest.mark.slow
def test_sixty_thousand_images_are_read_from_parquet_within_fifteen_seconds(shared):
    start_s = time.process_time()
    source = read_labelled(shared / "cifar10")
    samples = load(source, height=32, width=32, num_channels=3, fit="exact", folder=None)
    assert len(samples.names) == 60_000
    assert time.process_time() - start_s < 15  # of the processor: a busy machine is no fault of the reader
