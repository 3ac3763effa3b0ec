"""D02 says: training and judging parts must not share images."""

from wellwired.checks import parts_share_samples as check
from wellwired.core.verdict import Outcome


def test_fires_on_test_images_copied_from_training(scan_of, images):
    pixels, y, parts = images
    pixels[250:260], y[250:260] = pixels[:10], y[:10]
    verdict = check.judge(scan_of(pixels, y, parts))
    assert (verdict.outcome, verdict.seen[1].value) == (Outcome.FAILED, 10)


def test_fires_on_validation_images_copied_from_training(scan_of, images):
    pixels, y, parts = images
    pixels[200:210], y[200:210] = pixels[:10], y[:10]
    assert check.judge(scan_of(pixels, y, parts)).outcome is Outcome.FAILED


def test_stays_silent_on_different_images(scan_of, images):
    assert check.judge(scan_of(*images)).outcome is Outcome.PASSED


def test_stays_silent_on_copies_within_training(scan_of, images):
    pixels, y, parts = images
    pixels[10:50] = pixels[50:90]
    assert check.judge(scan_of(pixels, y, parts)).outcome is Outcome.PASSED


def test_stays_silent_on_one_copy_in_a_small_part(scan_of, images):
    pixels, y, parts = images
    pixels[299] = pixels[0]
    assert check.judge(scan_of(pixels, y, parts)).outcome is Outcome.PASSED


def test_skips_without_a_judging_part(scan_of, images):
    pixels, y, _ = images
    assert check.judge(scan_of(pixels, y)).outcome is Outcome.SKIPPED
