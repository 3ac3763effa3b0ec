"""Parquet files hold encoded images, their labels, and sometimes the names of the classes."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wellwired.core.errors import DataError
from wellwired.data.load import load
from wellwired.data.read import read_labelled, read_unlabelled


@pytest.fixture
def make(png):
    def write(path, labels, *, start=0, plain=False, names=None, column="image", label="label", **more):
        images = [png(start + i) for i in range(len(labels))]
        if not plain:
            images = [{"bytes": one, "path": f"{i}.png"} for i, one in enumerate(images)]
        table = pa.table({column: images, label: labels, **more})
        if names:
            feature = {"names": names, "_type": "ClassLabel"}
            info = json.dumps({"info": {"features": {label: feature}}})
            table = table.replace_schema_metadata({"huggingface": info})
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path, row_group_size=3)
        return path

    return write


LABELS = [0, 1, 0, 1]


@pytest.mark.parametrize("plain", [True, False])
def test_bytes_may_be_plain_or_in_a_struct(tmp_path, make, plain):
    source = read_labelled(make(tmp_path / "set.parquet", LABELS, plain=plain))
    assert (source.form, source.classes) == ("parquet", ("0", "1"))
    assert source.targets_N.tolist() == LABELS


def test_pixels_are_those_written(tmp_path, make, noise):
    source = read_labelled(make(tmp_path / "set.parquet", LABELS))
    samples = load(source, height=8, width=8, num_channels=3, fit="exact", folder=None)
    for seed in range(4):
        assert (samples.pixels_NHWC[seed] == noise(seed, 8, 8, 3)).all()


def test_class_label_metadata_names_the_classes(tmp_path, make):
    assert read_labelled(make(tmp_path / "set.parquet", LABELS, names=["cat", "dog"])).classes == (
        "cat",
        "dog",
    )


def test_a_named_class_without_samples_is_none(tmp_path, make):
    source = read_labelled(make(tmp_path / "set.parquet", [0, 2, 0, 2], names=["cat", "cow", "dog"]))
    assert source.classes == ("cat", "dog")
    assert source.targets_N.tolist() == [0, 1, 0, 1]


@pytest.mark.parametrize("name", ["classes.txt", "labels.txt", "class_names.txt"])
def test_a_list_beside_the_file_names_the_classes(tmp_path, make, name):
    (tmp_path / name).write_text("cat\ndog\n")
    assert read_labelled(make(tmp_path / "set.parquet", LABELS)).classes == ("cat", "dog")


def test_a_list_that_is_too_short_is_noted_and_not_used(tmp_path, make):
    (tmp_path / "classes.txt").write_text("cat\n")
    source = read_labelled(make(tmp_path / "set.parquet", LABELS))
    assert source.classes == ("0", "1")
    assert any("was not used" in reason for reason in source.reasons)


def test_labels_may_be_words(tmp_path, make):
    assert read_labelled(make(tmp_path / "set.parquet", ["x", "y", "x", "y"])).classes == ("x", "y")


def test_files_of_a_folder_are_joined_by_part(tmp_path, make):
    for i in range(2):
        make(tmp_path / "data" / f"train-0000{i}-of-00002.parquet", LABELS, start=4 * i)
    make(tmp_path / "data" / "test-00000-of-00001.parquet", LABELS, start=8)
    make(tmp_path / "data" / "validation-00000-of-00001.parquet", LABELS, start=12)
    source = read_labelled(tmp_path)
    assert np.bincount(source.part_N).tolist() == [8, 4, 4]


def test_pixels_follow_their_rows_through_files_and_choices(tmp_path, make, noise):
    make(tmp_path / "test.parquet", [-1, -1], names=["a", "b"])
    make(tmp_path / "train.parquet", LABELS, start=2, names=["a", "b"])
    source = read_labelled(tmp_path)
    samples = load(source, height=8, width=8, num_channels=3, fit="exact", folder=None)
    assert samples.names[0] == "train.parquet#0"
    assert (samples.pixels_NHWC[3] == noise(5, 8, 8, 3)).all()


def test_a_column_may_name_the_parts(tmp_path, make):
    path = make(tmp_path / "set.parquet", LABELS, split=["train", "train", "test", "test"])
    assert read_labelled(path).part_N.tolist() == [0, 0, 2, 2]


def test_the_target_overrules(tmp_path, make):
    path = make(tmp_path / "set.parquet", LABELS, kind=["a", "a", "b", "b"])
    assert read_labelled(path, target="kind").targets_N.tolist() == [0, 0, 1, 1]


def test_refuses_a_target_that_is_no_column(tmp_path, make):
    with pytest.raises(DataError, match="did you mean `label`"):
        read_labelled(make(tmp_path / "set.parquet", LABELS), target="lebel")


def test_refuses_a_table_without_images_and_names_its_columns(tmp_path):
    pq.write_table(pa.table({"width": [1.0, 2.0], "label": [0, 1]}), tmp_path / "set.parquet")
    with pytest.raises(DataError, match=r"no column of images; .*`width: double`"):
        read_labelled(tmp_path / "set.parquet")


def test_refuses_rows_without_label(tmp_path, make):
    with pytest.raises(DataError, match="1 of 4 rows"):
        read_labelled(make(tmp_path / "set.parquet", [0, None, 0, 1]))


def test_refuses_continuous_labels(tmp_path, make):
    with pytest.raises(DataError, match="no whole numbers"):
        read_labelled(make(tmp_path / "set.parquet", [0.5, 1.5, 0.5, 1.5]))


def test_refuses_several_labels_a_sample(tmp_path, make):
    with pytest.raises(DataError, match="several labels"):
        read_labelled(make(tmp_path / "set.parquet", [[0], [1], [0, 1], [1]]))


def test_refuses_a_damaged_file(tmp_path, make):
    path = make(tmp_path / "set.parquet", LABELS)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match="no readable parquet"):
        read_labelled(path)


def test_refuses_files_of_which_only_some_name_a_part(tmp_path, make):
    make(tmp_path / "train.parquet", LABELS)
    make(tmp_path / "extra.parquet", LABELS)
    with pytest.raises(DataError, match=r"name no part: `extra\.parquet`"):
        read_labelled(tmp_path)


def test_reads_images_without_labels(tmp_path, png):
    pq.write_table(pa.table({"image": [png(0), png(1)]}), tmp_path / "set.parquet")
    assert read_unlabelled(tmp_path / "set.parquet").names == ("set.parquet#0", "set.parquet#1")
