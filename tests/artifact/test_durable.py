"""A file that we write is the new one or the old one, whole, whatever the disk does."""

import os
import resource
import signal
import subprocess
import sys
import textwrap

import pytest

from wellwired.artifact.durable import (
    append_line,
    append_lines,
    read_lines,
    remove_temporaries,
    truncate_lines,
    write_bytes,
    write_json,
    write_text,
)
from wellwired.core.errors import ArtifactError


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def under_size_limit(code, *, folder, most_bytes=4096):
    """Runs code in a process whose files may not grow beyond a size, as on a full disk."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(folder)],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout


def test_puts_bytes_in_the_place_of_others_and_leaves_nothing_beside(tmp_path):
    write_bytes(tmp_path / "a", b"old")
    write_bytes(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert names(tmp_path) == ["a"]


def test_writes_text_that_utf8_cannot_hold_as_its_code(tmp_path):
    write_text(tmp_path / "a", "caf\u00e9 \udcff")
    assert (tmp_path / "a").read_text(encoding="utf-8") == "caf\u00e9 \\udcff"


def test_refuses_a_value_without_json_form_and_keeps_the_old_file(tmp_path):
    write_json(tmp_path / "a", {"b": 1})
    with pytest.raises(ArtifactError, match="has no JSON form"):
        write_json(tmp_path / "a", {"b": object()})
    assert (tmp_path / "a").read_text() == '{\n "b": 1\n}\n'


def test_writes_no_number_that_is_not_json(tmp_path):
    write_json(tmp_path / "a", {"b": float("nan")})
    assert '"nan"' in (tmp_path / "a").read_text()


FULL = """
    import pathlib, sys
    from wellwired.artifact.durable import append_lines, write_bytes
    from wellwired.core.errors import ArtifactError
    folder = pathlib.Path(sys.argv[1])
    {setup}
    try:
        {act}
    except ArtifactError as error:
        print(error)
    print(sorted(path.name for path in folder.iterdir()))
"""


def test_keeps_the_old_file_when_the_disk_takes_no_more(tmp_path):
    said = under_size_limit(
        FULL.format(
            setup="write_bytes(folder / 'a', b'old')", act="write_bytes(folder / 'a', bytes(100_000))"
        ),
        folder=tmp_path,
    )
    assert "File too large" in said
    assert str(tmp_path / "a") in said
    assert said.splitlines()[-1] == "['a']"
    assert (tmp_path / "a").read_bytes() == b"old"


def test_keeps_the_old_lines_when_the_disk_takes_no_more(tmp_path):
    said = under_size_limit(
        FULL.format(
            setup="append_lines(folder / 'a', ['one'])", act="append_lines(folder / 'a', ['x' * 50] * 200)"
        ),
        folder=tmp_path,
    )
    assert "File too large" in said
    assert read_lines(tmp_path / "a") == ["one"]
    assert (tmp_path / "a").stat().st_size == 4


def test_names_the_disk_that_is_full(tmp_path, tiny_disk):
    write_bytes(tiny_disk / "a", b"old")
    with pytest.raises(ArtifactError, match="No space left") as caught:
        write_bytes(tiny_disk / "a", os.urandom(1 << 20))
    assert "--out" in caught.value.do
    assert (tiny_disk / "a").read_bytes() == b"old"
    assert names(tiny_disk) == ["a"]


def test_names_the_disk_that_is_read_only(read_only_disk):
    with pytest.raises(ArtifactError, match="Read-only"):
        write_bytes(read_only_disk / "a", b"new")
    assert (read_only_disk / "a").read_bytes() == b"old"


def test_names_a_file_that_stands_where_a_folder_should(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(ArtifactError, match="Not a directory"):
        write_bytes(tmp_path / "a" / "b", b"new")


def test_leaves_a_torn_last_line_out(tmp_path):
    (tmp_path / "a").write_bytes(b"one\ntwo\nthr")
    assert read_lines(tmp_path / "a") == ["one", "two"]


def test_cuts_a_torn_last_line_off_before_it_adds_another(tmp_path):
    (tmp_path / "a").write_bytes(b"one\n" + b"x" * 200_000)
    append_line(tmp_path / "a", "two")
    assert (tmp_path / "a").read_bytes() == b"one\ntwo\n"


def test_keeps_a_line_one_line_though_it_holds_an_end_of_line(tmp_path):
    append_lines(tmp_path / "a", ["o\nne", "two"])
    assert len(read_lines(tmp_path / "a")) == 2


def test_has_no_lines_where_there_is_no_file(tmp_path):
    assert read_lines(tmp_path / "a") == []


@pytest.mark.parametrize("num_lines", [0, 1, 3])
def test_cuts_behind_so_many_lines(tmp_path, num_lines):
    append_lines(tmp_path / "a", ["one", "two", "three"])
    truncate_lines(tmp_path / "a", num_lines)
    assert read_lines(tmp_path / "a") == ["one", "two", "three"][:num_lines]


def test_refuses_to_cut_behind_more_lines_than_there_are(tmp_path):
    (tmp_path / "a").write_bytes(b"one\ntw")
    with pytest.raises(ArtifactError, match="has 1 whole lines"):
        truncate_lines(tmp_path / "a", 2)


def test_removes_leftovers_of_our_own_form_alone(tmp_path):
    ours = ".run.json.0123456789ab.wellwired-part"
    others = [".run.json.tmp", "x.wellwired-part", ".a.0123.wellwired-part"]
    for name in (ours, *others):
        (tmp_path / name).write_bytes(b"")
    remove_temporaries(tmp_path)
    assert names(tmp_path) == sorted(others)
