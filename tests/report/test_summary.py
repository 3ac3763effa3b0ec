"""The closing summary: the answer first, the score beside the line, where the report is, what to do next."""

import pytest

from wellwired.report.evidence import read_evidence
from wellwired.report.summary import card_text, plan_text, run_text, summary


def told(folder, **more):
    return summary(read_evidence(folder), **more)


def test_the_answer_is_the_first_line(sample_run, tmp_path):
    assert told(sample_run.sound(tmp_path)).startswith("The network beats the straight line")


def test_the_score_stands_beside_that_of_the_line(sample_run, tmp_path):
    assert "test 0.986, line valid 0.961, line test 0.958" in told(sample_run.sound(tmp_path))


def test_says_where_the_report_is(sample_run, tmp_path):
    folder = sample_run.sound(tmp_path)
    assert "report.html" in told(folder, page=folder / "report.html", width=400)


@pytest.mark.parametrize(
    ("state", "verb"), [("sound", "predict"), ("stopped", "fit --resume"), ("failed", "open")]
)
def test_says_what_to_do_next(sample_run, tmp_path, state, verb):
    assert f"next          {'wellwired ' if verb != 'open' else ''}{verb}" in told(
        getattr(sample_run, state)(tmp_path)
    )


def test_counts_the_checks_and_names_the_failed(sample_run, tmp_path):
    assert "2 passed, 1 failed (W03 rows-talk)" in told(sample_run.failed(tmp_path))


def test_no_line_is_wider_than_asked(sample_run, tmp_path):
    run = read_evidence(sample_run.sound(tmp_path / "a")).run
    text = card_text(run, width=60)
    assert max(map(len, text.splitlines())) <= 60


def test_the_plan_has_the_shape_table_with_its_sums(sample_run, tmp_path):
    text = plan_text(read_evidence(sample_run.sound(tmp_path)).run)
    assert "by the formula" in text
    assert "443,306" in text


def test_text_of_data_cannot_colour_the_terminal(sample_run, tmp_path):
    text = run_text(read_evidence(sample_run.hostile(tmp_path)))
    assert "\x1b" not in text
    assert "\u202e" not in text
