"""The rate follows the schedule's formula, after a straight warm-up."""

import math

import pytest
import torch

from wellwired.core.errors import TrainError
from wellwired.core.plans import TrainPlan
from wellwired.train.schedule import rate_factor

NAMES = ("constant", "step", "cosine", "one_cycle", "cyclic")


def factors(schedule, *, num_steps=200, warm_up=0.0):
    plan = TrainPlan(num_epochs=1, batch_size=1, learning_rate=1.0, schedule=schedule, warm_up=warm_up)
    return [rate_factor(plan, step=step, num_steps=num_steps) for step in range(num_steps)]


def of_torch(make, num_steps=200):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    seen = []
    for _ in range(num_steps):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return seen


def test_cosine_equals_torch():
    wanted = of_torch(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=200))
    assert factors("cosine") == pytest.approx(wanted, abs=1e-12)


def test_step_equals_torch():
    wanted = of_torch(lambda o: torch.optim.lr_scheduler.MultiStepLR(o, milestones=[100, 150]))
    assert factors("step") == pytest.approx(wanted)


def test_one_cycle_falls_in_a_line_as_in_torch():
    wanted = of_torch(lambda o: torch.optim.lr_scheduler.LinearLR(o, 1.0, 0.0, total_iters=200))
    assert factors("one_cycle") == pytest.approx(wanted, abs=1e-12)


def test_cyclic_equals_torch_from_the_top_on():
    wanted = of_torch(
        lambda o: torch.optim.lr_scheduler.CyclicLR(
            o, base_lr=0.1, max_lr=1.0, step_size_up=100, cycle_momentum=False
        ),
        num_steps=800,
    )
    assert factors("cyclic", num_steps=700) == pytest.approx(wanted[100:])


def test_constant_stays_at_one():
    assert set(factors("constant")) == {1.0}


@pytest.mark.parametrize("name", NAMES)
def test_warm_up_rises_in_a_line_to_the_full_rate(name):
    got = factors(name, warm_up=0.25)
    assert got[:50] == pytest.approx([(step + 1) / 50 for step in range(50)])


@pytest.mark.parametrize("name", ["cosine", "one_cycle", "cyclic"])
def test_ends_low(name):
    assert factors(name, warm_up=0.2)[-1] < 0.15  # a triangle falls by 0.04 a step here


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("num_steps", [1, 2, 3, 7])
@pytest.mark.parametrize("warm_up", [0.0, 0.5, 1.0])
def test_is_above_zero_and_at_most_one_in_the_shortest_training(name, num_steps, warm_up):
    assert all(0 < one <= 1 for one in factors(name, num_steps=num_steps, warm_up=warm_up))


def test_past_the_end_the_last_factor_holds():
    plan = TrainPlan(num_epochs=1, batch_size=1, learning_rate=1.0, schedule="cosine", warm_up=0.0)
    assert rate_factor(plan, step=99, num_steps=10) == rate_factor(plan, step=9, num_steps=10)
    assert math.isclose(rate_factor(plan, step=9, num_steps=10), (1 + math.cos(0.9 * math.pi)) / 2)


def test_refuses_an_unknown_schedule_by_its_name():
    with pytest.raises(TrainError, match="'sawtooth'"):
        factors("sawtooth")
