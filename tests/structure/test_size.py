"""Images are read at a size that the budget can train on, and never larger than they are."""

import numpy as np
import pytest

from wellwired.structure.size import epochs_for, working_size


def sizes(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array(pairs, dtype=np.int32)


def test_small_uniform_images_are_read_as_they_are():
    size, fit, _ = working_size(sizes((28, 28), (28, 28)), num_train=60_000, budget_s=600)
    assert (size, fit) == ((28, 28), "exact")


def test_images_of_many_sizes_are_cut_to_a_square_no_larger_than_the_smaller_median_side():
    found = sizes((480, 640), (640, 480), (158, 240), (500, 500))
    (height, width), fit, _ = working_size(found, num_train=300, budget_s=600)
    assert fit == "cover"
    assert height == width
    assert height <= 500


def test_a_common_form_is_kept():
    (height, width), fit, _ = working_size(sizes(*[(100, 400)] * 5), num_train=500, budget_s=600)
    assert width / height == pytest.approx(4.0, rel=0.25)
    assert fit in ("stretch", "cover")


def test_more_time_never_means_fewer_pixels():
    found = sizes((600, 600), (500, 500))
    areas = [working_size(found, num_train=5000, budget_s=b)[0][0] for b in (30, 120, 600, 3600)]
    assert areas == sorted(areas)


def test_images_are_never_enlarged():
    found = sizes((20, 24), (24, 20), (22, 22))
    (height, width), _, _ = working_size(found, num_train=100, budget_s=6000)
    assert max(height, width) <= 24


@pytest.mark.parametrize(("num_train", "epochs"), [(100, 200), (10_000, 30), (10_000_000, 8)])
def test_small_sets_are_seen_more_often(num_train, epochs):
    assert epochs_for(num_train) == epochs
