"""W01 says: a network must be able to learn one small batch by heart."""

import pytest
import torch
from torch import nn

from wellwired.checks import one_batch_not_memorised as check
from wellwired.core.records.wiring import BatchMemory
from wellwired.core.verdict import Outcome
from wellwired.probes.memory import memorise


def record(**changes):
    plain = {
        "losses": (2.3, 1.0, 0.01),
        "learning_rate": 1e-3,
        "first_loss": 2.3,
        "best_loss": 0.01,
        "guess_loss": 2.3,
        "floor_loss": 0.0,
        "accuracy": 1.0,
        "num_samples": 16,
        "num_classes": 10,
        "num_weights": 10_000,
        "num_targets": 16,
        "num_steps": 3,
    }
    return BatchMemory(**(plain | changes))


def test_fires_on_a_softmax_before_the_loss(network, loss, batch):
    faulty = nn.Sequential(network(), nn.Softmax(1))
    assert check.judge(memorise(faulty, loss, *batch)).outcome is Outcome.FAILED


def test_fires_on_outputs_behind_a_relu_that_is_shut(network, loss, batch):
    faulty = nn.Sequential(network(), nn.ReLU())
    with torch.no_grad():
        faulty[0][-1].bias.fill_(-50.0)
    assert check.judge(memorise(faulty, loss, *batch)).outcome is Outcome.FAILED


def test_fires_on_labels_that_a_network_cannot_see(network, loss, batch):
    class Blind(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = network()

        def forward(self, x):
            return self.body(torch.zeros_like(x))

    assert check.judge(memorise(Blind(), loss, *batch)).outcome is Outcome.FAILED


def test_stays_silent_on_sound_networks(sound, loss, batch):
    assert check.judge(memorise(sound, loss, *batch)).outcome is Outcome.PASSED


def test_stays_silent_under_label_smoothing(network, batch):
    smooth = nn.CrossEntropyLoss(label_smoothing=0.3)
    assert check.judge(memorise(network("norm"), smooth, *batch)).outcome is Outcome.PASSED


def test_stays_silent_on_numbers_as_targets(network, batch):
    x, y = batch
    model = nn.Sequential(network(), nn.ReLU(), nn.Linear(10, 1))
    verdict = check.judge(memorise(model, nn.MSELoss(), x, (y.float().unsqueeze(1) - 4.5) / 3.0))
    assert verdict.outcome is Outcome.PASSED


def test_is_unsure_when_all_targets_are_alike(network, loss, batch):
    x, y = batch
    assert check.judge(memorise(network(), loss, x, torch.zeros_like(y))).outcome is Outcome.UNSURE


def test_is_unsure_when_the_network_is_too_small_to_hold_the_batch():
    assert (
        check.judge(record(best_loss=1.5, losses=(2.3, 1.5, 1.5), num_weights=50)).outcome is Outcome.UNSURE
    )


def test_is_unsure_when_the_loss_was_still_falling():
    falling = tuple(2.3 - 0.01 * step for step in range(100))
    assert check.judge(record(best_loss=falling[-1], losses=falling)).outcome is Outcome.UNSURE


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_ignores_the_scale_of_the_loss(scale):
    seen = record(losses=(2 * scale, scale, scale, scale), best_loss=scale, guess_loss=2 * scale, num_steps=4)
    assert check.judge(seen).outcome is Outcome.FAILED
