"""Predictions as csv come back as they were, and no spreadsheet runs a cell of them."""

import csv
import io

import numpy as np
import pytest

from wellwired.artifact.csv_form import csv_text, defused, write_csv
from wellwired.artifact.predictions import Predictions

NK = np.array([[0.75, 0.25], [0.125, 0.875]])


def made(names=("a.png", "b.png"), classes=("cat", "dog"), **more):
    return Predictions(
        names=names, classes=classes, probabilities_NK=NK, predicted_N=NK.argmax(axis=1), **more
    )


def rows(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def test_has_a_row_for_each_sample_and_a_column_for_each_class():
    assert rows(csv_text(made())) == [
        ["name", "class", "probability", "p_cat", "p_dog"],
        ["a.png", "cat", "0.75", "0.75", "0.25"],
        ["b.png", "dog", "0.875", "0.125", "0.875"],
    ]


def test_adds_the_spread_of_dropout_samples():
    found = rows(csv_text(made(spread_NK=NK / 100)))
    assert found[0][-1] == "spread"
    assert found[2][-1] == "0.00875"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", " =", "\ufeff="])
def test_defuses_a_cell_that_starts_with(start):
    text = csv_text(made(names=(f"{start}cmd|'/c calc'!A0", "b"), classes=(f"{start}1+1", "dog")))
    first = rows(text)[1]
    assert first[0].startswith("'")
    assert first[1].startswith("'")


@pytest.mark.parametrize("name", ["a,b", 'a"b', "a\nb", "caf\u00e9", "a;b", "x=1"])
def test_gives_harmless_names_back(name):
    assert rows(csv_text(made(names=(name, "b"))))[1][0] == name
    assert defused(name) == name


def test_writes_a_file_with_names_that_are_no_unicode(tmp_path):
    write_csv(made(names=("bad\udcff.png", "b")), tmp_path / "out.csv")
    assert rows((tmp_path / "out.csv").read_text(encoding="utf-8"))[1][0] == "bad\\udcff.png"


def test_writes_to_a_stream_of_another_encoding():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="")
    write_csv(made(names=("caf\u00e9", "b")), stream)
    assert b"caf\\xe9" in raw.getvalue()
