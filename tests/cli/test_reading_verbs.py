"""The verbs that read evidence print it for people and, with --json, for programs."""

import importlib.util
import json
import pathlib

import pytest

import wellwired.checks as checks
from wellwired.cli.main import exit_code

SAMPLE = pathlib.Path(__file__).parents[1] / "report" / "sample_run.py"


@pytest.fixture(scope="module")
def sample_run():
    spec = importlib.util.spec_from_file_location("sample_run", SAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def out_of(capsys, *words):
    assert exit_code(words) == 0
    return capsys.readouterr().out


def test_report_draws_the_page_and_says_where(capsys, sample_run, tmp_path):
    folder = sample_run.sound(tmp_path)
    assert out_of(capsys, "report", str(folder), "--quiet").strip() == str(folder / "report.html")
    assert (folder / "report.html").stat().st_size > 10_000


def test_report_tells_the_answer_first(capsys, sample_run, tmp_path):
    assert out_of(capsys, "report", str(sample_run.sound(tmp_path))).startswith("The network beats")


def test_report_gives_json(capsys, sample_run, tmp_path):
    found = json.loads(out_of(capsys, "report", str(sample_run.sound(tmp_path)), "--json"))
    assert found["metrics"]["test"] == 0.9861


def test_report_of_what_is_no_run_is_an_error(capsys, tmp_path):
    assert exit_code(["report", str(tmp_path / "nothing")]) == 1
    assert "wanted: the folder of a run" in capsys.readouterr().err


def test_explain_tells_a_check_by_code_and_by_name(capsys):
    one = checks.ALL[0]
    assert out_of(capsys, "explain", one.code) == out_of(capsys, "explain", one.name)


def test_explain_lists_all(capsys):
    told = out_of(capsys, "explain")
    assert all(one.code in told and one.name in told for one in checks.ALL)


def test_explain_suggests_the_nearest(capsys):
    one = checks.ALL[0]
    assert exit_code(["explain", one.name[:-1] + "x"]) == 1
    assert f"did you mean `{one.name}`" in capsys.readouterr().err


def test_runs_lists_what_is_there(capsys, sample_run, tmp_path):
    folder = sample_run.sound(tmp_path)
    told = out_of(capsys, "runs", str(tmp_path))
    assert str(folder) in told
    assert "0.986" in told


def test_runs_gives_json(capsys, sample_run, tmp_path):
    sample_run.sound(tmp_path)
    assert json.loads(out_of(capsys, "runs", str(tmp_path), "--json"))[0]["test"] == 0.9861


def test_doctor_names_what_will_be_used(capsys):
    assert "threads" in out_of(capsys, "doctor")


def test_doctor_gives_json(capsys):
    assert "used" in json.loads(out_of(capsys, "doctor", "--json"))


def test_no_character_of_the_data_moves_the_terminal(capsys, sample_run, tmp_path):
    assert "\x1b" not in out_of(capsys, "report", str(sample_run.hostile(tmp_path)))
