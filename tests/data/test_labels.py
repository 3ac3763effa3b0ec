"""Labels of any kind become classes in a settled order."""

import numpy as np
import pytest

from wellwired.core.errors import DataError
from wellwired.data.labels import class_targets


@pytest.mark.parametrize(
    ("raw", "classes"),
    [
        (["b", "a", "b"], ("a", "b")),
        ([10, 9, 10], ("9", "10")),
        (["10", "9", "10"], ("9", "10")),
        (["1.0", "2.0", "1.0"], ("1", "2")),
        ([1.0, 2.0, 1.0], ("1", "2")),
        ([True, False, True], ("0", "1")),
        (["1", "x", "1"], ("1", "x")),
    ],
)
def test_classes_are_sorted_numbers_as_numbers(raw, classes):
    assert class_targets(raw, where="y")[0] == classes


@pytest.mark.parametrize("missing", [None, "", "NA", "nan", float("nan")])
def test_a_missing_label_is_minus_one(missing):
    assert class_targets(["a", missing, "b"], where="y")[1].tolist() == [0, -1, 1]


def test_a_missing_number_is_minus_one():
    assert class_targets(np.array([1.0, np.nan, 2.0]), where="y")[1].tolist() == [0, -1, 1]


def test_minus_one_is_a_class_unless_names_are_known():
    assert class_targets([-1, 1, -1], where="y")[0] == ("-1", "1")
    assert class_targets([-1, 1, 0], where="y", class_names=("a", "b"))[1].tolist() == [-1, 1, 0]


def test_refuses_a_number_without_name():
    with pytest.raises(DataError, match="label 2, and 2 class names"):
        class_targets([0, 1, 2], where="y", class_names=("a", "b"))


@pytest.mark.parametrize("raw", [[[1], [2]], [{"a": 1}, {"b": 2}]])
def test_refuses_what_is_no_single_label(raw):
    values = np.empty(2, object)
    values[:] = raw
    with pytest.raises(DataError, match="a label in `y`"):
        class_targets(values, where="y")


def test_refuses_dates():
    with pytest.raises(DataError, match="type datetime64"):
        class_targets(np.array(["2020-01-01", "2020-01-02"], "datetime64[D]"), where="y")
