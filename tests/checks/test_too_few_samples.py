"""D08 says: there must be samples enough to learn from and to judge by."""

import numpy as np

from wellwired.checks import too_few_samples as check
from wellwired.core.verdict import Outcome


def test_fires_on_a_class_of_three_and_names_it(scan_of, images):
    pixels, _, parts = images
    y = np.arange(300) % 2
    y[[0, 10, 20, 210, 260]] = 2
    assert check.judge(scan_of(pixels, y, parts)).where == "class 2"


def test_fires_on_a_judging_part_of_ten(scan_of, images):
    pixels, y, parts = images
    parts = np.where(parts > 0, 0, parts).astype(np.int8)
    parts[:10] = 2
    assert check.judge(scan_of(pixels, y, parts)).where == "judging part"


def test_stays_silent_on_twenty_a_class(scan_of, images):
    assert check.judge(scan_of(*images)).outcome is Outcome.PASSED
