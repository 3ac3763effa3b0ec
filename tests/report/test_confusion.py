"""The confusion matrix is a table while it can be read, and names the classes mixed up most."""

import pytest

from wellwired.report.confusion import confusion_view


def record(many):
    names = [f"class {i}" for i in range(many)]
    counts = [[9 if i == j else int(j == i + 1) * 3 for j in range(many)] for i in range(many)]
    return {"classes": names, "counts": counts, "part": "test"}


def test_few_classes_are_a_table():
    assert len(confusion_view(record(5)).rows) == 5


def test_many_classes_are_a_map():
    view = confusion_view(record(40))
    assert view.rows == ()
    assert view.figure is not None


def test_more_classes_than_a_picture_can_show_leave_the_pairs():
    view = confusion_view(record(400))
    assert view.figure is None
    assert view.pairs


def test_recall_is_the_share_of_its_row():
    assert confusion_view(record(5)).rows[0].recall == pytest.approx(9 / 12)


def test_the_pair_mixed_up_most_comes_first():
    one = record(3)
    one["counts"][2][0] = 7
    assert confusion_view(one).pairs[0] == ("class 2", "class 0", 7, 16)


def test_a_class_without_samples_has_no_recall():
    one = {"classes": ["a", "b"], "counts": [[0, 0], [1, 1]]}
    assert confusion_view(one).rows[0].recall is None
