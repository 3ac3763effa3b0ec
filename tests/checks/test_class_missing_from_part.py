"""D06 says: every class must be in every part."""

import pytest

from wellwired.checks import class_missing_from_part as check
from wellwired.core.verdict import Outcome


@pytest.mark.parametrize(("part", "name"), [(0, "train"), (2, "test")])
def test_fires_on_a_class_taken_out_of_a_part_and_names_both(scan_of, images, part, name):
    pixels, y, parts = images[0], images[1] % 5, images[2]
    keep = (parts != part) | (y != 3)
    verdict = check.judge(scan_of(pixels[keep], y[keep], parts[keep]))
    assert (verdict.outcome, verdict.where) == (Outcome.FAILED, f"3 in {name}")


def test_stays_silent_where_every_class_is_everywhere(scan_of, images):
    assert check.judge(scan_of(*images)).outcome is Outcome.PASSED


def test_is_unsure_in_a_part_of_a_few_samples(scan_of, images):
    pixels, y, parts = images
    keep = (parts < 2) | (y != 3)
    parts = parts.copy()
    parts[(parts == 2).nonzero()[0][8:]] = 0
    assert check.judge(scan_of(pixels[keep], y[keep], parts[keep])).outcome is Outcome.UNSURE
