"""Verdicts as the page shows them: the failed first, each with its numbers, its figure and its remedy."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wellwired.core.verdict import Check, Figure, Outcome, Verdict
from wellwired.report.amounts import number, with_spread
from wellwired.report.answer import standing
from wellwired.report.clean import clean
from wellwired.report.explain import fault, section

_ORDER = (Outcome.FAILED, Outcome.UNSURE, Outcome.PASSED, Outcome.SKIPPED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """One check of a run. `anchor` is its place on the page; `lead` is the number that decided, the first
    with a limit. `mended` says that it had failed before."""

    anchor: str
    code: str
    name: str
    stage: str
    outcome: str
    gate: bool
    numbers: tuple[tuple[str, str, str], ...]
    lead: int
    where: str
    note: str
    proof: str
    fault: str
    why: str
    do: str
    drawing: str
    caption: str
    mended: bool


def judged_list(
    verdicts: Sequence[Verdict], *, checks: Mapping[str, Check], draw: Callable[[Figure], str]
) -> list[Judged]:
    """All checks of a run, each as it ended: failed, unsure, passed, skipped, and by stage within these."""
    ended = sorted(standing(verdicts), key=lambda one: _ORDER.index(one.outcome))
    failed = {one.code for one in verdicts if one.outcome is Outcome.FAILED}
    return [_judged(one, checks.get(one.code), draw, mended=one.code in failed) for one in ended]


def outcome_counts(verdicts: Sequence[Verdict]) -> list[tuple[str, int]]:
    """How many checks ended in each outcome, the failed first; outcomes that none had are left out."""
    amounts = Counter(one.outcome for one in standing(verdicts))
    return [(one.value, amounts[one]) for one in _ORDER if amounts[one]]


def _judged(verdict: Verdict, check: Check | None, draw: Callable[[Figure], str], *, mended: bool) -> Judged:
    explains = check.explains if check is not None else ""
    sound = verdict.outcome is Outcome.PASSED
    return Judged(
        anchor="".join(one for one in verdict.code if one.isascii() and one.isalnum()),
        code=clean(verdict.code),
        name=clean(verdict.name),
        stage=clean(verdict.stage),
        outcome=verdict.outcome.value,
        gate=check is not None and check.gate,
        numbers=_numbers(verdict),
        lead=next((i for i, one in enumerate(verdict.seen) if one.limit is not None), 0),
        where=clean(verdict.where),
        note=clean(verdict.note),
        proof=clean(verdict.proof),
        fault=fault(explains),
        why="" if sound else section(explains, "Why it matters"),
        do="" if sound else section(explains, "What to do"),
        drawing=draw(verdict.figure) if verdict.figure is not None else "",
        caption=clean(verdict.figure.caption) if verdict.figure is not None else "",
        mended=mended and sound,
    )


def _numbers(verdict: Verdict) -> tuple[tuple[str, str, str], ...]:
    rows = []
    for one in verdict.seen:
        unit = "" if one.unit in ("1", "") else f" {clean(one.unit, most=24)}"
        value = number(one.value) if one.spread is None else with_spread(one.value, one.spread)
        limit = "" if one.limit is None else f"{number(one.limit)}{unit}"
        rows.append((clean(one.name, most=80), f"{value}{unit}", limit))
    return tuple(rows)
