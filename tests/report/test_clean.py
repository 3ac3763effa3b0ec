"""Text from data cannot move a cursor, colour a terminal or turn a line around."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from wellwired.report.clean import clean, clean_lines


@given(st.text())
def test_leaves_no_control_or_direction_character(text):
    assert not [one for one in clean(text) if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp")]


@given(st.text(), st.integers(4, 50))
def test_keeps_within_its_length(text, most):
    assert len(clean(text, most=most)) <= most


def test_takes_away_the_escape_of_a_colour():
    assert "\x1b" not in clean("\x1b[31mred")


def test_takes_away_the_mark_that_turns_a_line_around():
    assert "\u202e" not in clean("\u202egnp.exe")


def test_leaves_letters_of_all_scripts_alone():
    assert clean("Stra\u00dfe \u732b \u0641\u0627") == "Stra\u00dfe \u732b \u0641\u0627"


def test_keeps_line_ends_and_indents_where_there_are_lines():
    assert clean_lines("a\n  b\x07") == "a\n  b\ufffd"
