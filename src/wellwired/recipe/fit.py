"""The recipe: data goes in, a trained network and the evidence for it come out."""

import dataclasses
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wellwired.artifact.checkpoint import remove_states
from wellwired.artifact.lock import locked
from wellwired.artifact.run_folder import create, discard, read_run, write_network
from wellwired.artifact.versions import versions
from wellwired.core.errors import AskError, DataError
from wellwired.core.json_form import from_json, to_json
from wellwired.core.seeds import seed_of
from wellwired.core.verdict import Verdict
from wellwired.data.limits import Limits
from wellwired.data.read import find_path
from wellwired.network.build import Network, build
from wellwired.recipe.ask import Asked, check_asked, repeat_with, run_name
from wellwired.recipe.clock import Clock
from wellwired.recipe.data import Data
from wellwired.recipe.execution import Execution, compare_formats, placed
from wellwired.recipe.gates import check_flow, check_start, check_wiring, mend_start, probe_batch
from wellwired.recipe.interrupt import Interrupted, Listener, listening
from wellwired.recipe.journal import Journal, OnVerdict, Tell, failed_gates
from wellwired.recipe.line import forget_line
from wellwired.recipe.plan import Plan
from wellwired.recipe.prepare import keep_plan, prepare
from wellwired.recipe.training import train_network
from wellwired.recipe.verdict import judge_network


@dataclass(frozen=True, kw_only=True)
class FitResult:
    """A run: where it lies, what run.json says, and how it ended (`done` or `failed`)."""

    folder: Path
    run: dict[str, Any]
    status: str


def _silent(what: str, done: int, total: int) -> None:
    """Shows nothing."""


def _no_verdict(verdict: Verdict) -> None:
    """Shows nothing."""


def fit(
    data: Any = None,
    *,
    target: str | None = None,
    out: Path | str | None = None,
    budget_s: float = 600.0,
    seed: int = 0,
    device: str = "auto",
    epochs: int | None = None,
    like: Path | str | None = None,
    resume: Path | str | None = None,
    overrides: Mapping[str, str] | None = None,
    tell: Tell = _silent,
    on_verdict: OnVerdict = _no_verdict,
    limits: Limits = Limits(),  # noqa: B008, frozen
    started: float | None = None,
) -> FitResult:
    """Train a network on data, through all gates, into a run folder.

    Args:
        data: a path, the name of a set that ships with a dependency, or `(X, y)` arrays. May be left out with
            `resume` or `like`, which then use the path of that run.
        target: column of the labels, where the data has columns.
        out: folder of the run; `runs/NAME-DATE-TIME` where none is given.
        budget_s: seconds that everything together may take, reading and report included.
        seed: of every draw: split, weights, order, augmentation, dropout.
        device: `auto`, `cpu` or `cuda`.
        epochs: passes over the training part; chosen by the plan where it is left out.
        like: folder of a run whose plan is used again.
        resume: folder of a run that was cut off, to be brought to its end; the other settings are that run's.
        overrides: settings of the training plan, as text by name.
        tell: shown how far the work has come.
        on_verdict: shown each verdict.
        limits: what the readers may take.
        started: value of `time.perf_counter()` from which the budget counts; now where it is left out.

    Raises:
        WellwiredError: the data or a setting cannot be used, or the run cannot be saved.
        Interrupted: SIGINT or SIGTERM came; the state is saved and `resume` goes on from it.
    """
    started = time.perf_counter() if started is None else started
    if resume is not None and (Path(resume).exists() or data is None):
        return _take_up(Path(resume), data, tell=tell, on_verdict=on_verdict, limits=limits, started=started)
    out = resume if out is None else out
    base = read_run(Path(like)) if like is not None else None
    data = data if base is None else _data_of(base, data, ask="like")
    asked = check_asked(
        Asked(
            data=name_of(data),
            target=target if target is not None or base is None else base["asked"]["target"],
            budget_s=budget_s,
            seed=seed,
            device=device,
            epochs=epochs,
            like=None if like is None else str(like),
            overrides=dict(overrides or {}),
        )
    )
    if isinstance(data, str | Path):
        find_path(data)  # before our own folder stands among the names that it is held against
    folder = create(None if out is None else Path(out), name=run_name(asked.data), now=datetime.now())
    run: dict[str, Any] = {"status": "running", "asked": {**to_json(asked), "out": str(folder)}, "seed": seed}
    run |= {
        "versions": versions(),
        "began": datetime.now(UTC).isoformat(timespec="seconds"),
        "repeat": repeat_with(asked),
    }
    clock = Clock(budget_s=budget_s, started=started)
    with locked(folder), listening() as listener:
        journal = Journal(folder, run, tell=tell, on_verdict=on_verdict)
        journal.write()
        try:
            return _run(data, asked, journal, clock=clock, listener=listener, limits=limits)
        except (DataError, AskError):
            if not journal.is_done("data"):
                discard(folder)
            raise
        except Interrupted:
            _close(journal, clock, status="stopped")
            raise


def inspect(
    data: Any,
    *,
    target: str | None = None,
    budget_s: float = 600.0,
    seed: int = 0,
    device: str = "auto",
    tell: Tell = _silent,
    on_verdict: OnVerdict = _no_verdict,
    limits: Limits = Limits(),  # noqa: B008, frozen
    started: float | None = None,
) -> dict[str, Any]:
    """Stages 1 to 3 only: the card, the line and the plan, as run.json would hold them; nothing is written.

    Args and errors are those of `fit`.
    """
    asked = check_asked(Asked(data=name_of(data), target=target, budget_s=budget_s, seed=seed, device=device))
    clock = Clock(budget_s=budget_s, started=time.perf_counter() if started is None else started)
    run: dict[str, Any] = {"status": "running", "asked": to_json(asked), "seed": seed, "versions": versions()}
    with listening():
        journal = Journal(None, run, tell=tell, on_verdict=on_verdict)
        prepare(data, asked, journal, clock=clock, limits=limits)
    return {**to_json(run), "status": "done"}


def name_of(data: Any) -> str:
    """The path or name as text; `arrays` for what came from memory.

    Raises:
        AskError: there is no data.
    """
    if data is None:
        raise AskError(
            seen=f"`data` is {data}",
            wanted="a path, a name or arrays",
            do="name the data: `wellwired fit DATA`",
        )
    return str(data) if isinstance(data, str | Path) else "arrays"


def _data_of(run: dict[str, Any], data: Any, *, ask: str) -> Any:
    """The data that is given, else that of an earlier run."""
    name = run["asked"]["data"]
    if data is None and name == "arrays" and not Path(name).exists():
        raise AskError(
            seen=f"`{ask}` names a run that was on `{name}` from memory",
            wanted="arrays again",
            do=f"pass them: `ww.fit((X, y), {ask}=...)`",
        )
    return name if data is None else data


def _take_up(
    folder: Path, data: Any, *, tell: Tell, on_verdict: OnVerdict, limits: Limits, started: float
) -> FitResult:
    run = read_run(folder)
    if run["status"] == "done":
        return FitResult(folder=folder, run=run, status="done")
    plain = {k: v for k, v in run["asked"].items() if k != "out"}
    asked = from_json(Asked, plain)
    data = _data_of(run, data, ask="resume")
    clock = Clock(budget_s=asked.budget_s, spent_s=float(run["progress"].get("used_s", 0.0)), started=started)
    with locked(folder), listening() as listener:
        run["status"] = "running"
        journal = Journal(folder, run, tell=tell, on_verdict=on_verdict)
        try:
            return _run(data, asked, journal, clock=clock, listener=listener, limits=limits)
        except Interrupted:
            _close(journal, clock, status="stopped")
            raise


def _run(
    data: Any, asked: Asked, journal: Journal, *, clock: Clock, listener: Listener, limits: Limits
) -> FitResult:
    found, plan, execution, lines = prepare(data, asked, journal, clock=clock, limits=limits)
    network = placed(build(plan.network, seed=seed_of(asked.seed, "network")), execution.device)
    gates, plan = _gates(network, plan, found, asked, journal, execution)
    if failed_gates(gates):
        return _close(journal, clock, status="failed")
    with journal.stage("train"):
        trained = train_network(
            network,
            plan.train,
            found,
            journal,
            seed=asked.seed,
            clock=clock,
            execution=execution,
            listener=listener,
        )
    if trained.how != "done":
        return _close(journal, clock, status="failed")
    with journal.stage("verdict"):
        finished = judge_network(trained, found, journal, lines=lines)
        assert journal.folder is not None
        facts = {"mirror_at_test": trained.plan.mirror_at_test, "kept_epoch": trained.kept_epoch}
        write_network(journal.folder, finished, finished.plan, found.preprocess, facts=facts)
    return _close(journal, clock, status="done")


def _gates(
    network: Network, plan: Plan, found: Data, asked: Asked, journal: Journal, execution: Execution
) -> tuple[tuple[Verdict, ...], Plan]:
    """Stages 4 to 7; a resumed run repeats only the mend of its starting weights."""
    x, y = probe_batch(found.parts["train"], seed=asked.seed)
    if journal.is_done("execution"):
        if journal.run["progress"].get("start_mended"):
            mend_start(network, x)
        return (), plan
    with journal.stage("wiring"):
        verdicts = check_wiring(network, plan.train, x, y, journal)
    with journal.stage("start"):
        verdicts += check_start(network, x, y, journal)
    with journal.stage("flow"):
        flow, train_plan = check_flow(network, plan.train, x, y, journal)
        plan = dataclasses.replace(plan, train=train_plan)
        keep_plan(plan, journal)
    with journal.stage("execution"):
        journal.note("execution", compare_formats(network, x, y, execution))
    return verdicts + flow, plan


def _close(journal: Journal, clock: Clock, *, status: str) -> FitResult:
    """Write how the run ended; a finished run needs its states no more."""
    journal.run["status"] = status
    journal.run["progress"]["used_s"] = round(clock.used_s(), 3)
    journal.run["time_s"]["total"] = round(clock.used_s(), 3)
    journal.run["time_s"]["budget"] = clock.budget_s
    journal.write()
    assert journal.folder is not None
    if status == "done":
        forget_line(journal.folder)
        remove_states(journal.folder / "state")
    return FitResult(folder=journal.folder, run=read_run(journal.folder), status=status)
