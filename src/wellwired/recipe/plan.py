"""Stage 3: which network, how big, and how it is to be trained."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Int

from wellwired.core.plans import NetworkPlan, ShapeRow, TrainPlan
from wellwired.core.records.structure import CandidateTiming, SizeSearch
from wellwired.core.seeds import seed_of
from wellwired.data.batches import order, rows_of_step, steps_per_epoch
from wellwired.network.build import build
from wellwired.network.shape import shape_plan
from wellwired.recipe.ask import Asked, override
from wellwired.recipe.clock import Clock
from wellwired.recipe.data import Data
from wellwired.recipe.execution import Execution, placed, step_time
from wellwired.recipe.journal import Journal
from wellwired.recipe.symmetry import find_symmetries, to_augment
from wellwired.structure.choose import rule_of_thumb_rate, training_plan
from wellwired.structure.family import dropout_for, member, widths_for
from wellwired.structure.size import epochs_for
from wellwired.train.part import Part
from wellwired.train.range_test import range_test

KEPT_BACK_S = 6.0  # seconds for the gates after the plan, the report and the end of the process
USABLE = 0.92  # share of the budget that is planned for; the rest is for a machine that slows down
TRIAL_SHARE = 0.1  # of the budget that the trial of symmetries may take on a machine that is slow
GROW_SHARE = 0.5  # of the time for training that a wider network may be expected to take
RATE_WITHIN = 1.5  # the range test may move the rate this far from the rule of thumb


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The network and its training, with the shape plan."""

    network: NetworkPlan
    train: TrainPlan
    shapes: tuple[ShapeRow, ...]


def make_plan(data: Data, asked: Asked, journal: Journal, *, clock: Clock, execution: Execution) -> Plan:
    """The plan for this data, budget and machine, each choice with its reason.

    Mirrors and moves are found by trial, the width by timing the family from small to large, the rate by a
    range test.
    """
    train = data.parts["train"]
    seed = asked.seed
    symmetry = find_symmetries(
        train,
        num_classes=len(data.classes),
        seed=seed,
        number_format=execution.number_format,
        seconds=TRIAL_SHARE * clock.budget_s,
    )
    num_epochs = asked.epochs or epochs_for(len(train))
    augment, why_augment = to_augment(symmetry, num_epochs=num_epochs)
    draft = training_plan(num_train=len(train), num_epochs=num_epochs, learning_rate=None, augment=augment)
    sizes = search_size(
        data, draft, seed=seed, clock=clock, execution=execution, fixed_epochs=asked.epochs is not None
    )
    taken = next(one for one in sizes.candidates if one.width == sizes.chosen_width)
    network = _member(data, sizes.chosen_width)
    rates = range_test(
        placed(build(network, seed=seed_of(seed, "network")), execution.device),
        draft,
        batch=lambda i: train.read(_rows(train, i, draft.batch_size, seed)),
        seed=seed,
        number_format=execution.number_format,
    )
    rule = rule_of_thumb_rate(draft.batch_size)
    rate = min(max(rates.chosen, rule / RATE_WITHIN), rule * RATE_WITHIN)
    plan = training_plan(
        num_train=len(train),
        num_epochs=taken.num_epochs,
        learning_rate=rate,
        augment=augment,
        reasons=(
            f"rate {rate:.3g}: the range test suggests {rates.chosen:.3g}, kept within a factor"
            f" {RATE_WITHIN:g} of {rule:.3g}",
            why_augment,
        ),
    )
    plan = override(plan, asked.overrides)
    journal.note("plan", symmetry, sizes, rates)
    return Plan(network=network, train=plan, shapes=shape_plan(network))


def repeat_plan(data: Data, asked: Asked, *, network: NetworkPlan, train: TrainPlan) -> Plan:
    """The plan of an earlier run, its input and output brought to this data."""
    _, height, width = network.input_shape
    head = replace(network.head, num_outputs=len(data.classes))
    shape = (data.preprocess.num_channels, height, width)
    network = replace(network, input_shape=shape, head=head)
    if asked.epochs:
        train = replace(train, num_epochs=asked.epochs)
    return Plan(network=network, train=override(train, asked.overrides), shapes=shape_plan(network))


def search_size(
    data: Data, draft: TrainPlan, *, seed: int, clock: Clock, execution: Execution, fixed_epochs: bool
) -> SizeSearch:
    """Members of the family from small to large, until the next would take over half of the time left."""
    train = data.parts["train"]
    candidates: list[CandidateTiming] = []
    train_s = 0.0
    for width in widths_for(len(train)):
        network = _member(data, width)
        rows = shape_plan(network)
        step_s = step_time(
            placed(build(network, seed=seed), execution.device),
            draft,
            train,
            seed=seed,
            number_format=execution.number_format,
        )
        train_s = USABLE * clock.budget_s - clock.used_s() - KEPT_BACK_S
        epoch_s = _epoch_time(data, draft, step_s)
        fits = int(max(0.0, train_s) / epoch_s - _look_back_epochs(data, draft))
        one = CandidateTiming(
            width=width,
            parameters=sum(row.parameters for row in rows),
            multiply_adds=sum(row.multiply_adds for row in rows),
            step_s=step_s,
            num_epochs=draft.num_epochs if fixed_epochs else min(draft.num_epochs, max(1, fits)),
        )
        if candidates and draft.num_epochs * epoch_s > GROW_SHARE * train_s:
            break
        candidates.append(one)
    return SizeSearch(candidates=tuple(candidates), chosen_width=candidates[-1].width, train_s=train_s)


def _member(data: Data, width: int) -> NetworkPlan:
    shape = (data.preprocess.num_channels, data.preprocess.height, data.preprocess.width)
    num_train = len(data.parts["train"])
    return member(shape, len(data.classes), width=width, dropout=dropout_for(num_train))


def _epoch_time(data: Data, plan: TrainPlan, step_s: float) -> float:
    """Seconds of an epoch with its look at the validation part; a forward pass costs about a third of an
    update."""
    num_valid = len(data.parts["valid"]) if "valid" in data.parts else 0
    looks = num_valid / plan.batch_size / 3.0 * (2.0 if plan.mirror_at_test else 1.0)
    return step_s * (steps_per_epoch(len(data.parts["train"]), batch_size=plan.batch_size) + looks) * 1.05


def _look_back_epochs(data: Data, plan: TrainPlan) -> float:
    """Cost of the final evaluation, in epochs: forward in float32, mirrored, over what is held out and some
    of the rest."""
    held_out = sum(len(part) for name, part in data.parts.items() if name != "train")
    num_looked = held_out + min(5000, len(data.parts["train"]))
    return num_looked * (2.0 if plan.mirror_at_test else 1.0) / len(data.parts["train"]) * 0.8


def _rows(train: Part, step: int, batch_size: int, seed: int) -> Int[np.ndarray, "B"]:
    epoch, place = divmod(step, steps_per_epoch(len(train), batch_size=batch_size))
    rows_N = order(len(train), seed=seed_of(seed, "range test"), epoch=epoch)
    return rows_of_step(rows_N, place, batch_size=batch_size)
