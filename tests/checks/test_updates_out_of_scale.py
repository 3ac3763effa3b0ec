"""F03 says: an update must be neither most of a weight nor nothing of it."""

import statistics

import pytest
import torch

from wellwired.checks import updates_out_of_scale as check
from wellwired.core.records.training import LayerUpdate, UpdateRatios
from wellwired.core.verdict import Outcome


def record(ratios, rate=0.0):
    layers = tuple(LayerUpdate(layer=name, ratio=statistics.median(found)) for name, found in ratios.items())
    return UpdateRatios(layers=layers, num_steps=len(next(iter(ratios.values()))), learning_rate=rate)


@pytest.mark.parametrize("rate", [0.5, 1e-10])
def test_fires_on_a_learning_rate_far_off(network, digits, train, rate):
    _, ratios = train(network(), *digits, rate=rate, steps=4)
    assert check.judge(record(ratios)).outcome is Outcome.FAILED


@pytest.mark.parametrize("kind", ["plain", "norm", "residual"])
@pytest.mark.parametrize("rate", [1e-4, 3e-3, 1e-2])
def test_stays_silent_on_rates_that_train(network, digits, train, kind, rate):
    _, ratios = train(network(kind, width=8), *digits, rate=rate, steps=6)
    assert check.judge(record(ratios)).outcome is Outcome.PASSED


def test_stays_silent_on_a_last_layer_that_starts_at_zero(network, digits, train):
    model = network()
    torch.nn.init.zeros_(model[-1].weight)
    _, ratios = train(model, *digits, steps=6)
    assert check.judge(record(ratios)).outcome is Outcome.PASSED


def test_is_unsure_after_one_step():
    assert check.judge(record({"a": [0.9]})).outcome is Outcome.UNSURE
