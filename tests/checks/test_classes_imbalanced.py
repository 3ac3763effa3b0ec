"""D03 says: whoever reads the accuracy must know of classes far larger than others."""

import numpy as np
import pytest

from wellwired.checks import classes_imbalanced as check
from wellwired.core.verdict import Outcome


def test_fires_on_one_sample_in_fifty_and_names_the_class(scan_of, images):
    pixels, _, _ = images
    verdict = check.judge(scan_of(pixels, (np.arange(300) % 50 == 0).astype(int)))
    assert (verdict.outcome, verdict.where) == (Outcome.FAILED, "class 1: 6 samples")


@pytest.mark.parametrize("every", [2, 4, 12])
def test_stays_silent_on_classes_that_differ_as_they_do(scan_of, images, every):
    pixels, _, _ = images
    assert check.judge(scan_of(pixels, (np.arange(300) % every == 0).astype(int))).outcome is Outcome.PASSED


def test_draws_one_set_of_bars_a_part(scan_of, images):
    assert [one.name for one in check.judge(scan_of(*images)).figure.series] == ["train", "valid", "test"]
