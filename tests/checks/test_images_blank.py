"""D04 says: images must show something."""

from wellwired.checks import images_blank as check
from wellwired.core.verdict import Outcome


def test_fires_on_images_of_one_value(scan_of, images):
    pixels, y, parts = images
    pixels[::10] = 255
    assert check.judge(scan_of(pixels, y, parts)).outcome is Outcome.FAILED


def test_stays_silent_on_images_that_show_something(scan_of, images):
    assert check.judge(scan_of(*images)).outcome is Outcome.PASSED


def test_stays_silent_on_a_few_and_names_them(scan_of, images):
    pixels, y, parts = images
    pixels[7] = 0
    verdict = check.judge(scan_of(pixels, y, parts))
    assert (verdict.outcome, verdict.note.startswith("blank: ")) == (Outcome.PASSED, True)
