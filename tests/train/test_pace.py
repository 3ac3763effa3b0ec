"""A training that is too slow is kept_in_time so that its schedule still comes to its end."""

import pytest

from wellwired.train.pace import Pace, kept_in_time


def test_leaves_a_training_in_time_alone():
    pace = Pace(planned=100, last_step=100)
    assert kept_in_time(pace, step=10, step_s=1.0, left_s=90.0) is pace
    assert [pace.virtual_step(s) for s in (0, 37, 100)] == [0, 37, 100]


def test_brings_the_schedule_to_its_end_in_the_time_left():
    pace = kept_in_time(Pace(planned=100, last_step=100), step=40, step_s=1.0, left_s=30.0)
    assert pace.last_step == 70
    assert pace.virtual_step(40) == 40
    assert pace.virtual_step(55) == 70
    assert pace.virtual_step(70) == 100


def test_goes_on_from_where_a_shortened_one_was():
    once = kept_in_time(Pace(planned=100, last_step=100), step=40, step_s=1.0, left_s=30.0)
    twice = kept_in_time(once, step=50, step_s=2.0, left_s=20.0)
    assert twice.virtual_step(50) == once.virtual_step(50)
    assert twice.last_step == 60


@pytest.mark.parametrize("left_s", [0.0, -5.0])
def test_ends_after_one_more_step_when_no_time_is_left(left_s):
    assert kept_in_time(Pace(planned=100, last_step=100), step=40, step_s=1.0, left_s=left_s).last_step == 41


def test_takes_its_updates_back_when_the_machine_is_fast_again():
    short = kept_in_time(Pace(planned=100, last_step=100), step=40, step_s=1.0, left_s=30.0)
    again = kept_in_time(short, step=50, step_s=0.1, left_s=20.0)
    assert again.virtual_step(50) == short.virtual_step(50) == 60
    assert again.last_step == 90


def test_never_does_more_than_was_planned():
    pace = Pace(planned=100, last_step=100)
    assert kept_in_time(pace, step=40, step_s=1e-6, left_s=1e6) is pace
