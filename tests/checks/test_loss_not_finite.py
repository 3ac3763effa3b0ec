"""F01 says: no loss, gradient or weight may become NaN or infinite."""

import math

import torch

from wellwired.checks import loss_not_finite as check
from wellwired.core.records.training import NonFinite
from wellwired.core.verdict import Outcome


def first_fault(losses, rate):
    for step, loss in enumerate(losses):
        if not math.isfinite(loss):
            return NonFinite(
                which="loss", layer="1", step=step, batch=step, learning_rate=rate, num_steps=len(losses)
            )
    return NonFinite(num_steps=len(losses))


def test_fires_on_a_training_that_blows_up(network, digits, train):
    losses, _ = train(network(), *digits, rate=1e12, optimizer=torch.optim.SGD)
    assert check.judge(first_fault(losses, 1e12)).outcome is Outcome.FAILED


def test_stays_silent_on_a_sound_training(network, digits, train):
    losses, _ = train(network(), *digits)
    assert check.judge(first_fault(losses, 3e-3)).outcome is Outcome.PASSED


def test_names_layer_batch_step_and_samples():
    seen = NonFinite(
        which="gradient",
        layer="block2.conv",
        epoch=1,
        batch=4,
        step=24,
        samples=("a.png", "b.png"),
        num_steps=25,
    )
    verdict = check.judge(seen)
    assert (verdict.where, verdict.note) == (
        "block2.conv",
        "gradient in epoch 1, batch 4, step 24; samples a.png, b.png",
    )
