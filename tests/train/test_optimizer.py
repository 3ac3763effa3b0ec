"""An optimizer is torch's own, with the plan's settings and no decay on norms and biases."""

import pytest
import torch
from torch import nn

from wellwired.core.errors import TrainError
from wellwired.core.plans import TrainPlan
from wellwired.train.optimizer import make_optimizer, set_rate

NAMES = ("sgd", "adamw", "adadelta", "rprop")


def plan(name, *, l2=0.0):
    return TrainPlan(num_epochs=1, batch_size=1, learning_rate=0.05, optimizer=name, l2=l2)


def network():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(16, 3)
    )


def steps(model, optimizer, num=5):
    rng = torch.Generator().manual_seed(1)
    for _ in range(num):
        optimizer.zero_grad()
        model(torch.randn(8, 1, 4, 4, generator=rng)).square().mean().backward()
        optimizer.step()
    return torch.cat([one.detach().flatten() for one in model.parameters()])


REFERENCE = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, foreach=False),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.0, foreach=False),
    "adadelta": lambda p: torch.optim.Adadelta(p, lr=0.05, foreach=False),
    "rprop": lambda p: torch.optim.Rprop(p, lr=0.05, foreach=False),
}


@pytest.mark.parametrize("name", NAMES)
def test_steps_equal_those_of_torch_one_weight_at_a_time(name):
    ours, theirs = network(), network()
    got = steps(ours, make_optimizer(plan(name), ours))
    wanted = steps(theirs, REFERENCE[name](theirs.parameters()))
    assert torch.allclose(got, wanted, atol=1e-5)  # other order of float32 sums


@pytest.mark.parametrize("name", ["sgd", "adamw", "adadelta"])
def test_l2_reaches_maps_alone(name):
    optimizer = make_optimizer(plan(name, l2=0.1), network())
    decay = {one.ndim: group["weight_decay"] for group in optimizer.param_groups for one in group["params"]}
    assert decay == {4: 0.1, 2: 0.1, 1: 0.0}


def test_l2_of_sgd_is_added_to_the_gradient():
    weight = nn.Parameter(torch.full((2, 2), 3.0))
    module = nn.Module()
    module.weight = weight
    optimizer = make_optimizer(plan("sgd", l2=0.1), module)
    weight.grad = torch.zeros(2, 2)
    optimizer.step()
    # Nesterov's first step is rate * (1 + momentum) * gradient
    assert weight.detach() == pytest.approx(torch.full((2, 2), 3.0 - 0.05 * 1.9 * 0.1 * 3.0).numpy())


def test_frozen_weights_stay_out():
    model = network()
    model[0].requires_grad_(False)
    trained = {
        id(one) for group in make_optimizer(plan("sgd"), model).param_groups for one in group["params"]
    }
    assert trained.isdisjoint(id(one) for one in model[0].parameters())


def test_the_rate_is_a_factor_of_the_first_one():
    optimizer = make_optimizer(plan("sgd"), network())
    set_rate(optimizer, 0.1)
    assert set_rate(optimizer, 0.5) == pytest.approx(0.025)
    assert {group["lr"] for group in optimizer.param_groups} == {0.025}


def test_a_restored_optimizer_keeps_the_first_rate():
    optimizer, other = (make_optimizer(plan("sgd"), network()) for _ in range(2))
    set_rate(optimizer, 0.1)
    other.load_state_dict(optimizer.state_dict())
    assert set_rate(other, 1.0) == pytest.approx(0.05)


def test_refuses_an_unknown_optimizer_by_its_name():
    with pytest.raises(TrainError, match="'lion'"):
        make_optimizer(plan("lion"), network())
