"""W02 says: a network that knows nothing has a first loss near log K."""

import pytest
import torch
from torch import nn

from wellwired.checks import first_loss_off as check
from wellwired.core.verdict import Outcome
from wellwired.probes.first_loss import first_loss


def test_fires_on_inputs_that_were_not_scaled(network, loss, batch):
    x, y = batch
    assert check.judge(first_loss(network(he=True), loss, 255.0 * x, y)).outcome is Outcome.FAILED


def test_fires_on_a_loss_summed_over_the_batch(network, batch):
    assert (
        check.judge(first_loss(network(), nn.CrossEntropyLoss(reduction="sum"), *batch)).outcome
        is Outcome.FAILED
    )


def test_fires_on_scores_taken_for_log_probabilities(network, batch):
    assert check.judge(first_loss(network(), nn.NLLLoss(), *batch)).outcome is Outcome.FAILED


def test_stays_silent_on_sound_networks(sound, loss, batch):
    assert check.judge(first_loss(sound, loss, *batch)).outcome is Outcome.PASSED


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_stays_silent_when_the_batch_holds_one_class(network, batch, smoothing):
    x, y = batch
    seen = first_loss(network(), nn.CrossEntropyLoss(label_smoothing=smoothing), x, torch.zeros_like(y))
    assert check.judge(seen).outcome is Outcome.PASSED


def test_stays_silent_on_class_weights(network, batch):
    weighted = nn.CrossEntropyLoss(weight=torch.linspace(0.1, 20.0, 10))
    assert check.judge(first_loss(network(), weighted, *batch)).outcome is Outcome.PASSED


def test_stays_silent_on_a_thousand_classes(loss, batch):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 1000))
    assert check.judge(first_loss(model, loss, *batch)).outcome is Outcome.PASSED


def test_skips_targets_that_are_no_classes(network, batch):
    x, y = batch
    assert (
        check.judge(first_loss(network(), nn.MSELoss(), x, torch.zeros(len(y), 10))).outcome
        is Outcome.SKIPPED
    )
