"""`fit` ends with the answer, a page and exit code 0; what it prints as JSON is JSON alone."""

import json

import pytest

from wellwired.cli.main import exit_code

pytestmark = pytest.mark.slow
QUICK = ("--budget", "15s", "--epochs", "3")


def test_fit_writes_the_page_and_prints_the_answer_last(capsys, tmp_path):
    out = tmp_path / "run"
    assert exit_code(["fit", "digits", *QUICK, "--out", str(out), "--quiet"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("The network")
    assert (out / "report.html").exists()


def test_fit_prints_json_alone_when_asked(capsys, tmp_path):
    assert exit_code(["fit", "digits", *QUICK, "--out", str(tmp_path / "run"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "done"


def test_the_plan_alone_writes_nothing(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert exit_code(["fit", "digits", "--budget", "15s", "--print-plan"]) == 0
    assert "by the formula" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
