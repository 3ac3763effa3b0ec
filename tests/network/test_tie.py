"""Tied weights are one parameter under two names."""

from dataclasses import replace

import pytest
import torch

from wellwired.core.errors import NetworkError
from wellwired.core.plans import Activation, Conv, GlobalPool, Head, NetworkPlan
from wellwired.network.build import build
from wellwired.network.tie import tie

PLAN = NetworkPlan(
    input_shape=(4, 6, 6),
    blocks=(Conv(channels=4), Activation(name="tanh"), Conv(channels=4), GlobalPool()),
    head=Head(kind="classes", num_outputs=3),
)
FIRST, SECOND = "body.0_conv.weight", "body.2_conv.weight"


def gradients(network):
    x_BCHW = torch.randn(2, 4, 6, 6, generator=torch.Generator().manual_seed(0))
    network.loss(network(x_BCHW), torch.tensor([0, 2])).backward()
    return {name: one.grad for name, one in network.named_parameters(remove_duplicate=False)}


def test_the_gradient_is_the_sum_over_both_uses():
    apart, tied = build(PLAN, seed=0), build(PLAN, seed=0)
    apart.body[2].load_state_dict(apart.body[0].state_dict())
    tie(tied, FIRST, second=SECOND)
    alone = gradients(apart)
    torch.testing.assert_close(gradients(tied)[FIRST], alone[FIRST] + alone[SECOND])


def test_a_plan_may_tie():
    network = build(replace(PLAN, ties=((FIRST, SECOND),)), seed=0)
    assert network.body[0].weight is network.body[2].weight


def test_refuses_an_unknown_name():
    with pytest.raises(NetworkError, match=r"no parameter is called 'body\.9\.weight'"):
        tie(build(PLAN, seed=0), FIRST, second="body.9.weight")


def test_refuses_another_shape():
    with pytest.raises(NetworkError, match=r"`head.linear.weight` is \(3, 4\)"):
        tie(build(PLAN, seed=0), FIRST, second="head.linear.weight")
