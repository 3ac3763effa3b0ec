"""The training loop: one update after another, watched, saved and ended in time."""

import collections
import copy
import dataclasses
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, optim

from wellwired.core.plans import TrainPlan
from wellwired.core.records.epoch import EpochRecord
from wellwired.data.batches import order, rows_of_step, steps_per_epoch
from wellwired.network.build import Network
from wellwired.network.infer import outputs
from wellwired.train.augment import augment
from wellwired.train.average import Average
from wellwired.train.monitor import dead_shares, update_ratios, weights_of
from wellwired.train.optimizer import make_optimizer, set_rate
from wellwired.train.pace import Pace, kept_in_time
from wellwired.train.part import Part
from wellwired.train.schedule import rate_factor
from wellwired.train.step import update

VALID_BATCH = 512  # samples; larger ones win nothing on a CPU
MARK_S, LOOK_BACK_S = 5.0, 60.0  # seconds
STEPS_TO_KNOW = 5  # updates before their mean time is trusted
WATCH_SAMPLES = 256  # a unit that none of 256 samples switches on is silent for practical purposes


@dataclass(kw_only=True)
class Training:
    """A training under way; everything that a resumed one needs besides the data and the plan."""

    network: Network
    optimizer: optim.Optimizer
    average: Average | None
    pace: Pace
    step: int = 0
    epochs: list[EpochRecord] = field(default_factory=list)
    loss_sum: float = 0.0
    correct_sum: int = 0
    seen: int = 0
    best: dict[str, Tensor] = field(default_factory=dict)
    best_epoch: int = -1
    failed_at: str = ""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What the loop needs from outside.

    `left_s` tells the seconds left for training; `save` keeps the state; `stop` says whether to end after
    this update; `on_epoch` and `tell` only show.
    """

    left_s: Callable[[], float] = lambda: math.inf
    save: Callable[[Training], None] = lambda training: None
    stop: Callable[[], bool] = lambda: False
    on_epoch: Callable[[EpochRecord], None] = lambda record: None
    tell: Callable[[str, int, int], None] = lambda what, done, total: None
    save_every_s: float = 20.0


def begin(network: Network, plan: TrainPlan, *, num_train: int) -> Training:
    """A training at its first step."""
    planned = plan.num_epochs * steps_per_epoch(num_train, batch_size=plan.batch_size)
    average = Average(network, decay=plan.average) if plan.average > 0 else None
    network.train()
    return Training(
        network=network,
        optimizer=make_optimizer(plan, network),
        average=average,
        pace=Pace(planned=planned, last_step=planned),
    )


def go_on(
    training: Training,
    plan: TrainPlan,
    *,
    train: Part,
    valid: Part | None,
    seed: int,
    number_format: str,
    around: Surroundings,
) -> str:
    """How the training ended: `done`, `stopped` by the outside, or `not_finite` with `failed_at` telling the
    step.

    The same training, plan, parts and seed give the same bits, however often it was saved and taken up again.
    """
    per_epoch = steps_per_epoch(len(train), batch_size=plan.batch_size)
    watch = _Watch(training.step)
    rows_N = order(len(train), seed=seed, epoch=training.step // per_epoch)
    while training.step < training.pace.last_step:
        epoch, place = divmod(training.step, per_epoch)
        if place == 0:
            rows_N = order(len(train), seed=seed, epoch=epoch)
        ends_epoch = place == per_epoch - 1 or training.step + 1 == training.pace.last_step
        before = weights_of(training.network) if ends_epoch else {}
        rows_B = rows_of_step(rows_N, place, batch_size=plan.batch_size)
        if not _one_update(
            training, plan, train, rows_B, epoch=epoch, seed=seed, number_format=number_format
        ):
            return "not_finite"
        if ends_epoch:
            ratios = update_ratios(before, training.network)
            around.on_epoch(_look(training, plan, valid, ratios, number_format, watch.epoch_s()))
            if plan.patience and epoch - training.best_epoch >= plan.patience:
                training.pace = dataclasses.replace(training.pace, last_step=training.step)
                return "done"
        around.tell("training", training.step, training.pace.last_step)
        training.pace = watch.keep_pace(training, around.left_s())
        if _save_or_stop(training, around, watch):
            return "stopped"
    return "done"


class _Watch:
    """Times of one stretch of the loop; the time of a step is that of the last minute."""

    def __init__(self, step: int) -> None:
        now = time.perf_counter()
        self.saved = self.epoch = now
        self.marks = collections.deque([(now, step)])

    def epoch_s(self) -> float:
        spent, self.epoch = time.perf_counter() - self.epoch, time.perf_counter()
        return spent

    def keep_pace(self, training: Training, left_s: float) -> Pace:
        now = time.perf_counter()
        then, step = self.marks[0]
        if training.step - step < STEPS_TO_KNOW:
            return training.pace
        if now - self.marks[-1][0] > MARK_S:
            self.marks.append((now, training.step))
            while len(self.marks) > 2 and now - self.marks[1][0] > LOOK_BACK_S:
                self.marks.popleft()
        step_s = (now - then) / (training.step - step)
        return kept_in_time(training.pace, step=training.step, step_s=step_s, left_s=left_s)


def _save_or_stop(training: Training, around: Surroundings, watch: _Watch) -> bool:
    """Save where it is time to, or where the end was asked for; say whether it was."""
    stop = around.stop()
    if stop or time.perf_counter() - watch.saved > around.save_every_s:
        around.save(training)
        watch.saved = time.perf_counter()
    return stop


def batch_of_rows(
    train: Part, rows_B: Int[np.ndarray, "B"], plan: TrainPlan, *, seed: int, epoch: int
) -> tuple[Float[Tensor, "B C H W"], Int[Tensor, "B"]]:
    """Images as an update sees them, normalised and augmented, and their classes."""
    x, y = train.read(rows_B)
    ids_B = torch.from_numpy(train.index_N[rows_B])
    return augment(x, plan.augment, sample_B=ids_B, seed=seed, epoch=epoch), y


def _one_update(
    training: Training,
    plan: TrainPlan,
    train: Part,
    rows_B: Int[np.ndarray, "B"],
    *,
    epoch: int,
    seed: int,
    number_format: str,
) -> bool:
    x, y = batch_of_rows(train, rows_B, plan, seed=seed, epoch=epoch)
    factor = rate_factor(
        plan, step=training.pace.virtual_step(training.step), num_steps=training.pace.planned
    )
    set_rate(training.optimizer, factor)
    seen = update(
        training.network,
        training.optimizer,
        x,
        y,
        plan,
        step=training.step,
        seed=seed,
        number_format=number_format,
    )
    if not seen.finite:
        training.failed_at = f"step {training.step}, epoch {epoch}"
        return False
    if training.average is not None:
        training.average.update(training.network)
    training.step += 1
    training.loss_sum += float(seen.loss) * len(rows_B)
    training.correct_sum += int(seen.correct)
    training.seen += len(rows_B)
    return True


def _look(
    training: Training,
    plan: TrainPlan,
    valid: Part | None,
    ratios: dict[str, float],
    number_format: str,
    time_s: float,
) -> EpochRecord:
    """Judge the averaged network on the validation part and keep it if it is the best so far."""
    network = averaged(training)
    loss = metric = None
    dead: dict[str, float] = {}
    if valid is not None and len(valid):
        batches = (x for x, _ in valid.in_order(VALID_BATCH))
        logits_NK = outputs(network, batches, mirror=plan.mirror_at_test, number_format=number_format)
        targets_N = torch.from_numpy(valid.targets_N)
        loss = float(torch.nn.functional.cross_entropy(torch.from_numpy(logits_NK), targets_N))
        metric = float((logits_NK.argmax(axis=1) == valid.targets_N).mean())
        network.eval()
        dead = dead_shares(network, valid.read(np.arange(min(len(valid), WATCH_SAMPLES)))[0])
    record = EpochRecord(
        epoch=len(training.epochs),
        step=training.step,
        learning_rate=float(training.optimizer.param_groups[0]["lr"]),
        train_loss=training.loss_sum / max(1, training.seen),
        train_metric=training.correct_sum / max(1, training.seen),
        valid_loss=loss,
        valid_metric=metric,
        time_s=time_s,
        update_ratio_by_layer=ratios,
        dead_share_by_layer=dead,
    )
    training.epochs.append(record)
    training.loss_sum, training.correct_sum, training.seen = 0.0, 0, 0
    if _is_best(training, record):
        training.best_epoch = record.epoch
        training.best = {name: one.detach().clone() for name, one in network.state_dict().items()}
    return record


def _is_best(training: Training, record: EpochRecord) -> bool:
    if training.best_epoch < 0 or record.valid_metric is None:
        return True
    best = training.epochs[training.best_epoch]
    return _rank(record) > _rank(best)


def _rank(record: EpochRecord) -> tuple[float, float]:
    loss = record.valid_loss if record.valid_loss is not None else math.inf
    return (record.valid_metric or 0.0, -loss)


def averaged(training: Training) -> Network:
    """A copy of the network with the averaged weights, or with its own where there is no average."""
    network = copy.deepcopy(training.network)
    if training.average is not None and training.average.num_updates:
        training.average.write_to(network)
    return network


def handed_back(training: Training, *, num_valid: int) -> tuple[Network, int]:
    """The network to keep and the epoch that it is of.

    The last one, unless an earlier one was better on the validation part by more than one standard error of
    the metric; among many epochs the best is best by luck.

    Source:
        The one-standard-error rule, Breiman et al. 1984, section 3.4.3.
    """
    network = averaged(training)
    last, best = training.epochs[-1], training.epochs[training.best_epoch]
    if last.valid_metric is None or best.valid_metric is None:
        return network, last.epoch
    error = math.sqrt(max(last.valid_metric * (1.0 - last.valid_metric), 1e-4) / max(1, num_valid))
    if best.valid_metric - last.valid_metric <= error:
        return network, last.epoch
    network.load_state_dict(training.best)
    return network, best.epoch
