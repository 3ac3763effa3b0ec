"""What a run was asked for."""

import dataclasses
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wellwired.core.errors import AskError
from wellwired.core.plans import TrainPlan

LEAST_BUDGET_S = 10.0  # reading, evidence and report take some seconds by themselves


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question to the recipe, as it was put.

    `data` is the path or name, or `arrays` for data that came from memory. `overrides` are settings of the
    training plan that the user fixed.
    """

    data: str
    target: str | None = None
    budget_s: float = 600.0
    seed: int = 0
    device: str = "auto"
    epochs: int | None = None
    like: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)


def check_asked(asked: Asked) -> Asked:
    """The question itself, if it can be answered.

    Raises:
        AskError: a budget too small, an epoch count under 1, or a setting that the training plan does not
        have.
    """
    if not asked.budget_s >= LEAST_BUDGET_S:
        raise AskError(
            seen=f"`budget` is {asked.budget_s:g} s",
            wanted=f"at least {LEAST_BUDGET_S:g} s: reading, evidence and report count too",
            do="ask for more time, for example `--budget 2m`",
        )
    if asked.epochs is not None and asked.epochs < 1:
        raise AskError(
            seen=f"`epochs` is {asked.epochs}", wanted="1 or more", do="leave it out to let the plan choose"
        )
    override(TrainPlan(num_epochs=1, batch_size=1, learning_rate=0.1), asked.overrides)
    return asked


def override(plan: TrainPlan, settings: Mapping[str, str]) -> TrainPlan:
    """The plan with some settings replaced by the user's, each read as the type that it has.

    Raises:
        AskError: an unknown setting, or a text that is not of its type.
    """
    known = {f.name: f.type for f in dataclasses.fields(TrainPlan) if f.name not in ("augment", "reasons")}
    changes: dict[str, Any] = {}
    for name, text in settings.items():
        if name not in known:
            raise AskError(
                seen=f"`{name}` is not a setting of the training plan",
                wanted=f"one of {', '.join(sorted(known))}",
                do="correct the name",
            )
        changes[name] = _read(name, text, type(getattr(plan, name)))
    if not changes:
        return plan
    told = ", ".join(f"{name} {value}" for name, value in changes.items())
    return dataclasses.replace(plan, **changes, reasons=(*plan.reasons, f"set by hand: {told}"))


def _read(name: str, text: str, kind: type) -> Any:
    if kind is bool and text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        if kind is not bool:
            return kind(text)
    except ValueError:
        pass
    raise AskError(
        seen=f"`{name}` is {text!r}", wanted=f"a value of type {kind.__name__}", do=f"write `{name}=VALUE`"
    )


def run_name(data: str) -> str:
    """Short name for a run's folder: the last part of the data's path, in letters that every file system
    takes."""
    stem = Path(data).name or "data"
    return re.sub(r"[^A-Za-z0-9_-]+", "-", stem.split(".")[0]).strip("-")[:40] or "data"


def repeat_with(asked: Asked) -> str:
    """The command line that asks the same again."""
    words = ["wellwired", "fit", asked.data, "--seed", str(asked.seed), "--budget", f"{asked.budget_s:g}s"]
    for name, value in (("target", asked.target), ("epochs", asked.epochs), ("like", asked.like)):
        words += [] if value is None else [f"--{name}", str(value)]
    words += [] if asked.device == "auto" else ["--device", asked.device]
    words += [word for name, value in asked.overrides.items() for word in ("--train-set", f"{name}={value}")]
    return shlex.join(words)
