"""The README tells what is there: results are the records, verbs the command line's, links lead on."""

import importlib.util
import re
from pathlib import Path

import pytest

from wellwired.cli.main import root

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "ARCHITECTURE.md", "CHANGELOG.md")
README = (ROOT / "README.md").read_text()
RECORD = {
    "data": "cifar10",
    "budget": "20m",
    "part": "test",
    "wanted": {"auc": 0.9, "accuracy": 0.88},
    "runs": [{}, {}, {}],
    "accuracy": {"mean": 0.9, "spread": 0.002},
    "auc": {"mean": 0.99, "spread": 0.0},
    "line_accuracy": {"mean": 0.4, "spread": 0.001},
    "line_auc": {"mean": 0.8, "spread": 0.0},
    "wall_s": {"mean": 1100.4, "spread": 3.2},
}


@pytest.fixture(scope="module")
def results():
    spec = importlib.util.spec_from_file_location("results_table", ROOT / "benchmarks" / "results_table.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_results_are_those_of_the_records(results):
    assert results.filled(README, results.table()) == README, "run `python benchmarks/results_table.py`"


def test_a_result_has_a_row_for_each_score_asked_for(results):
    assert list(results.rows_of(RECORD)) == [
        (
            "cifar10",
            "test",
            "auc 0.9",
            "auc 0.9900 +- 0.0000 (3 seeds)",
            "0.8000 +- 0.0000",
            "1100 +- 3 s",
            "20m",
        ),
        (
            "cifar10",
            "test",
            "accuracy 0.88",
            "accuracy 0.9000 +- 0.0020 (3 seeds)",
            "0.4000 +- 0.0010",
            "1100 +- 3 s",
            "20m",
        ),
    ]


def test_a_set_without_a_figure_is_held_against_its_line(results):
    (row,) = results.rows_of({**RECORD, "wanted": {}})
    assert row[2] == "more than the line"


def test_verbs_are_those_of_the_command_line():
    rows = README.split("## Verbs")[1].split("| --- |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)", rows, re.MULTILINE)) == set(root.commands)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_of_the_repository(page):
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text())
    missing = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert missing == []


def test_the_pictures_are_small():
    assert (ROOT / "docs" / "report.png").stat().st_size < 250_000
