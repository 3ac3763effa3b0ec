"""G01 says: the first layers must get a gradient worth the name."""

from torch import nn

from wellwired.checks import gradient_vanishes as check
from wellwired.core.records.flow import GradientFlow, LayerGradient
from wellwired.core.verdict import Outcome
from wellwired.probes.flow import gradient_flow


def test_fires_on_many_sigmoids_in_a_row(network, loss, batch):
    verdict = check.judge(gradient_flow(network(depth=12, activation=nn.Sigmoid), loss, *batch))
    assert (verdict.outcome, verdict.where) == (Outcome.FAILED, "1")


def test_fires_on_a_deep_plain_network_with_small_weights(network, loss, batch):
    faulty = network(depth=20)
    assert check.judge(gradient_flow(faulty, loss, *batch)).outcome is Outcome.FAILED


def test_stays_silent_on_sound_networks(sound, loss, batch):
    assert check.judge(gradient_flow(sound, loss, *batch)).outcome is Outcome.PASSED


def test_stays_silent_on_the_same_depth_with_skip_connections(network, loss, batch):
    model = network("residual", depth=10, width=8)
    assert check.judge(gradient_flow(model, loss, *batch)).outcome is Outcome.PASSED


def test_leaves_a_gradient_of_zero_to_another_check():
    layers = tuple(LayerGradient(layer=name, gradient=0.0, weight=1.0, ratio=0.0) for name in "ab")
    seen = GradientFlow(
        layers=layers, first_over_last=1.0, share_vanishing=0.0, total=0.0, finite=True, num_samples=8
    )
    assert check.judge(seen).outcome is Outcome.UNSURE
