"""A training gives the same bits however often it is stopped, and hands back weights better than by luck."""

import dataclasses

import numpy as np
import pytest
import torch

from wellwired.core.plans import Augment, Preprocess, TrainPlan
from wellwired.core.records.epoch import EpochRecord
from wellwired.data.samples import Samples
from wellwired.network.build import build
from wellwired.structure.family import member
from wellwired.train.loop import Surroundings, Training, averaged, begin, go_on, handed_back
from wellwired.train.part import Part

PLAN = TrainPlan(
    num_epochs=3,
    batch_size=16,
    learning_rate=0.125,
    average=0.9,
    augment=Augment(translate=0.2, light=0.1),
    l2=1e-4,
)


def part(num: int, seed: int) -> Part:
    rng = np.random.default_rng(seed)
    targets_N = rng.integers(0, 2, num)
    pixels = rng.integers(0, 100, (num, 8, 8, 1)).astype(np.uint8)
    pixels[targets_N == 1, :4] += 120
    samples = Samples(
        pixels_NHWC=pixels,
        targets_N=targets_N,
        names=tuple(map(str, range(num))),
        part_N=np.zeros(num, np.int8),
        classes=("a", "b"),
        value_range=(0.0, 255.0),
        fit="exact",
        kept_N=np.arange(num),
    )
    preprocess = Preprocess(
        height=8,
        width=8,
        num_channels=1,
        fit="exact",
        value_range=(0.0, 255.0),
        mean=(80.0,),
        deviation=(60.0,),
        classes=("a", "b"),
    )
    return Part(samples=samples, index_N=np.arange(num), preprocess=preprocess)


def started(plan: TrainPlan = PLAN) -> Training:
    network = build(member((1, 8, 8), 2, width=16, dropout=0.2), seed=1)
    return begin(network, plan, num_train=70)


def run(training: Training, around: Surroundings, plan: TrainPlan = PLAN) -> str:
    valid = part(30, 1)
    return go_on(
        training, plan, train=part(70, 0), valid=valid, seed=3, number_format="float32", around=around
    )


def weights(training: Training) -> list[bytes]:
    both = [training.network, averaged(training)]
    return [one.numpy().tobytes() for network in both for one in network.state_dict().values()]


def test_ends_after_its_epochs_having_learned():
    training = started()
    assert run(training, Surroundings()) == "done"
    assert training.step == 12
    assert [one.epoch for one in training.epochs] == [0, 1, 2]
    assert training.epochs[-1].valid_metric > 0.9


def test_gives_the_same_bits_when_it_is_stopped_and_goes_on():
    whole, cut = started(), started()
    run(whole, Surroundings())
    for stop_at in (3, 4, 9):
        assert run(cut, Surroundings(stop=lambda at=stop_at: cut.step >= at)) == "stopped"
    assert run(cut, Surroundings()) == "done"
    assert weights(whole) == weights(cut)
    untimed = [dataclasses.replace(one, time_s=0.0) for one in whole.epochs]
    assert untimed == [dataclasses.replace(one, time_s=0.0) for one in cut.epochs]


def test_saves_before_it_stops():
    saved = []
    training = started()
    run(training, Surroundings(stop=lambda: training.step == 5, save=lambda t: saved.append(t.step)))
    assert saved == [5]


def test_ends_with_a_last_look_when_the_time_is_up():
    training = started()
    assert run(training, Surroundings(left_s=lambda: 0.0)) == "done"
    assert training.step == 6
    assert training.epochs[-1].valid_metric is not None


def test_stops_before_weights_are_spoilt_by_a_loss_that_is_not_finite():
    training = started()
    with torch.no_grad():
        next(training.network.parameters()).fill_(float("inf"))
    before = weights_of_maps(training)
    assert run(training, Surroundings()) == "not_finite"
    assert training.failed_at == "step 0, epoch 0"
    assert weights_of_maps(training) == before


def weights_of_maps(training: Training) -> list[bytes]:
    return [one.detach().numpy().tobytes() for one in training.network.parameters()]


def test_ends_early_where_patience_is_asked_for():
    plan = dataclasses.replace(PLAN, num_epochs=50, patience=2, learning_rate=1e-12)
    training = started(plan)
    run(training, Surroundings(), plan)
    assert len(training.epochs) < 10


@pytest.mark.parametrize(("last", "kept"), [(0.80, 0), (0.89, 1)])
def test_hands_back_an_earlier_epoch_only_where_it_is_better_by_more_than_chance(last, kept):
    training = started()
    run(training, Surroundings(stop=lambda: training.step == 1))
    best = {name: one + 1 for name, one in training.network.state_dict().items()}
    metrics = (0.9, last)
    training.epochs = [
        EpochRecord(
            epoch=i,
            step=i,
            learning_rate=0.1,
            train_loss=1.0,
            train_metric=0.5,
            valid_loss=1.0,
            valid_metric=metric,
            time_s=1.0,
        )
        for i, metric in enumerate(metrics)
    ]
    training.best, training.best_epoch = best, 0
    assert handed_back(training, num_valid=400)[1] == kept
