"""y = F(x) + x has the Jacobian dF/dx + 1: a gradient passes 100 layers with skips, and is lost without.

Held by building both networks from the same bodies.
"""

import pytest
import torch

from wellwired.core.plans import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Flatten,
    GlobalPool,
    Head,
    NetworkPlan,
    Residual,
)
from wellwired.network.build import build

DEPTH = 100
DENSE = (Dense(units=16), Activation(name="sigmoid"))
CONV = (Conv(channels=4), BatchNorm(), Activation(name="sigmoid"))


def network_of(body, *, skips):
    layers = (Residual(body=body),) * DEPTH if skips else body * DEPTH
    blocks = (Flatten(), *layers) if body is DENSE else (*layers, GlobalPool())
    plan = NetworkPlan(
        input_shape=(1, 4, 4) if body is DENSE else (4, 5, 5),
        blocks=blocks,
        head=Head(kind="classes", num_outputs=3),
        init="glorot_uniform",
    )
    return build(plan, seed=0).double()


def gradient_norms(network):
    """Length of the loss's gradient at the input, and at the output of the body."""
    rng = torch.Generator().manual_seed(0)
    x_BCHW = torch.randn(8, *network.plan.input_shape, generator=rng, dtype=torch.float64, requires_grad=True)
    behind = network.body(x_BCHW)
    behind.retain_grad()
    network.loss(network.head(behind), torch.arange(8) % 3).backward()
    return float(x_BCHW.grad.norm()), float(behind.grad.norm())


@pytest.mark.parametrize("body", [DENSE, CONV], ids=["dense", "conv"])
def test_a_hundred_plain_layers_lose_the_gradient(body):
    first, last = gradient_norms(network_of(body, skips=False))
    assert first < 1e-8 * last


def test_a_hundred_dense_layers_with_skips_carry_it():
    first, last = gradient_norms(network_of(DENSE, skips=True))
    assert 0.1 < first / last < 1e4


def test_a_hundred_convolutions_with_skips_carry_it():
    first, last = gradient_norms(network_of(CONV, skips=True))
    assert 0.1 < first / last < 1e4


def test_the_jacobian_of_a_block_is_that_of_its_body_and_one():
    block = network_of(DENSE, skips=True).body[1]
    x_F = torch.randn(16, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    whole = torch.autograd.functional.jacobian(lambda x: block(x[None])[0], x_F)
    body = torch.autograd.functional.jacobian(lambda x: block.body(x[None])[0], x_F)
    torch.testing.assert_close(whole, body + torch.eye(16, dtype=torch.float64), rtol=0, atol=1e-12)


def test_bodies_of_zero_pass_the_gradient_unchanged():
    network = network_of(DENSE, skips=True)
    with torch.no_grad():
        for name, parameter in network.body.named_parameters():
            parameter.zero_()
            assert ".body." in name  # the skip itself has no weight
    first, last = gradient_norms(network)
    assert first == pytest.approx(last, rel=1e-12)
