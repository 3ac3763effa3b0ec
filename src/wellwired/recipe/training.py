"""Stage 8: the network is trained, watched and saved; a training that breaks is begun again with a lower
rate."""

import copy
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from wellwired.artifact.checkpoint import load_last_checkpoint, save_checkpoint
from wellwired.core.plans import TrainPlan
from wellwired.core.records.epoch import EpochRecord
from wellwired.network.build import Network
from wellwired.network.infer import outputs
from wellwired.recipe.after_training import name_the_place, seen_in_training
from wellwired.recipe.clock import Clock
from wellwired.recipe.data import Data
from wellwired.recipe.execution import Execution
from wellwired.recipe.interrupt import Interrupted, Listener
from wellwired.recipe.journal import Journal
from wellwired.recipe.state import pack, unpack
from wellwired.train.loop import Surroundings, Training, begin, go_on, handed_back

MOST_ATTEMPTS = 3  # a rate ninety times too high is not the rate's fault
RATE_CUT = 0.1  # each new attempt takes a tenth of the rate
END_S = 3.5  # seconds for the page and the end of the process
USABLE = 0.97  # share of the budget after which nothing new is begun
MOST_TRAIN_LOOKED = 5000  # samples; the training metric is known to half a point


@dataclass(frozen=True, kw_only=True)
class Trained:
    """The network that is handed over and how its training ended: `done` or `not_finite`."""

    network: Network
    kept_epoch: int
    how: str
    plan: TrainPlan


def train_network(
    network: Network,
    plan: TrainPlan,
    data: Data,
    journal: Journal,
    *,
    seed: int,
    clock: Clock,
    execution: Execution,
    listener: Listener,
) -> Trained:
    """The trained network; a run folder's last state is taken up where there is one.

    Raises:
        Interrupted: a signal came; the state is saved.
        ArtifactError: the state could not be saved.
    """
    start = copy.deepcopy(network)
    state = None if journal.folder is None else Path(journal.folder) / "state"
    checkpoint = load_last_checkpoint(state) if state is not None else None
    attempt = int(checkpoint.facts["attempt"]) if checkpoint else 0
    look_s = final_look_time(network, data, plan)
    if checkpoint is not None:
        for text in checkpoint.notes:
            journal.remark(text)
        # Taking the run up again costs time that an undisturbed run does not spend: it is not counted.
        clock = Clock(budget_s=clock.budget_s, spent_s=float(checkpoint.facts["used_s"]))
    while True:
        tried = replace(plan, learning_rate=plan.learning_rate * RATE_CUT**attempt)
        training = begin(copy.deepcopy(start), tried, num_train=len(data.parts["train"]))
        if checkpoint is not None:
            unpack(checkpoint, training)
            for record in training.epochs:
                journal.note("train", record)
            checkpoint = None
        save = _saver(state, clock, attempt)
        around = Surroundings(
            left_s=lambda: USABLE * clock.budget_s - clock.used_s() - look_s - END_S,
            save=save,
            stop=listener.heard,
            on_epoch=lambda record: _tell_epoch(journal, record),
            tell=journal.tell,
        )
        how = _run(training, tried, data, around, listener, seed=seed, execution=execution)
        if how == "not_finite":
            journal.note(
                "train",
                name_the_place(
                    training, tried, data.parts["train"], seed=seed, number_format=execution.number_format
                ),
            )
            attempt += 1
            if attempt < MOST_ATTEMPTS:
                journal.remark(
                    f"the loss was not finite at {training.failed_at}; begun again with a tenth of the rate"
                )
                continue
            return Trained(network=training.network, kept_epoch=-1, how=how, plan=tried)
        save(training)
        return _finish(training, tried, data, journal)


def final_look_time(network: Network, data: Data, plan: TrainPlan) -> float:
    """Seconds that the final evaluation will take, from one batch in float32."""
    train = data.parts["train"]
    rows_B = np.arange(min(128, len(train)))
    x, _ = train.read(rows_B)
    times = []
    for _ in range(3):
        began = time.perf_counter()
        outputs(network, [x])
        times.append(time.perf_counter() - began)
    held_out = sum(len(part) for name, part in data.parts.items() if name != "train")
    num_looked = held_out + min(len(train), MOST_TRAIN_LOOKED)
    return statistics.median(times) / len(rows_B) * num_looked * (2.0 if plan.mirror_at_test else 1.0)


def _run(
    training: Training,
    plan: TrainPlan,
    data: Data,
    around: Surroundings,
    listener: Listener,
    *,
    seed: int,
    execution: Execution,
) -> str:
    listener.deferred = True
    try:
        how = go_on(
            training,
            plan,
            train=data.parts["train"],
            valid=data.parts.get("valid"),
            seed=seed,
            number_format=execution.number_format,
            around=around,
        )
    finally:
        listener.deferred = False
    if how == "stopped" and listener.signal_number is not None:
        raise Interrupted(listener.signal_number)
    return how


def _saver(state: Path | None, clock: Clock, attempt: int) -> Callable[[Training], None]:
    def save(training: Training) -> None:
        if state is None:
            return
        tensors, facts = pack(training)
        facts |= {"attempt": attempt, "used_s": clock.used_s()}
        save_checkpoint(state, step=training.step, tensors=tensors, facts=facts)

    return save


def _tell_epoch(journal: Journal, record: EpochRecord) -> None:
    journal.note("train", record)
    valid = "" if record.valid_metric is None else f", valid {record.valid_metric:.4f}"
    journal.tell(f"epoch {record.epoch + 1}: loss {record.train_loss:.3f}{valid}", record.step, 0)


def _finish(training: Training, plan: TrainPlan, data: Data, journal: Journal) -> Trained:
    num_valid = len(data.parts["valid"]) if "valid" in data.parts else 0
    network, kept = handed_back(training, num_valid=num_valid)
    planned, done = training.pace.planned, training.pace.last_step
    if done < planned and not plan.patience:
        journal.remark(
            f"the time allowed {done} of {planned} planned updates; the schedule was brought to its end"
        )
    journal.note("train", *seen_in_training(training, network, data, plan, kept=kept))
    return Trained(network=network.eval(), kept_epoch=kept, how="done", plan=plan)
