"""A check's text is told section by section, from its one copy."""

from wellwired.core.verdict import Check
from wellwired.report.explain import explain, fault, section

TEXT = """Samples are mixed.

Why it matters:
    The loss still
    falls.
What to do:
    Look.
Stays silent when:
    Never.
Source:
    Own derivation: d out[i] / d in[j] = 0.
"""


def check(gate=False):
    return Check(code="W03", stage="wiring", needs=int, judge=lambda seen: seen, explains=TEXT, gate=gate)


def test_the_first_line_is_the_fault():
    assert fault(TEXT) == "Samples are mixed."


def test_a_section_is_one_paragraph():
    assert section(TEXT, "Why it matters") == "The loss still falls."


def test_a_section_that_is_missing_is_empty():
    assert section(TEXT, "Cost") == ""


def test_all_sections_are_told_in_their_order():
    told = explain(check())
    places = [told.index(one) for one in ("Why it matters", "What to do", "Stays silent when", "Source")]
    assert places == sorted(places)


def test_says_whether_the_check_is_a_gate():
    assert "(wiring, gate)" in explain(check(gate=True))


def test_keeps_within_the_width():
    assert max(map(len, explain(check(), width=40).splitlines())) <= 40
