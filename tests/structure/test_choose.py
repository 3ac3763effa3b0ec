"""The training plan follows the size of the set, each choice with its reason."""

import pytest

from wellwired.core.plans import Augment
from wellwired.structure.choose import average_decay, batch_size_for, rule_of_thumb_rate, training_plan


@pytest.mark.parametrize(
    ("num_train", "batch"), [(1, 16), (360, 16), (1500, 64), (50_000, 256), (10**7, 256)]
)
def test_batch_follows_the_size_of_the_set(num_train, batch):
    assert batch_size_for(num_train) == batch


def test_rate_falls_with_the_batch():
    assert rule_of_thumb_rate(64) == pytest.approx(rule_of_thumb_rate(256) / 2)


def test_mirrors_at_the_test_only_what_was_mirrored_in_training():
    for flip in (False, True):
        augment = Augment(flip_horizontal=flip)
        plan = training_plan(num_train=1000, num_epochs=3, learning_rate=None, augment=augment)
        assert plan.mirror_at_test is flip


def test_average_reaches_over_two_per_cent_of_the_updates():
    assert average_decay(10_000) == pytest.approx(1 - 1 / 200)
    assert average_decay(10**7) == 0.999
