"""What is printed before and after a run: the card, the plan, the closing summary. All plain text."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wellwired.core.verdict import Outcome, Verdict
from wellwired.report.amounts import as_number, count, score
from wellwired.report.answer import answer, standing
from wellwired.report.clean import clean
from wellwired.report.evidence import Evidence
from wellwired.report.facts import card_rows, time_sentence, train_rows
from wellwired.report.shape_table import shape_text
from wellwired.report.text import line

_HEAD = 14


def card_text(run: Mapping[str, Any], *, width: int = 100) -> str:
    """The data card, with the reasons for each choice of reading."""
    return _block(card_rows(run), (run.get("data") or {}).get("reasons"), width)


def plan_text(run: Mapping[str, Any], *, width: int = 100) -> str:
    """The plan: reasons, shape table, training settings."""
    plan = run.get("plan") or {}
    parts = [_block([], plan.get("reasons"), width)]
    if plan.get("shapes"):
        parts.append(shape_text(plan["shapes"]))
    parts.append(_block(train_rows(plan.get("train") or {}), None, width))
    return "\n\n".join(one for one in parts if one)


def summary(evidence: Evidence, *, page: Path | None = None, width: int = 100) -> str:
    """The run's end: the answer first, then scores, checks, time, where the report is, what to do next."""
    run, verdicts, results = evidence.run, evidence.verdicts, evidence.of_kind("Result")
    told = answer(run, verdicts, result=results[-1] if results else None)
    lead = _fill(told.sentence, 0, width) + (f"\n{_fill(told.detail, 0, width)}" if told.detail else "")
    rows = [
        ("scores", _scores(run)),
        ("checks", _checks(verdicts)),
        ("parameters", count(as_number(run.get("parameters")) or 0) if run.get("parameters") else ""),
        ("time", time_sentence(run)),
        ("report", clean(page) if page is not None else ""),
        ("next", _next(run, evidence.folder)),
    ]
    notes = [clean(one) for one in run.get("notes") or ()]
    return f"{lead}\n\n{_block([row for row in rows if row[1]], notes, width)}"


def run_text(evidence: Evidence, *, page: Path | None = None, width: int = 100) -> str:
    """The whole run as text: the summary, each check in a line, the card, the plan."""
    run = evidence.run
    checks = "\n".join(line(one) for one in standing(evidence.verdicts))
    parts = [
        summary(evidence, page=page, width=width),
        checks,
        card_text(run, width=width),
        plan_text(run, width=width),
    ]
    return "\n\n".join(one for one in parts if one)


def scores_text(run: Mapping[str, Any]) -> str:
    """The scores that are known, in a line."""
    told = _scores(run)
    return f"{'scores':<{_HEAD}}{told}" if told else ""


def _scores(run: Mapping[str, Any]) -> str:
    metrics = run.get("metrics") or {}
    names = ("train", "valid", "test", "line_valid", "line_test")
    told = [(name.replace("_", " "), as_number(metrics.get(name))) for name in names]
    return ", ".join(f"{name} {score(value)}" for name, value in told if value is not None)


def _checks(verdicts: Sequence[Verdict]) -> str:
    ended = standing(verdicts)
    if not ended:
        return ""
    amounts = Counter(one.outcome for one in ended)
    told = ", ".join(f"{amounts[one]} {one.value}" for one in Outcome if amounts[one])
    failed = [f"{clean(one.code)} {clean(one.name)}" for one in ended if one.outcome is Outcome.FAILED]
    return told + (f" ({', '.join(failed)})" if failed else "")


def _next(run: Mapping[str, Any], folder: Path) -> str:
    where = clean(folder)
    status = run.get("status")
    if status == "stopped":
        return f"wellwired fit --resume {where}"
    if status == "failed":
        return "open the report; it says what each failed check wants done"
    if run.get("parameters") is None or status != "done":
        return ""
    return f"wellwired predict {where} NEW_DATA --out predictions.csv"


def _block(rows: Sequence[tuple[str, str]], reasons: Any, width: int) -> str:
    lines = [_hang(name, text, width) for name, text in rows]
    lines += [_fill(f"- {clean(one)}", 2, width) for one in reasons or ()]
    return "\n".join(lines)


def _hang(name: str, text: str, width: int) -> str:
    return textwrap.fill(
        text,
        width,
        initial_indent=f"{name:<{_HEAD}}",
        subsequent_indent=" " * _HEAD,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _fill(text: str, indent: int, width: int) -> str:
    return textwrap.fill(
        text, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )
