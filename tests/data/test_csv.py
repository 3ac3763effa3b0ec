"""A csv names the files and their labels; its columns are found from the data."""

import pytest

from wellwired.core.errors import DataError
from wellwired.data.read import read_labelled, read_unlabelled


@pytest.fixture
def flat(tmp_path, write):
    return write(tmp_path / "set", *(f"{i}.png" for i in range(4)))


def table(folder, text, name="labels.csv"):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder


ROWS = "0.png,a\n1.png,b\n2.png,a\n3.png,b\n"


@pytest.mark.parametrize("file", ["file_name", "filename", "FILE", "Image", "path", "whatever"])
@pytest.mark.parametrize("label", ["label", "Class", "TARGET", "category", "anything"])
def test_columns_are_found_by_content_and_name(flat, file, label):
    source = read_labelled(table(flat, f"{file},{label}\n{ROWS}"))
    assert (source.form, source.target, source.classes) == ("csv", label, ("a", "b"))
    assert source.targets_N.tolist() == [0, 1, 0, 1]


def test_the_csv_itself_may_be_given(flat):
    assert len(read_labelled(table(flat, f"file,label\n{ROWS}") / "labels.csv").names) == 4


def test_the_csv_may_lie_beside_the_folder(flat):
    table(flat.parent, f"file,label\n{ROWS}")
    assert len(read_labelled(flat.parent).names) == 4
    assert len(read_labelled(flat).names) == 4


def test_names_may_lack_their_ending(flat):
    assert len(read_labelled(table(flat, "id,label\n0,a\n1,b\n2,a\n3,b\n")).names) == 4


def test_a_csv_may_have_no_header(flat):
    assert read_labelled(table(flat, ROWS)).classes == ("a", "b")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_is_read(flat, separator):
    assert len(read_labelled(table(flat, f"file,label\n{ROWS}".replace(",", separator))).names) == 4


def test_bytes_that_are_no_utf8_are_read_with_a_note(flat):
    (flat / "labels.csv").write_bytes(f"file,label\n{ROWS}".replace("a", "\xe4").encode("latin-1"))
    source = read_labelled(flat)
    assert "\xe4" in source.classes
    assert any("latin-1" in reason for reason in source.reasons)


def test_a_byte_order_mark_is_no_part_of_a_name(flat):
    (flat / "labels.csv").write_bytes(
        b"\xef\xbb\xbfclass,file\r\na,0.png\r\nb,1.png\r\na,2.png\r\nb,3.png\r\n"
    )
    assert read_labelled(flat).target == "class"


def test_labels_that_look_like_names_are_no_files(flat):
    source = read_labelled(
        table(flat, ",pic,kind\n0,3.png,0\n1,2.png,1\n2,1.png,0\n3,0.png,1\n"), target="kind"
    )
    assert source.names == ("3.png", "2.png", "1.png", "0.png")


def test_the_target_overrules(flat):
    text = "file,label,kind\n0.png,a,x\n1.png,b,x\n2.png,a,y\n3.png,b,y\n"
    assert read_labelled(table(flat, text), target="kind").targets_N.tolist() == [0, 0, 1, 1]


def test_a_column_of_parts_is_kept(flat):
    text = "file,label,split\n0.png,a,train\n1.png,b,train\n2.png,a,test\n3.png,b,test\n"
    assert read_labelled(table(flat, text)).part_N.tolist() == [0, 0, 2, 2]


def test_one_csv_a_part_is_read(tmp_path, write):
    for part in ("train", "test"):
        write(tmp_path / part, "0.png", "1.png")
        table(tmp_path, "file,label\n0.png,a\n1.png,b\n", f"{part}.csv")
    source = read_labelled(tmp_path)
    assert source.names == ("train/0.png", "train/1.png", "test/0.png", "test/1.png")
    assert source.part_N.tolist() == [0, 0, 2, 2]


def test_a_csv_inside_each_part_is_read(tmp_path, write):
    for part in ("train", "validation"):
        table(write(tmp_path / part, "0.png", "1.png"), "file_name,label\n0.png,a\n1.png,b\n", "metadata.csv")
    assert read_labelled(tmp_path).part_N.tolist() == [0, 0, 1, 1]


def test_a_test_csv_without_labels_is_left_out_with_a_note(tmp_path, write):
    write(tmp_path / "train", *(f"{i}.png" for i in range(4)))
    write(tmp_path / "test", "8.png", "9.png")
    table(tmp_path, f"file,label\n{ROWS}", "train.csv")
    table(tmp_path, "file\n8.png\n9.png\n", "test.csv")
    source = read_labelled(tmp_path)
    assert len(source.names) == 4
    assert any("test.csv" in reason and "left out" in reason for reason in source.reasons)


def test_folders_of_files_may_name_the_parts(tmp_path, write):
    write(tmp_path, "train/0.png", "train/1.png", "test/0.png", "test/1.png")
    rows = "".join(f"{part}/{i}.png,{label}\n" for part in ("train", "test") for i, label in enumerate("ab"))
    assert read_labelled(table(tmp_path, f"path,label\n{rows}")).part_N.tolist() == [0, 0, 2, 2]


def test_images_in_no_row_are_noted(flat):
    source = read_labelled(table(flat, "file,label\n0.png,a\n1.png,b\n2.png,a\n3.png,b\n"))
    assert not any("in no row" in reason for reason in source.reasons)
    (flat / "9.png").write_bytes((flat / "0.png").read_bytes())
    assert any("1 images are in no row" in reason for reason in read_labelled(flat).reasons)


def test_repeated_rows_count_once(flat):
    assert len(read_labelled(table(flat, f"file,label\n{ROWS}{ROWS}")).names) == 4


def test_a_csv_that_names_no_image_gives_way_to_class_folders(cats_and_dogs):
    table(cats_and_dogs, "epoch,loss\n1,0.5\n", "log.csv")
    assert read_labelled(cats_and_dogs).form == "folders"


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "C:\\\\photo.png", "a/../../x.png"])
def test_refuses_paths_that_lead_out_of_the_folder(flat, path):
    with pytest.raises(DataError, match="lead out of the folder"):
        read_labelled(table(flat, f"file_name,label\n{ROWS}{path},a\n"))


def test_refuses_a_csv_of_nothing_but_outside_paths(flat):
    with pytest.raises(DataError, match="lead out of the folder"):
        read_labelled(table(flat, "file_name,label\n/etc/passwd,a\n/etc/hosts,b\n"))


def test_refuses_files_that_do_not_exist_and_names_them(flat):
    with pytest.raises(DataError, match=r"1 of 5 files .* `gone\.png`"):
        read_labelled(table(flat, f"file,label\n{ROWS}gone.png,a\n"))


def test_refuses_rows_without_label_and_counts_them(flat):
    with pytest.raises(DataError, match="2 of 4 rows"):
        read_labelled(table(flat, "file,label\n0.png,a\n1.png,\n2.png,b\n3.png,NA\n"))


def test_refuses_a_target_that_is_no_column_and_names_the_nearest(flat):
    with pytest.raises(DataError, match=r"did you mean `label`") as caught:
        read_labelled(table(flat, f"file,label\n{ROWS}"), target="lable")
    assert "`file`" in caught.value.wanted


def test_refuses_a_csv_without_a_column_of_labels(flat):
    with pytest.raises(DataError, match="0 columns beside the images"):
        read_labelled(table(flat, "file\n0.png\n1.png\n2.png\n3.png\n"))


def test_refuses_to_guess_between_columns_and_names_the_likeliest(flat):
    rows = "0.png,a,1\n1.png,b,2\n2.png,a,3\n3.png,b,4\n"
    with pytest.raises(DataError, match=r"did you mean `lable`"):
        read_labelled(table(flat, f"file,lable,width\n{rows}"))


def test_refuses_continuous_labels(flat):
    with pytest.raises(DataError, match="no whole numbers"):
        read_labelled(table(flat, "file,label\n0.png,0.5\n1.png,1.25\n2.png,2\n3.png,3\n"))


def test_refuses_a_csv_that_names_no_file(flat):
    with pytest.raises(DataError, match=r"no column of `labels\.csv` names"):
        read_labelled(table(flat, "width,label\n9,a\n8,b\n"))


def test_refuses_ragged_rows(flat):
    with pytest.raises(DataError, match="3 cells in row 2"):
        read_labelled(table(flat, "file,label\n0.png,a\n1.png,b,c\n"))


def test_refuses_two_csv_files_for_one_part(flat):
    table(flat, f"file,label\n{ROWS}", "one.csv")
    with pytest.raises(DataError, match=r"2 csv files"):
        read_labelled(table(flat, f"file,label\n{ROWS}", "two.csv"))


def test_reads_the_files_of_a_csv_without_labels(flat):
    source = read_unlabelled(table(flat, "file\n2.png\n0.png\n") / "labels.csv")
    assert source.names == ("2.png", "0.png")
