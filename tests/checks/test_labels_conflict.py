"""D05 says: one image must not carry two classes."""

from wellwired.checks import labels_conflict as check
from wellwired.core.verdict import Outcome


def test_fires_on_copies_with_another_label(scan_of, images):
    pixels, y, parts = images
    pixels[100:110], y[100:110] = pixels[:10], (y[:10] + 1) % 10
    assert check.judge(scan_of(pixels, y, parts)).outcome is Outcome.FAILED


def test_stays_silent_on_copies_with_the_same_label(scan_of, images):
    pixels, y, parts = images
    pixels[100:110] = pixels[0:10]
    assert check.judge(scan_of(pixels, y, parts)).outcome is Outcome.PASSED


def test_stays_silent_on_a_single_pair(scan_of, images):
    pixels, y, parts = images
    pixels[1] = pixels[0]
    assert check.judge(scan_of(pixels, y, parts)).outcome is Outcome.PASSED
