"""A split keeps the given parts and cuts the missing ones by class, whole groups together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellwired.core.errors import DataError
from wellwired.data.split import split


def none_given(n):
    return np.full(n, -1, np.int8)


def test_missing_parts_are_cut_by_share():
    targets_N = np.repeat([0, 1], 500)
    parts_N, told = split(targets_N, none_given(1000), seed=0)
    assert np.bincount(parts_N).tolist() == [700, 100, 200]
    assert "cut by class" in told


def test_every_class_has_its_share_in_every_part():
    targets_N = np.repeat([0, 1, 2], [700, 200, 100])
    parts_N, _ = split(targets_N, none_given(1000), seed=0)
    for part, share in ((0, 0.7), (1, 0.1), (2, 0.2)):
        counts = np.bincount(targets_N[parts_N == part])
        assert np.abs(counts - np.array([700, 200, 100]) * share).max() <= 1


def test_given_parts_are_kept():
    part_N = np.array([0, 0, 1, 1, 2, 2], np.int8)
    parts_N, told = split(np.array([0, 1] * 3), part_N, seed=0)
    assert (parts_N == part_N).all()
    assert "as given" in told


def test_valid_is_cut_from_train_alone():
    part_N = np.repeat([0, 2], [100, 50]).astype(np.int8)
    parts_N, _ = split(np.tile([0, 1], 75), part_N, seed=0)
    assert (parts_N[100:] == 2).all()
    assert (parts_N[:100] == 1).sum() == 10


def test_no_test_part_is_made_beside_a_given_valid_part():
    part_N = np.repeat([0, 1], [100, 50]).astype(np.int8)
    parts_N, told = split(np.tile([0, 1], 75), part_N, seed=0)
    assert (parts_N == part_N).all()
    assert "no test part" in told


def test_valid_is_no_larger_than_asked():
    parts_N, _ = split(np.tile([0, 1], 5000), none_given(10_000), seed=0, most_valid=300)
    assert (parts_N == 1).sum() == 300


def test_seeds_give_other_cuts_and_the_same_seed_the_same():
    targets_N = np.tile([0, 1], 50)
    one, again, other = (split(targets_N, none_given(100), seed=seed)[0] for seed in (1, 1, 2))
    assert (one == again).all()
    assert (one != other).any()


@pytest.mark.parametrize(("count", "wanted"), [(1, {0}), (2, {0, 2}), (3, {0, 1, 2}), (5, {0, 1, 2})])
def test_a_tiny_class_is_in_as_many_parts_as_it_can(count, wanted):
    targets_N = np.repeat([0, 1], [200, count])
    parts_N, _ = split(targets_N, none_given(200 + count), seed=0)
    assert set(parts_N[targets_N == 1].tolist()) == wanted


@given(
    sizes=st.lists(st.integers(1, 5), min_size=4, max_size=60),
    kinds=st.integers(1, 4),
    seed=st.integers(0, 1000),
)
def test_no_group_is_torn_and_every_class_is_trained_on(sizes, kinds, seed):
    group_N = np.repeat(np.arange(len(sizes)), sizes)
    targets_N = group_N % kinds
    parts_N, _ = split(targets_N, none_given(len(group_N)), seed=seed, group_N=group_N)
    assert all(len(set(parts_N[group_N == group])) == 1 for group in range(len(sizes)))
    assert set(targets_N[parts_N == 0]) == set(targets_N)


def test_a_lone_part_is_cut_whatever_its_name():
    parts_N, _ = split(np.tile([0, 1], 50), np.full(100, 2, np.int8), seed=0)
    assert set(parts_N.tolist()) == {0, 1, 2}


def test_refuses_parts_without_train():
    with pytest.raises(DataError, match="valid, test, without train"):
        split(np.array([0, 1]), np.array([1, 2], np.int8), seed=0)


def test_refuses_shares_that_leave_nothing():
    with pytest.raises(DataError, match=r"sum to 1\.1"):
        split(np.array([0, 1]), none_given(2), seed=0, share_valid=0.5, share_test=0.6)
