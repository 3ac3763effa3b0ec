"""Stages 1 to 3 in their order: the data, the line, the plan."""

from pathlib import Path
from typing import Any

import numpy as np

from wellwired.artifact.run_folder import read_run
from wellwired.core.errors import ArtifactError
from wellwired.core.json_form import from_json, to_json
from wellwired.core.plans import NetworkPlan, Preprocess, ShapeRow, TrainPlan
from wellwired.data.limits import Limits
from wellwired.recipe.ask import Asked
from wellwired.recipe.clock import Clock
from wellwired.recipe.data import Data, read_data
from wellwired.recipe.execution import Execution, choose_execution, pick_device
from wellwired.recipe.journal import Journal
from wellwired.recipe.line import draw_line
from wellwired.recipe.pictures import pictures
from wellwired.recipe.plan import Plan, make_plan, repeat_plan

LINE_SHARE, MOST_LINE_S = 0.05, 20.0  # of the budget, and seconds: the line is the floor, not the aim


def prepare(
    data: Any, asked: Asked, journal: Journal, *, clock: Clock, limits: Limits
) -> tuple[Data, Plan, Execution, dict[str, "np.ndarray"]]:
    """Stages 1 to 3: the data, the line and the plan; what an earlier process of the run found is used
    again."""
    device = pick_device(asked.device)
    base = None if asked.like is None else read_run(Path(asked.like))
    like = None if base is None else from_json(Preprocess, base["preprocess"])
    if journal.is_done("plan"):
        like = from_json(Preprocess, journal.run["preprocess"])
        known = journal.run["data"]["fingerprint"]
    with journal.stage("data"):
        found = read_data(data, asked, journal, like=like, device=device, limits=limits)
    if journal.is_done("plan") and found.card.fingerprint != known:
        raise ArtifactError(
            seen=f"the data at `{asked.data}` has the fingerprint {found.card.fingerprint[:12]}",
            wanted=f"{known[:12]}, as when the run began",
            do="put the same data back, or begin a new run",
        )
    with journal.stage("line"):
        lines = draw_line(
            found, journal, seed=asked.seed, seconds=min(MOST_LINE_S, LINE_SHARE * asked.budget_s)
        )
    with journal.stage("plan"):
        execution, plan = _planned(found, asked, journal, base=base, clock=clock, device=device)
    return found, plan, execution, lines


def _planned(
    found: Data, asked: Asked, journal: Journal, *, base: dict[str, Any] | None, clock: Clock, device: str
) -> tuple[Execution, Plan]:
    run = journal.run
    if journal.is_done("plan"):
        execution = from_json(Execution, run["execution"])
        return execution, _plan_of(run["plan"])
    execution = choose_execution(device)
    if base is None:
        plan = make_plan(found, asked, journal, clock=clock, execution=execution)
    else:
        old = _plan_of(base["plan"])
        plan = repeat_plan(found, asked, network=old.network, train=old.train)
    if journal.folder is not None:
        journal.note("plan", *pictures(found, plan.train, seed=asked.seed))
    run["execution"] = to_json(execution)
    keep_plan(plan, journal)
    return execution, plan


def keep_plan(plan: Plan, journal: Journal) -> None:
    """Put the plan into the run."""
    journal.run["parameters"] = sum(row.parameters for row in plan.shapes)
    journal.run["plan"] = {
        "network": to_json(plan.network),
        "train": to_json(plan.train),
        "shapes": to_json(plan.shapes),
        "reasons": [*plan.network.reasons, *plan.train.reasons],
    }


def _plan_of(plain: dict[str, Any]) -> Plan:
    return Plan(
        network=from_json(NetworkPlan, plain["network"]),
        train=from_json(TrainPlan, plain["train"]),
        shapes=tuple(from_json(ShapeRow, row) for row in plain["shapes"]),
    )
