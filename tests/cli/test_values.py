"""Times and settings are read as a person writes them, and refused with a word on what was wanted."""

import click
import pytest

from wellwired.cli.values import Duration, Setting


def seconds(text):
    return Duration().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "time_s"),
    [("90", 90), ("90s", 90), ("10m", 600), ("1h30m", 5400), ("1h", 3600), ("2 min", 120), ("1.5m", 90)],
)
def test_a_time_is_read(text, time_s):
    assert seconds(text) == time_s


@pytest.mark.parametrize("text", ["", "soon", "-5", "5d", "1m1h", "1e9", "nan", "inf"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(click.BadParameter, match="is no time; write 90s, 10m or 1h30m"):
        seconds(text)


@pytest.mark.parametrize("text", ["0", "0.5s", "721h", "9999999999"])
def test_a_time_out_of_range_is_refused(text):
    with pytest.raises(click.BadParameter, match="from 1s to 720h"):
        seconds(text)


def test_a_setting_is_a_name_and_a_value():
    assert Setting().convert("learning-rate=0.1", None, None) == ("learning_rate", "0.1")


def test_an_unknown_setting_is_refused_with_the_nearest():
    with pytest.raises(click.BadParameter, match="did you mean 'learning_rate'"):
        Setting().convert("lerning_rate=0.1", None, None)


@pytest.mark.parametrize("text", ["learning_rate", "learning_rate=", "=3"])
def test_half_a_setting_is_refused(text):
    with pytest.raises(click.BadParameter, match=r"learning_rate=0\.1|has no ''"):
        Setting().convert(text, None, None)
