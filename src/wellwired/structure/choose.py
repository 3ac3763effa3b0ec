"""How a network of the family is trained on this data, with reasons."""

import math

from wellwired.core.plans import Augment, TrainPlan

# SGD with Nesterov momentum 0.9 and batch norm, batch 256; measured: benchmarks/records/images_cifar10.json.
BASE_RATE = 0.5
BASE_BATCH = 256


def batch_size_for(num_train: int) -> int:
    """Power of two near N / 24, from 16 to 256: some twenty updates an epoch at least, where the set allows
    it."""
    return int(2 ** min(8, max(4, round(math.log2(max(num_train, 1) / 24)))))


def training_plan(
    *,
    num_train: int,
    num_epochs: int,
    learning_rate: float | None,
    augment: Augment,
    reasons: tuple[str, ...] = (),
) -> TrainPlan:
    """Settings of the training for a residual network with batch norm.

    Args:
        num_train: training samples.
        num_epochs: passes over them, at least 1.
        learning_rate: largest rate, from a range test; None takes the rule of thumb.
        augment: changes that were found to keep the label.
        reasons: sentences that explain what was measured.

    Source:
        Goyal et al. 2017, arXiv:1706.02677 (rate grows with the batch); Smith 2018, arXiv:1708.07120 (one
        cycle).
    """
    batch = batch_size_for(num_train)
    rate = learning_rate or rule_of_thumb_rate(batch)
    steps = num_epochs * max(1, num_train // batch)
    return TrainPlan(
        num_epochs=num_epochs,
        batch_size=batch,
        learning_rate=rate,
        l2=5e-4,
        label_smoothing=0.1,
        average=average_decay(steps),
        augment=augment,
        mirror_at_test=augment.flip_horizontal,
        reasons=(
            f"batch {batch}: about N / 24, within 16 and {BASE_BATCH}",
            f"{num_epochs} epochs are {steps} updates",
            *reasons,
        ),
    )


def rule_of_thumb_rate(batch_size: int) -> float:
    """Largest rate for SGD with momentum: grows with the root of the batch size."""
    return BASE_RATE * math.sqrt(batch_size / BASE_BATCH)


def average_decay(num_steps: int) -> float:
    """Decay whose memory is 2 % of all updates, at most 0.999."""
    return min(0.999, max(0.5, 1.0 - 1.0 / max(2.0, 0.02 * num_steps)))
