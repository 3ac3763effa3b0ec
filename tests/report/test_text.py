"""The text of a verdict names the evidence first and the remedy after it, in at most 80 words."""

import pytest

from wellwired.core.verdict import Check, Figure, Outcome, Quantity, Series, Verdict
from wellwired.report.text import line, quantity_text, render

EXPLAINS = """Output of one sample depends on another sample of the batch.

Why it matters:
    A wrong reshape mixes samples.
    The loss still falls.
What to do:
    Open the module named under `where`.
Stays silent when:
    Batch statistics are meant.
Source:
    Own derivation.
"""
FIGURE = Figure(
    form="line", caption="Influence.", x_axis="i", y_axis="j", series=(Series(name="a", x=(0.0,), y=(0.0,)),)
)
SEEN = (Quantity(name="cross-sample influence", value=3.1e-2, limit=1e-6),)


def check(explains=EXPLAINS):
    return Check(code="W03", stage="wiring", needs=int, judge=lambda seen: seen, explains=explains)


def verdict(**more):
    known = {"code": "W03", "name": "rows-talk", "stage": "wiring", "where": "blocks.2.norm", "seen": SEEN}
    return Verdict(**{"outcome": Outcome.FAILED, **known, **more})


def test_rows_come_in_the_fixed_order():
    rows = render(check(), verdict(proof="0.31 -> 0.94", figure=FIGURE)).splitlines()
    heads = [row.split()[0] for row in rows]
    assert heads == ["W03", "seen", "where", "why", "do", "proof", "figure", "more"]


def test_head_names_code_name_outcome_and_stage():
    assert render(check(), verdict()).splitlines()[0] == "W03 rows-talk: failed (wiring)"


def test_a_number_stands_beside_its_limit():
    assert quantity_text(SEEN[0]) == "cross-sample influence 0.031, limit 1.0e-06"


def test_a_random_number_has_its_spread_and_its_unit():
    assert quantity_text(Quantity(name="time", value=3.0, unit="s", spread=0.5)) == "time 3.00 +- 0.50 s"


def test_a_passed_verdict_gives_no_advice():
    heads = [row.split()[0] for row in render(check(), verdict(outcome=Outcome.PASSED)).splitlines()]
    assert heads == ["W03", "seen", "where", "more"]


@pytest.mark.parametrize("many", [5, 50, 500])
def test_no_block_has_more_than_eighty_words(many):
    why, do = "Because it is so. " * many, "Do this and that. " * many
    long = f"Fault.\n\nWhy it matters:\n    {why}\nWhat to do:\n    {do}\n"
    assert len(render(check(long), verdict(figure=FIGURE)).split()) <= 80


def test_the_remedy_is_kept_whole_when_the_reason_is_long():
    why, do = "Because it is so. " * 50, "Open the module and look for a view that crosses the batch axis."
    long = f"Fault.\n\nWhy it matters:\n    {why}\nWhat to do:\n    {do}\n"
    assert do in render(check(long), verdict())


def test_wrapped_lines_hang_under_their_text():
    rows = render(check(), verdict(note="word " * 40), width=60).splitlines()
    assert max(map(len, rows)) <= 60
    assert all(row.startswith(" " * 10) for row in rows if row.split()[0] == "word")


def test_names_from_data_cannot_colour_the_terminal():
    assert "\x1b" not in render(check(), verdict(where="\x1b[31mcat"))


def test_one_line_says_why_a_check_was_skipped():
    skipped = verdict(outcome=Outcome.SKIPPED, seen=(), note="no test part")
    assert line(skipped) == "W03 rows-talk: skipped (wiring)  no test part"
