"""D07 says: the file's size and format must not tell the class."""

import numpy as np
from PIL import Image

from wellwired.checks import size_tells_class as check
from wellwired.core.verdict import Outcome
from wellwired.data.load import load
from wellwired.data.read import read_labelled
from wellwired.data.scan import scan


def folder(tmp_path, size_of):
    rng = np.random.default_rng(0)
    for index in range(60):
        place = tmp_path / "set" / "ab"[index % 2] / f"{index}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        size = size_of(index % 2, rng)
        Image.fromarray(rng.integers(0, 256, (size, size), np.uint8)).save(place)
    source = read_labelled(tmp_path / "set")
    samples = load(source, height=8, width=8, num_channels=1, fit="stretch", folder=tmp_path / "cache")
    return scan(samples, source)


def test_fires_on_classes_collected_in_two_sizes(tmp_path):
    assert check.judge(folder(tmp_path, lambda kind, rng: 16 + 8 * kind)).outcome is Outcome.FAILED


def test_stays_silent_on_one_size(tmp_path):
    assert check.judge(folder(tmp_path, lambda kind, rng: 16)).outcome is Outcome.PASSED


def test_stays_silent_on_sizes_that_vary_within_each_class(tmp_path):
    assert check.judge(folder(tmp_path, lambda kind, rng: int(rng.integers(8, 24)))).outcome is Outcome.PASSED
