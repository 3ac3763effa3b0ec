"""What the monitors of a training saw, as records to judge."""

import statistics

import numpy as np

from wellwired.core.plans import TrainPlan
from wellwired.core.records.training import LayerUpdate, LearningCurve, NonFinite, Plateau, UpdateRatios
from wellwired.data.batches import order, rows_of_step, steps_per_epoch
from wellwired.network.build import Network
from wellwired.probes.dead import dead_units
from wellwired.recipe.data import Data
from wellwired.train.loop import Training, batch_of_rows
from wellwired.train.nonfinite import first_nonfinite
from wellwired.train.part import Part

DEAD_SAMPLES = 512  # a unit that none of them switches on is dead for practical purposes
READ_AT_ONCE = 128


def name_the_place(
    training: Training, plan: TrainPlan, train: Part, *, seed: int, number_format: str
) -> NonFinite:
    """The first thing that was not finite at the step where the training stopped, its layer and its batch."""
    epoch, place = divmod(training.step, steps_per_epoch(len(train), batch_size=plan.batch_size))
    rows_N = order(len(train), seed=seed, epoch=epoch)
    rows_B = rows_of_step(rows_N, place, batch_size=plan.batch_size)
    x, y = batch_of_rows(train, rows_B, plan, seed=seed, epoch=epoch)
    which, layer = first_nonfinite(
        training.network, x, y, label_smoothing=plan.label_smoothing, number_format=number_format
    )
    return NonFinite(
        which=which or "loss",
        layer=layer,
        epoch=epoch,
        batch=place,
        step=training.step,
        learning_rate=float(training.optimizer.param_groups[0]["lr"]),
        num_steps=training.step,
        samples=tuple(train.samples.names[i] for i in train.index_N[rows_B[:4]]),
    )


def seen_in_training(
    training: Training, network: Network, data: Data, plan: TrainPlan, *, kept: int
) -> tuple[object, ...]:
    """Records of a training that came to its end.

    Args:
        training: after its last step.
        network: the one that is handed over.
        data: the parts.
        plan: of the training.
        kept: the epoch that `network` is of.
    """
    train, epochs = data.parts["train"], tuple(training.epochs)
    shares = np.bincount(train.targets_N, minlength=len(data.classes)) / len(train)
    guess_loss = float(-(shares[shares > 0] * np.log(shares[shares > 0])).sum())
    loudest = max(epochs, key=lambda one: statistics.median(one.update_ratio_by_layer.values()))
    num_looked = min(len(train), DEAD_SAMPLES)
    rows = np.array_split(np.arange(num_looked), -(-num_looked // READ_AT_ONCE))
    return (
        NonFinite(num_steps=training.step),
        LearningCurve(metric="accuracy", epochs=epochs, best_epoch=kept),
        dead_units(network, [train.read(rows_B)[0] for rows_B in rows]),
        UpdateRatios(
            layers=tuple(
                LayerUpdate(layer=name, ratio=ratio) for name, ratio in loudest.update_ratio_by_layer.items()
            ),
            num_steps=len(epochs),
            learning_rate=loudest.learning_rate,
        ),
        Plateau(
            losses=tuple(one.train_loss for one in epochs),
            guess_loss=guess_loss,
            steps_a_value=steps_per_epoch(len(train), batch_size=plan.batch_size),
        ),
    )
