"""A training that is too slow is shortened so that its schedule still comes to its end."""

import pytest

from wellwired.train.pace import Pace, shortened


def test_leaves_a_training_in_time_alone():
    pace = Pace(planned=100, last_step=100)
    assert shortened(pace, step=10, step_s=1.0, left_s=90.0) is pace
    assert [pace.virtual_step(s) for s in (0, 37, 100)] == [0, 37, 100]


def test_brings_the_schedule_to_its_end_in_the_time_left():
    pace = shortened(Pace(planned=100, last_step=100), step=40, step_s=1.0, left_s=30.0)
    assert pace.last_step == 70
    assert pace.virtual_step(40) == 40
    assert pace.virtual_step(55) == 70
    assert pace.virtual_step(70) == 100


def test_goes_on_from_where_a_shortened_one_was():
    once = shortened(Pace(planned=100, last_step=100), step=40, step_s=1.0, left_s=30.0)
    twice = shortened(once, step=50, step_s=2.0, left_s=20.0)
    assert twice.virtual_step(50) == once.virtual_step(50)
    assert twice.last_step == 60


@pytest.mark.parametrize("left_s", [0.0, -5.0])
def test_ends_after_one_more_step_when_no_time_is_left(left_s):
    assert shortened(Pace(planned=100, last_step=100), step=40, step_s=1.0, left_s=left_s).last_step == 41
