"""The answer of a run says in one sentence whether the network beats the line, by more than chance."""

import math

import pytest

from wellwired.core.verdict import Outcome, Verdict
from wellwired.report.answer import answer, standing


def run(network, line, n=360, **more):
    return {
        "status": "done",
        "metric": "accuracy",
        "metrics": {"test": network, "line_test": line},
        "scores": {"test": {"n": n}},
        **more,
    }


def test_a_clear_gain_is_good_news():
    told = answer(run(0.99, 0.93))
    assert told.outcome is Outcome.PASSED
    assert told.sentence.startswith("The network beats the straight line by 0.060")


def test_a_gain_within_the_noise_cannot_be_told():
    assert answer(run(0.96, 0.955)).outcome is Outcome.UNSURE


def test_a_clear_loss_says_to_use_the_line():
    told = answer(run(0.80, 0.93))
    assert told.outcome is Outcome.FAILED
    assert "Use the line." in told.sentence


def test_noise_is_that_of_two_shares():
    p, q, n = (0.99 * 360 + 2) / 364, (0.93 * 360 + 2) / 364, 364
    by_hand = 1.96 * math.sqrt(p * (1 - p) / n + q * (1 - q) / n)
    assert answer(run(0.99, 0.93)).noise == pytest.approx(by_hand)


def test_the_paired_error_is_used_where_it_was_measured():
    told = answer(run(0.96, 0.955), result={"part": "test", "gain_error": 0.001})
    assert told.noise == pytest.approx(1.96 * 0.001)
    assert told.outcome is Outcome.PASSED


def test_an_error_of_another_part_is_not_used():
    told = answer(run(0.96, 0.955), result={"part": "valid", "gain_error": 0.001})
    assert told.outcome is Outcome.UNSURE


def test_without_a_test_part_it_says_that_the_score_flatters():
    told = answer({"status": "done", "metric": "accuracy", "metrics": {"valid": 0.9, "test": None}})
    assert told.part == "valid"
    assert "flatters" in told.detail


def test_a_run_that_failed_names_its_checks():
    failed = Verdict(outcome=Outcome.FAILED, code="W03", name="rows-talk", stage="wiring")
    assert "W03 rows-talk" in answer({"status": "failed"}, (failed,)).sentence


def test_a_stopped_run_says_that_it_can_go_on():
    assert "Resume" in answer({"status": "stopped"}).detail


def test_of_two_verdicts_by_one_check_the_last_one_stands():
    first = Verdict(outcome=Outcome.FAILED, code="I02", name="signal")
    last = Verdict(outcome=Outcome.PASSED, code="I02", name="signal")
    assert standing((first, last)) == (last,)
