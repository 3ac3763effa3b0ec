"""The scan counts what training would hide, and names cases."""

import dataclasses
import math

import numpy as np
import pytest

from wellwired.core.json_form import from_json, to_json
from wellwired.core.records.data import ImageScan
from wellwired.data.load import load
from wellwired.data.read import read_labelled
from wellwired.data.scan import duplicate_groups, fingerprint, header_accuracy, scan


@pytest.fixture
def make(noise):
    def samples_of(x=None, y=None, part=None):
        x = noise(0, 40, 6, 5) if x is None else x
        y = np.arange(len(x)) % 2 if y is None else y
        source = read_labelled((x, y))
        samples = load(source, height=6, width=5, num_channels=1, fit="exact", folder=None)
        if part is not None:
            samples = dataclasses.replace(samples, part_N=np.asarray(part, np.int8))
        return samples, source

    return samples_of


def test_a_sound_set_has_no_findings(make):
    found = scan(*make(part=[0] * 30 + [2] * 10))
    assert (found.num_duplicates, found.num_conflicts, found.constant_share, found.absent) == (0, 0, 0.0, ())
    assert found.header_accuracy == found.header_guess == 0.5
    assert found.train_test_shift < 0.2


def test_duplicates_are_counted_within_and_across_parts(make, noise):
    x = noise(0, 40, 6, 5)
    x[2] = x[0]
    x[30] = x[0]
    x[32] = x[4]
    found = scan(*make(x, part=[0] * 30 + [2] * 10))
    assert (found.num_duplicates, found.num_duplicates_across) == (3, 3)
    assert found.examples_across[0].names == ("X[0]", "X[2]", "X[30]")
    assert found.examples_across[0].parts == ("train", "train", "test")
    assert found.test_share_duplicated == 0.2


def test_one_image_with_two_labels_is_a_conflict(make, noise):
    x = noise(0, 40, 6, 5)
    x[3] = x[0]
    found = scan(*make(x))
    assert found.num_conflicts == 2
    assert found.examples_conflicts[0].labels == ("0", "1")


def test_counts_and_imbalance_are_by_part_and_class(make):
    found = scan(*make(y=np.repeat([0, 1], [30, 10]), part=[0] * 20 + [2] * 5 + [0] * 10 + [2] * 5))
    assert (found.parts, found.num_by_part) == (("train", "test"), ((25, 5), (5, 5)))
    assert found.imbalance == 5.0


def test_a_class_absent_from_a_part_is_named(make):
    found = scan(*make(y=np.repeat([0, 1], [30, 10]), part=[0] * 35 + [2] * 5))
    assert found.absent == ("0 in test",)
    found = scan(*make(y=np.repeat([0, 1], [30, 10]), part=[0] * 30 + [2] * 10))
    assert math.isinf(found.imbalance)


def test_blank_images_are_counted(make, noise):
    x = noise(0, 40, 6, 5)
    x[5] = 7
    x[6] = 255
    found = scan(*make(x))
    assert (found.constant_share, found.examples_constant) == (0.05, ("X[5]", "X[6]"))


def test_a_shift_between_train_and_test_is_measured(make, noise):
    x = noise(0, 40, 6, 5) // 2
    x[30:] += 100
    found = scan(*make(x, part=[0] * 30 + [2] * 10))
    train, test = x[:30].astype(float), x[30:].astype(float)
    assert found.pixels[0].mean == pytest.approx(train.mean())
    assert found.pixels[1].deviation == pytest.approx(test.std())
    assert found.train_test_shift == pytest.approx((test.mean() - train.mean()) / train.std())


def test_headers_that_give_the_class_away_are_found(make):
    samples, source = make()
    sizes = np.where(samples.targets_N[:, None] == 0, [[100, 100]], [[120, 90]]).astype(np.int32)
    accuracy, kinds = header_accuracy(samples, dataclasses.replace(source, sizes_N2=sizes))
    assert (accuracy, kinds) == (1.0, 2)


def test_headers_independent_of_the_class_tell_nothing(make, noise):
    rng = np.random.default_rng(0)
    found = []
    for _ in range(20):
        samples, source = make(noise(0, 400, 6, 5), rng.integers(0, 4, 400))
        sizes = rng.integers(10, 15, (400, 2)).astype(np.int32)
        found.append(header_accuracy(samples, dataclasses.replace(source, sizes_N2=sizes))[0])
    # 400 samples of 4 classes: the guess is known to 0.025 a draw, 0.006 in the mean of 20
    assert abs(np.mean(found) - 0.25) < 0.03


def test_headers_that_are_all_different_tell_nothing(make):
    samples, source = make()
    sizes = np.arange(80).reshape(40, 2).astype(np.int32)
    assert header_accuracy(samples, dataclasses.replace(source, sizes_N2=sizes))[0] == 0.5


def test_groups_are_equal_where_pixels_are(make, noise):
    x = noise(0, 40, 6, 5)
    x[7] = x[1]
    group_N = duplicate_groups(make(x)[0])
    assert group_N[7] == group_N[1]
    assert len(set(group_N.tolist())) == 39


def test_the_fingerprint_changes_with_a_pixel_a_label_and_a_part(make, noise):
    samples, _ = make()
    x = noise(0, 40, 6, 5)
    x[0, 0, 0] ^= 1
    others = [
        make(x)[0],
        dataclasses.replace(samples, targets_N=1 - samples.targets_N),
        dataclasses.replace(samples, part_N=samples.part_N + 1),
    ]
    assert len({fingerprint(one) for one in (samples, *others)}) == 4
    assert fingerprint(make()[0]) == fingerprint(samples)


def test_the_record_survives_json(make, noise):
    x = noise(0, 40, 6, 5)
    x[3] = x[0]
    found = scan(*make(x, y=np.repeat([0, 1], [30, 10]), part=[0] * 30 + [2] * 10))
    assert from_json(ImageScan, to_json(found)) == found
