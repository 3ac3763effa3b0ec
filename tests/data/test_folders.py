"""Folders name the classes, and the parts where there are any."""

import os

import numpy as np
import pytest

from wellwired.core.errors import DataError
from wellwired.data.limits import Limits
from wellwired.data.read import read_labelled, read_unlabelled


def test_folders_are_classes(cats_and_dogs):
    source = read_labelled(cats_and_dogs)
    assert (source.form, source.classes) == ("folders", ("cat", "dog"))
    assert source.targets_N.tolist() == [0, 0, 0, 1, 1, 1]
    assert set(source.part_N.tolist()) == {-1}


def test_names_are_sorted_paths(cats_and_dogs):
    assert read_labelled(cats_and_dogs).names == tuple(
        f"{k}/{i}.png" for k in ("cat", "dog") for i in range(3)
    )


def test_order_is_not_that_of_the_file_system(tmp_path, write):
    paths = [f"{kind}/{i}.png" for kind in "ba" for i in (2, 0, 1)]
    assert read_labelled(write(tmp_path, *paths)).names == tuple(sorted(paths))


@pytest.mark.parametrize("valid", ["val", "valid", "validation", "Val", "dev"])
def test_part_folders_are_parts_by_any_usual_name(tmp_path, write, valid):
    parts = ("train", valid, "test")
    write(tmp_path, *(f"{part}/{kind}/{i}.png" for part in parts for kind in "ab" for i in range(2)))
    source = read_labelled(tmp_path)
    assert source.classes == ("a", "b")
    assert np.bincount(source.part_N).tolist() == [4, 4, 4]


def test_parts_may_lie_within_the_classes(tmp_path, write):
    write(
        tmp_path, *(f"{kind}/{part}/{i}.png" for kind in "ab" for part in ("train", "test") for i in range(2))
    )
    source = read_labelled(tmp_path)
    assert source.classes == ("a", "b")
    assert sorted(set(source.part_N.tolist())) == [0, 2]


def test_a_class_may_be_called_train(tmp_path, write):
    write(tmp_path, *(f"{kind}/{i}.png" for kind in ("bus", "car", "train") for i in range(2)))
    assert read_labelled(tmp_path).classes == ("bus", "car", "train")


def test_a_wrapping_folder_is_gone_through(tmp_path, write):
    write(tmp_path, *(f"pets/images/{kind}/{i}.png" for kind in "ab" for i in range(2)))
    assert read_labelled(tmp_path).classes == ("a", "b")


def test_numbered_classes_come_in_the_order_of_numbers(tmp_path, write):
    write(tmp_path, *(f"{kind}/{i}.png" for kind in (10, 9, 1) for i in range(2)))
    assert read_labelled(tmp_path).classes == ("1", "9", "10")


def test_images_deeper_in_a_class_folder_belong_to_it(tmp_path, write):
    write(tmp_path, "a/1.png", "a/more/2.png", "b/1.png", "b/2.png")
    assert read_labelled(tmp_path).targets_N.tolist() == [0, 0, 1, 1]


def test_hidden_and_system_files_are_passed_over_with_a_note(cats_and_dogs):
    for path in (".DS_Store", "cat/Thumbs.db", "dog/._1.png", "__MACOSX/cat/1.png", "Desktop.ini"):
        (cats_and_dogs / path).parent.mkdir(parents=True, exist_ok=True)
        (cats_and_dogs / path).write_bytes(b"x")
    source = read_labelled(cats_and_dogs)
    assert len(source.names) == 6
    assert any("hidden or system" in reason for reason in source.reasons)


def test_a_link_out_of_the_folder_is_not_followed(cats_and_dogs, png):
    outside = cats_and_dogs.parent / "secret.png"
    outside.write_bytes(png(99))
    (cats_and_dogs / "cat" / "link.png").symlink_to(outside)
    source = read_labelled(cats_and_dogs)
    assert not any("link" in name for name in source.names)
    assert any("links" in reason and "link.png" in reason for reason in source.reasons)


def test_a_link_to_a_folder_and_a_loop_are_not_followed(cats_and_dogs):
    (cats_and_dogs / "cat" / "loop").symlink_to(cats_and_dogs)
    assert len(read_labelled(cats_and_dogs).names) == 6


def test_a_pipe_called_png_does_not_hold_the_reader(cats_and_dogs):
    os.mkfifo(cats_and_dogs / "cat" / "pipe.png")
    assert len(read_labelled(cats_and_dogs).names) == 6


def test_an_empty_class_folder_is_noted(cats_and_dogs):
    (cats_and_dogs / "horse").mkdir()
    source = read_labelled(cats_and_dogs)
    assert source.classes == ("cat", "dog")
    assert any("horse" in reason for reason in source.reasons)


def test_a_test_part_without_classes_is_left_out_with_a_note(tmp_path, write):
    write(
        tmp_path,
        "train/a/1.png",
        "train/a/2.png",
        "train/b/1.png",
        "train/b/2.png",
        "test/1.png",
        "test/2.png",
    )
    source = read_labelled(tmp_path)
    assert len(source.names) == 4
    assert any("test part have no label" in reason for reason in source.reasons)


def test_refuses_an_empty_folder(tmp_path):
    with pytest.raises(DataError, match="holds 0 images"):
        read_labelled(tmp_path)


def test_refuses_a_folder_of_other_files_and_names_their_endings(tmp_path):
    (tmp_path / "a.heic").write_bytes(b"x")
    with pytest.raises(DataError, match=r"1 \.heic"):
        read_labelled(tmp_path)


def test_refuses_one_class(tmp_path, write):
    with pytest.raises(DataError, match="1 class: `cat`"):
        read_labelled(write(tmp_path, "cat/1.png", "cat/2.png"))


def test_refuses_a_class_with_one_file(tmp_path, write):
    with pytest.raises(DataError, match="have 1 sample: `dog`"):
        read_labelled(write(tmp_path, "cat/1.png", "cat/2.png", "dog/1.png"))


def test_refuses_a_flat_folder_without_labels(tmp_path, write):
    with pytest.raises(DataError, match="no class folders or csv"):
        read_labelled(write(tmp_path, "1.png", "2.png"))


def test_refuses_a_target_where_there_are_no_columns(cats_and_dogs):
    with pytest.raises(DataError, match="no columns"):
        read_labelled(cats_and_dogs, target="label")


def test_refuses_a_folder_of_several_sets_and_names_them(tmp_path, write):
    for name in ("birds", "fish"):
        write(
            tmp_path / name,
            *(f"{part}/{k}/{i}.png" for part in ("train", "test") for k in "ab" for i in (1, 2)),
        )
    with pytest.raises(DataError, match=r"2 sets: `birds`, `fish`"):
        read_labelled(tmp_path)


def test_refuses_more_files_than_the_limit(cats_and_dogs):
    with pytest.raises(DataError, match="more than 4 files"):
        read_labelled(cats_and_dogs, limits=Limits(max_files=4))


def test_refuses_a_path_that_does_not_exist_and_names_the_nearest(cats_and_dogs):
    with pytest.raises(DataError, match="did you mean `pets`"):
        read_labelled(cats_and_dogs.parent / "petz")


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "", " ", "~nobody_of_that_name/x"])
def test_refuses_names_that_no_file_can_have_in_a_short_message(name):
    with pytest.raises(DataError, match=r"does not exist|the path is") as caught:
        read_labelled(name)
    assert len(caught.value.seen) < 600


def test_refuses_a_misspelt_shipped_set():
    with pytest.raises(DataError, match="did you mean `digits`"):
        read_labelled("digit")


def test_tables_that_ship_with_scikit_learn_come_later():
    with pytest.raises(DataError, match="tables come later"):
        read_labelled("iris")


def test_reads_any_folder_without_labels(tmp_path, write):
    source = read_unlabelled(write(tmp_path, "x/1.png", "2.png"))
    assert source.names == ("2.png", "x/1.png")
    assert source.targets_N.tolist() == [-1, -1]


def test_reads_one_image_without_label(cats_and_dogs):
    assert read_unlabelled(cats_and_dogs / "cat" / "1.png").names == ("1.png",)


def test_tells_how_far_reading_has_come(cats_and_dogs):
    told = []
    read_labelled(cats_and_dogs, tell=lambda *word: told.append(word))
    assert told[-1] == ("reading headers", 6, 6)
