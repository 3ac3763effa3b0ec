"""Data that cannot be trained on is refused with one error that says what to do; nothing stays on disk."""

import gzip
import io
import os
import struct
import subprocess
import sys
import zlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from wellwired.cli.main import exit_code
from wellwired.core.errors import AskError, WellwiredError
from wellwired.data.limits import Limits
from wellwired.recipe.fit import fit, inspect


def encoded(seed, form="PNG", side=8):
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 256, (side, side, 3), np.uint8)).save(file, form)
    return file.getvalue()


def images(folder, *paths):
    for seed, path in enumerate(paths):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(encoded(seed))
    return folder


def two_classes(folder, num=4):
    return images(folder, *(f"{kind}/{i}.png" for kind in ("cat", "dog") for i in range(num)))


def nothing(folder):
    folder.mkdir()
    return folder


def one_class(folder):
    return images(folder, "cat/1.png", "cat/2.png")


def class_with_one_file(folder):
    return images(folder, "cat/1.png", "cat/2.png", "dog/1.png")


def text_named_png(folder):
    (two_classes(folder) / "cat" / "note.png").write_text("milk, bread, eggs")
    return folder


def truncated_jpeg(folder):
    whole = encoded(0, "JPEG", side=64)
    (two_classes(folder) / "dog" / "torn.jpg").write_bytes(whole[: len(whole) // 2])
    return folder


def bomb(folder):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 1, 0, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")
    (two_classes(folder) / "cat" / "small.png").write_bytes(data)
    return folder


def npz_with_objects(folder):
    folder.mkdir()
    y = np.array([0, 1, 0, 1])
    np.savez(folder / "a.npz", X=np.array([np.zeros((8, 8))] * 3 + [None], dtype=object), y=y)
    return folder / "a.npz"


def idx_with_lying_header(folder):
    folder.mkdir()
    values = struct.pack(">HBB3I", 0, 8, 3, 60_000, 28, 28) + bytes(784)
    labels = struct.pack(">HBBI", 0, 8, 1, 2) + bytes([0, 1])
    for name, data in (("train-images-idx3-ubyte.gz", values), ("train-labels-idx1-ubyte.gz", labels)):
        (folder / name).write_bytes(gzip.compress(data))
    return folder


def parquet_without_images(folder):
    folder.mkdir()
    pq.write_table(pa.table({"height": [1.5, 2.5], "label": [0, 1]}), folder / "a.parquet")
    return folder / "a.parquet"


def csv_without_some_labels(folder):
    rows = [f"{i}.png,{'cat' if i % 2 else 'dog' if i != 4 else ''}" for i in range(8)]
    images(folder, *(f"{i}.png" for i in range(8)))
    (folder / "labels.csv").write_text("\n".join(["file_name,label", *rows]))
    return folder


def misspelt_path(folder):
    return two_classes(folder).with_name("dta")


def arrays_with_nan(folder):
    x = np.full((8, 8, 8), 0.5, np.float32)
    x[5, 0, 0] = np.nan
    return x, np.arange(8) % 2


CASES = {
    nothing: r"holds 0 images",
    one_class: r"1 class: `cat`",
    class_with_one_file: r"1 sample: `dog`",
    text_named_png: r"cat/note\.png",
    truncated_jpeg: r"dog/torn\.jpg",
    bomb: r"small\.png.*100,?000",
    npz_with_objects: r"holds objects",
    idx_with_lying_header: r"claims .*47,040,000|60000",
    parquet_without_images: r"no column of images|`height`",
    csv_without_some_labels: r"1 of 8 rows .* have no label",
    misspelt_path: r"does not exist \(did you mean `data`\?\); `.*` holds `data`\n",
    arrays_with_nan: r"NaN or infinite values, first in sample 5",
}


def held(folder):
    return {path.relative_to(folder): path.is_file() and path.read_bytes() for path in folder.rglob("*")}


def assert_refused(tmp_path, ask, match):
    before = held(tmp_path)
    with pytest.raises(WellwiredError, match=match) as caught:
        ask()
    assert all((caught.value.seen, caught.value.wanted, caught.value.do))
    assert f"\n  wanted: {caught.value.wanted}\n  do: {caught.value.do}" in str(caught.value)
    assert held(tmp_path) == before


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_refuses(make, tmp_path):
    data = make(tmp_path / "data")
    assert_refused(tmp_path, lambda: fit(data, out=tmp_path / "run"), CASES[make])


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_refuses_to_inspect(make, tmp_path):
    data = make(tmp_path / "data")
    assert_refused(tmp_path, lambda: inspect(data), CASES[make])


def test_refuses_a_target_that_is_no_column_and_names_the_nearest(tmp_path):
    folder = csv_without_some_labels(tmp_path / "data")
    match = r"`labl` is no column .*did you mean `label`"
    assert_refused(tmp_path, lambda: fit(folder, target="labl", out=tmp_path / "run"), match)


def test_refuses_broken_pixels_of_a_set_that_lies_on_disk(tmp_path):
    data, limits = truncated_jpeg(tmp_path / "data"), Limits(memory_bytes=100)
    assert_refused(tmp_path, lambda: fit(data, out=tmp_path / "run", limits=limits), r"dog/torn\.jpg")


@pytest.mark.parametrize(
    ("ask", "match"),
    [
        ({"budget_s": 1}, "`budget` is 1 s"),
        ({"epochs": 0}, "`epochs` is 0"),
        ({"overrides": {"speed": "9"}}, "`speed` is not a setting"),
        ({"device": "abacus"}, "`device` is 'abacus'"),
        ({"like": "no_such_run"}, "no_such_run"),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_refuses_a_question_that_it_cannot_answer(ask, match, tmp_path):
    assert_refused(tmp_path, lambda: fit("digits", out=tmp_path / "run", **ask), match)


def test_refuses_a_folder_that_holds_files_of_others_and_leaves_them(tmp_path):
    out = two_classes(tmp_path / "run")
    assert_refused(tmp_path, lambda: fit("digits", out=out), "is not empty")


def test_refuses_to_fit_nothing():
    with pytest.raises(AskError, match="`data` is None"):
        fit()


@pytest.mark.parametrize("make", [one_class, bomb, idx_with_lying_header], ids=lambda make: make.__name__)
def test_tells_it_on_the_command_line_without_a_traceback(make, tmp_path, capsys):
    data = make(tmp_path / "data")
    before = held(tmp_path)
    assert exit_code(["fit", str(data), "--out", str(tmp_path / "run")]) == 1
    told = capsys.readouterr().err
    assert "error: " in told
    assert "\n  wanted: " in told
    assert "Traceback" not in told
    assert held(tmp_path) == before


def test_a_process_ends_with_its_exit_code(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "wellwired.cli.main", "fit", str(misspelt_path(tmp_path / "data")), "--quiet"],
        cwd=tmp_path,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")
    assert "did you mean `data`" in done.stderr
    assert not (tmp_path / "runs").exists()
