"""A question that cannot be answered is refused before anything is read."""

import pytest

from wellwired.core.errors import AskError
from wellwired.core.plans import TrainPlan
from wellwired.recipe.ask import Asked, check_asked, override, repeat_with, run_name

PLAN = TrainPlan(num_epochs=3, batch_size=8, learning_rate=0.1)


def test_refuses_a_budget_in_which_nothing_can_be_done():
    with pytest.raises(AskError, match="`budget` is 3 s"):
        check_asked(Asked(data="x", budget_s=3))


def test_refuses_a_budget_that_is_no_number():
    with pytest.raises(AskError, match="`budget` is nan"):
        check_asked(Asked(data="x", budget_s=float("nan")))


def test_refuses_no_epochs():
    with pytest.raises(AskError, match="`epochs` is 0"):
        check_asked(Asked(data="x", epochs=0))


def test_refuses_an_unknown_setting_and_lists_the_known():
    with pytest.raises(AskError, match="`rate` is not a setting") as caught:
        override(PLAN, {"rate": "1"})
    assert "learning_rate" in caught.value.wanted


def test_refuses_a_setting_of_another_type():
    with pytest.raises(AskError, match="`batch_size` is 'many'"):
        override(PLAN, {"batch_size": "many"})


def test_takes_settings_as_their_own_types_and_says_so():
    plan = override(PLAN, {"l1": "0.5", "batch_size": "16", "optimizer": "adamw", "mirror_at_test": "true"})
    assert (plan.l1, plan.batch_size, plan.optimizer, plan.mirror_at_test) == (0.5, 16, "adamw", True)
    assert "set by hand" in plan.reasons[-1]


def test_names_a_run_in_letters_that_every_file_system_takes():
    assert run_name("/data/My photos!.parquet") == "My-photos"
    assert run_name("..") == "data"


def test_repeats_a_run_by_its_command_line():
    line = repeat_with(Asked(data="my photos", seed=3, epochs=2, overrides={"l1": "0.1"}))
    assert line == "wellwired fit 'my photos' --seed 3 --budget 600s --epochs 2 --train-set l1=0.1"
