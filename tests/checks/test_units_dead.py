"""F02 says: a layer must not be dead throughout."""

import torch

from wellwired.checks import units_dead as check
from wellwired.core.records.training import DeadUnits, LayerDead
from wellwired.core.verdict import Outcome
from wellwired.probes.dead import dead_units


def record(num_dead, num_samples=256):
    return DeadUnits(layers=(LayerDead(layer="2", num_units=20, num_dead=num_dead),), num_samples=num_samples)


def test_fires_on_a_layer_that_one_large_step_has_killed(network, digits, train):
    model, (x, y) = network(), digits
    train(model, x, y, rate=300.0, steps=3, optimizer=torch.optim.SGD)
    assert check.judge(dead_units(model, [x[:256]])).outcome is Outcome.FAILED


def test_fires_on_biases_far_below_zero_and_names_the_activation(network, digits):
    model = network("conv")
    torch.nn.init.constant_(model[0].bias, -100.0)
    assert check.judge(dead_units(model, [digits[0][:256]])).where == "1"


def test_stays_silent_on_sound_networks(sound, digits):
    assert check.judge(dead_units(sound, [digits[0][:128], digits[0][128:256]])).outcome in (
        Outcome.PASSED,
        Outcome.SKIPPED,
    )


def test_stays_silent_after_a_sound_training(network, digits, train):
    model, (x, y) = network("norm"), digits
    train(model, x, y)
    assert check.judge(dead_units(model, [x[:256]])).outcome is Outcome.PASSED


def test_stays_silent_on_a_layer_that_is_half_dead():
    assert check.judge(record(12)).outcome is Outcome.PASSED


def test_is_unsure_on_few_samples():
    assert check.judge(record(20, num_samples=8)).outcome is Outcome.UNSURE
