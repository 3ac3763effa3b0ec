"""Every run of a folder is listed; a broken one is told as broken."""

import pytest

from wellwired.artifact.list_runs import list_runs
from wellwired.artifact.lock import locked
from wellwired.artifact.run_folder import write_run
from wellwired.core.errors import ArtifactError


def write(folder, **run):
    folder.mkdir(parents=True)
    write_run(folder, run)


def test_tells_what_a_run_reached(tmp_path):
    write(
        tmp_path / "a",
        status="done",
        metric="accuracy",
        metrics={"test": 0.9, "line_test": 0.8},
        parameters=12,
        time_s={"total": 3},
        data={"source": "pictures"},
    )
    (one,) = list_runs(tmp_path)
    assert (one.status, one.source, one.metric) == ("done", "pictures", "accuracy")
    assert (one.test, one.line_test, one.parameters, one.time_s) == (0.9, 0.8, 12, 3.0)


def test_tells_a_killed_run_from_one_that_runs(tmp_path):
    write(tmp_path / "dead", status="running")
    write(tmp_path / "live", status="running")
    with locked(tmp_path / "live"):
        assert [one.status for one in list_runs(tmp_path)] == ["killed", "running"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_tells_a_broken_run_among_others(tmp_path, text):
    write(tmp_path / "a", status="done")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "run.json").write_text(text)
    first, second = list_runs(tmp_path)
    assert (first.status, second.status) == ("done", "broken")
    assert "run.json" in second.note


@pytest.mark.parametrize("value", [None, 5, "x", [], {"test": "high", "total": [], "source": 3}])
def test_takes_values_of_any_kind(tmp_path, value):
    write(
        tmp_path / "a", status="done", metrics=value, time_s=value, data=value, asked=value, parameters=value
    )
    (one,) = list_runs(tmp_path)
    assert one.test is None


def test_leaves_other_folders_out(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "notes.txt").write_text("")
    assert list_runs(tmp_path) == []


def test_lists_a_run_that_is_named_itself(tmp_path):
    write(tmp_path / "a", status="done")
    assert [one.path for one in list_runs(tmp_path / "a")] == [tmp_path / "a"]


def test_says_that_a_folder_is_not_there(tmp_path):
    with pytest.raises(ArtifactError, match="No such file"):
        list_runs(tmp_path / "nowhere")
