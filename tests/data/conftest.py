"""Small sets of images, written the way people have them on disk."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "images"


@pytest.fixture
def shared():
    if not SHARED.is_dir():
        pytest.skip("the shared sets are not beside this repository")
    return SHARED


@pytest.fixture
def noise():
    """Random pixels of a shape, by seed."""

    def make(seed, *shape):
        return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)

    return make


@pytest.fixture
def png(noise):
    """Bytes of a small colour image, by seed."""

    def make(seed, height=8, width=8):
        file = io.BytesIO()
        Image.fromarray(noise(seed, height, width, 3)).save(file, "PNG")
        return file.getvalue()

    return make


@pytest.fixture
def write(png):
    """Write images of the given paths below a folder; the path decides the seed."""

    def make(folder, *paths):
        for number, path in enumerate(paths):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(png(number))
        return folder

    return make


@pytest.fixture
def cats_and_dogs(tmp_path, write):
    """Two classes with three images each, in folders."""
    return write(tmp_path / "pets", *(f"{kind}/{i}.png" for kind in ("cat", "dog") for i in range(3)))
