"""Cut, doubled, shuffled or changed bytes give our error or a sound reading, and nothing else."""

import gzip
import io
import struct
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from wellwired.core.errors import DataError
from wellwired.data.limits import Limits
from wellwired.data.load import load
from wellwired.data.read import read_labelled

LIMITS = Limits(max_pixels=10_000, memory_bytes=2**20, unreadable_share=0.5)
Y = np.arange(4, dtype=np.uint8) % 2
X = np.random.default_rng(0).integers(0, 256, (4, 6, 5), dtype=np.uint8)


def idx(values):
    return struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.tobytes()


def npz():
    file = io.BytesIO()
    np.savez_compressed(file, X=X, y=Y)
    return file.getvalue()


def image(form):
    file = io.BytesIO()
    Image.fromarray(X[0]).resize((32, 32)).save(file, form)
    return file.getvalue()


def lay_out(kind, folder, data):
    """Write the set with the mutated bytes in its place; the path to read."""
    if kind.startswith("idx"):
        ending = ".gz" if kind == "idx.gz" else ""
        (folder / f"train-images-idx3-ubyte{ending}").write_bytes(data)
        (folder / "train-labels-idx1-ubyte").write_bytes(idx(Y))
        return folder
    if kind == "npz":
        (folder / "set.npz").write_bytes(data)
        return folder / "set.npz"
    for number in range(8):
        (folder / "ab"[number % 2]).mkdir(exist_ok=True)
        (folder / "ab"[number % 2] / f"{number}.png").write_bytes(data if number == 0 else WHOLE["png"])
    return folder


WHOLE = {
    "idx": idx(X),
    "idx.gz": gzip.compress(idx(X)),
    "npz": npz(),
    "png": image("PNG"),
    "jpeg": image("JPEG"),
    "gif": image("GIF"),
    "bmp": image("BMP"),
    "tiff": image("TIFF"),
    "webp": image("WEBP"),
    "ppm": image("PPM"),
}


@st.composite
def mutated(draw, data):
    """The bytes with one to three mutations."""
    out = bytearray(data)
    for _ in range(draw(st.integers(1, 3))):
        if not out:
            break
        at, length = draw(st.integers(0, len(out) - 1)), draw(st.integers(1, 40))
        way = draw(st.sampled_from(["cut", "double", "shuffle", "change", "drop"]))
        piece = out[at : at + length]
        if way == "cut":
            del out[at:]
        elif way == "drop":
            del out[at : at + length]
        elif way == "double":
            out[at:at] = piece
        elif way == "shuffle":
            out[at : at + length] = bytes(draw(st.permutations(list(piece))))
        else:
            out[at : at + length] = draw(st.binary(min_size=len(piece), max_size=len(piece)))
    return bytes(out)


def read_or_refuse(kind, data):
    with tempfile.TemporaryDirectory() as folder:
        try:
            source = read_labelled(lay_out(kind, Path(folder), data), limits=LIMITS)
            samples = load(
                source,
                height=8,
                width=8,
                num_channels=source.num_channels if source.num_channels in (1, 3) else 1,
                fit="cover",
                folder=None,
                limits=LIMITS,
            )
        except DataError:
            return
    count = len(samples.names)
    assert samples.pixels_NHWC.shape[:3] == (count, 8, 8)
    assert len(samples.targets_N) == len(samples.part_N) == count
    assert ((samples.targets_N >= 0) & (samples.targets_N < len(samples.classes))).all()


def small(test):
    return settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))(test)


def large(test):
    return settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))(test)


@pytest.mark.parametrize("kind", WHOLE)
@small
@given(st.data())
def test_a_few_mutations(kind, data):
    read_or_refuse(kind, data.draw(mutated(WHOLE[kind])))


@pytest.mark.slow
@pytest.mark.parametrize("kind", WHOLE)
@large
@given(st.data())
def test_many_mutations(kind, data):
    read_or_refuse(kind, data.draw(mutated(WHOLE[kind])))


@pytest.mark.parametrize("kind", WHOLE)
def test_whole_bytes_are_read(kind, tmp_path):
    assert read_labelled(lay_out(kind, tmp_path, WHOLE[kind]), limits=LIMITS).unreadable == ()
