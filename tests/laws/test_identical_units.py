"""Equal units get equal gradients, and so stay equal for ever; random ones part.

Held by training both through the network that the product builds.
"""

import pytest
import torch

from wellwired.core.plans import Activation, Conv, Dense, Flatten, GlobalPool, Head, NetworkPlan
from wellwired.network.build import build

SHAPES = {
    "dense": (Flatten(), Dense(units=6), Activation(name="tanh")),
    "conv": (Conv(channels=6, bias=True), Activation(name="tanh"), GlobalPool()),
}
LAYER = {"dense": 1, "conv": 0}


def network_of(kind):
    plan = NetworkPlan(input_shape=(2, 5, 5), blocks=SHAPES[kind], head=Head(kind="classes", num_outputs=3))
    return build(plan, seed=0).double()


def make_equal(network, kind):
    with torch.no_grad():
        layer = network.body[LAYER[kind]]
        layer.weight.copy_(layer.weight[:1].expand_as(layer.weight))
        network.head.linear.weight.copy_(
            network.head.linear.weight[:, :1].expand_as(network.head.linear.weight)
        )


def train(network, num_steps=100):
    rng = torch.Generator().manual_seed(0)
    x_BCHW = torch.randn(30, 2, 5, 5, generator=rng, dtype=torch.float64)
    y_B = torch.randint(3, (30,), generator=rng)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9, nesterov=True)
    for _ in range(num_steps):
        optimizer.zero_grad()
        network.loss(network(x_BCHW), y_B).backward()
        optimizer.step()


def distance(network, kind):
    """Largest distance of a unit's incoming weights from those of the first unit."""
    weight = network.body[LAYER[kind]].weight.detach().flatten(1)
    return float((weight - weight[:1]).norm(dim=1).max())


def moved(network, kind, start):
    return float((network.body[LAYER[kind]].weight.detach() - start).norm())


@pytest.mark.parametrize("kind", SHAPES)
def test_equal_units_stay_equal_through_training(kind):
    network = network_of(kind)
    make_equal(network, kind)
    start = network.body[LAYER[kind]].weight.detach().clone()
    train(network)
    assert moved(network, kind, start) > 0.1
    assert distance(network, kind) < 1e-9  # rounding in float64, 1e-16, and its growth


@pytest.mark.parametrize("kind", SHAPES)
def test_equal_units_do_the_work_of_one(kind):
    network = network_of(kind)
    make_equal(network, kind)
    train(network)
    values = torch.linalg.svdvals(network.body[LAYER[kind]].weight.detach().flatten(1))
    assert values[1] < 1e-9 * values[0]


@pytest.mark.parametrize("kind", SHAPES)
def test_random_units_part(kind):
    network = network_of(kind)
    train(network)
    weight = network.body[LAYER[kind]].weight.detach().flatten(1)
    apart = torch.cdist(weight, weight) + torch.eye(6) * 1e9
    assert apart.min() > 0.1


@pytest.mark.parametrize("kind", SHAPES)
def test_a_small_difference_at_the_start_grows(kind):
    network = network_of(kind)
    make_equal(network, kind)
    with torch.no_grad():
        weight = network.body[LAYER[kind]].weight
        weight.add_(
            1e-3 * torch.randn(weight.shape, generator=torch.Generator().manual_seed(1), dtype=weight.dtype)
        )
    before = distance(network, kind)
    train(network)
    assert distance(network, kind) > 2.0 * before
