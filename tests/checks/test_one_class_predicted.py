"""F06 says: a network must name more than one class."""

import numpy as np
import torch

from wellwired.checks import one_class_predicted as check
from wellwired.core.records.result import Confusion
from wellwired.core.verdict import Outcome
from wellwired.network.scores import confusion

NAMES = tuple("0123456789")


def test_fires_on_a_network_that_a_bias_holds_to_one_class(network, digits, train, probabilities):
    (x, y), model = digits, network()
    train(model, x, y)
    with torch.no_grad():
        model[-1].bias[3] = 1e4
    seen = confusion(probabilities(model, x), y.numpy(), classes=NAMES, part="test")
    assert check.judge(seen).where == "class 3"


def test_stays_silent_on_a_trained_network(network, digits, train, probabilities):
    (x, y), model = digits, network()
    train(model, x, y)
    seen = confusion(probabilities(model, x), y.numpy(), classes=NAMES, part="test")
    assert check.judge(seen).outcome is Outcome.PASSED


def test_stays_silent_where_the_rare_class_is_named_once():
    seen = Confusion(classes=("a", "b"), counts=((950, 0), (49, 1)))
    assert check.judge(seen).outcome is Outcome.PASSED


def test_is_unsure_when_others_are_a_handful():
    seen = Confusion(classes=("a", "b"), counts=((95, 0), (5, 0)))
    assert check.judge(seen).outcome is Outcome.UNSURE


def test_draws_the_counts_row_by_true_class():
    counts = confusion(np.eye(2)[[0, 1, 1]], np.array([0, 0, 1]), classes=("a", "b"), part="test").counts
    assert counts == ((1, 1), (0, 1))
