"""The range test finds a rate at which a network learns, without touching the network."""

import pytest
import torch

from wellwired.core.errors import TrainError
from wellwired.core.plans import Activation, Dense, Flatten, Head, NetworkPlan, TrainPlan
from wellwired.network.build import build
from wellwired.train.optimizer import make_optimizer
from wellwired.train.range_test import RANGES, range_test
from wellwired.train.step import update

TEACHER = torch.randn(16, 3, generator=torch.Generator().manual_seed(9))


def network():
    blocks = (Flatten(), Dense(units=32), Activation())
    head = Head(kind="classes", num_outputs=3)
    return build(NetworkPlan(input_shape=(1, 4, 4), blocks=blocks, head=head), seed=0)


def batch(i, *, scale=1.0):
    x = torch.randn(32, 1, 4, 4, generator=torch.Generator().manual_seed(i))
    return x * scale, (x.flatten(1) @ TEACHER).argmax(1)


def plan(optimizer="sgd", rate=1.0):
    return TrainPlan(num_epochs=1, batch_size=32, learning_rate=rate, optimizer=optimizer)


def loss_after(rate, *, scale=1.0, num_steps=60):
    model, the_plan = network(), plan(rate=rate)
    optimizer = make_optimizer(the_plan, model)
    losses = [
        update(model, optimizer, *batch(100 + i, scale=scale), the_plan, step=i, seed=0).loss.item()
        for i in range(num_steps)
    ]
    return sum(losses[-10:]) / 10


@pytest.mark.parametrize("scale", [0.1, 1.0, 10.0])
def test_the_chosen_rate_is_near_the_best_of_a_grid(scale):
    chosen = range_test(network(), plan(), lambda i: batch(i, scale=scale), seed=0).chosen
    grid = [loss_after(10.0**e, scale=scale) for e in (-3, -2, -1, 0)]
    assert loss_after(chosen, scale=scale) < min(grid) + 0.15


@pytest.mark.parametrize("optimizer", RANGES)
def test_rates_rise_by_equal_factors_over_the_range(optimizer):
    seen = range_test(network(), plan(optimizer), batch, seed=0)
    ratios = [b / a for a, b in zip(seen.rates, seen.rates[1:], strict=False)]
    assert seen.rates[0] == pytest.approx(RANGES[optimizer][0])
    assert ratios == pytest.approx([(RANGES[optimizer][1] / RANGES[optimizer][0]) ** (1 / 49)] * len(ratios))
    assert RANGES[optimizer][0] <= seen.chosen <= RANGES[optimizer][1]


def test_is_a_function_of_its_arguments():
    assert range_test(network(), plan(), batch, seed=0) == range_test(network(), plan(), batch, seed=0)


def test_leaves_the_network():
    model = network()
    before = {name: one.clone() for name, one in model.state_dict().items()}
    range_test(model, plan(), batch, seed=0)
    assert all(torch.equal(before[name], one) for name, one in model.state_dict().items())
    assert all(one.grad is None for one in model.parameters())


def test_the_running_mean_is_unbiased():
    seen = range_test(network(), plan(), batch, seed=0)
    shares = [0.8 ** (9 - i) for i in range(10)]
    wanted = sum(s * loss for s, loss in zip(shares, seen.losses, strict=False)) / sum(shares)
    assert seen.smoothed[9] == pytest.approx(wanted)


def test_ends_where_the_loss_bursts():
    seen = range_test(network(), plan(), lambda i: batch(i, scale=100.0), seed=0)
    assert len(seen.rates) < 50
    assert seen.chosen < seen.rates[-1] / 5


def test_a_loss_that_is_never_finite_gives_the_lowest_rate_and_says_so():
    seen = range_test(network(), plan(), lambda i: batch(i, scale=torch.inf), seed=0)
    assert seen.chosen == RANGES["sgd"][0]
    assert "not finite after 0 steps" in seen.reason


def test_refuses_too_few_steps():
    with pytest.raises(TrainError, match="5 steps of `sgd`"):
        range_test(network(), plan(), batch, seed=0, num_steps=5)
