"""D01 says: no more than a few files may be unreadable."""

import numpy as np
from PIL import Image

from wellwired.checks import files_unreadable as check
from wellwired.core.verdict import Outcome
from wellwired.data.limits import Limits
from wellwired.data.load import load
from wellwired.data.read import read_labelled
from wellwired.data.scan import scan


def folder(tmp_path, *, broken):
    rng = np.random.default_rng(0)
    for index in range(30):
        place = tmp_path / "set" / "ab"[index % 2] / f"{index}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (8, 8), np.uint8)).save(place)
        if index < broken:
            place.write_bytes(place.read_bytes()[:40])
    limits = Limits(unreadable_share=0.5)
    source = read_labelled(tmp_path / "set", limits=limits)
    samples = load(
        source, height=8, width=8, num_channels=1, fit="exact", folder=tmp_path / "cache", limits=limits
    )
    return scan(samples, source)


def test_fires_on_files_cut_short_and_names_them(tmp_path):
    verdict = check.judge(folder(tmp_path, broken=3))
    assert (verdict.outcome, "0.png" in verdict.where) == (Outcome.FAILED, True)


def test_stays_silent_on_whole_files(tmp_path):
    assert check.judge(folder(tmp_path, broken=0)).outcome is Outcome.PASSED
