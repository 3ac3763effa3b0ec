"""What stands on the page, section by section, as plain values for the template."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wellwired.core.verdict import Check, Figure, Series
from wellwired.report.amounts import as_number, count, duration, number, score, short_count, with_spread
from wellwired.report.answer import Answer, answer
from wellwired.report.clean import clean
from wellwired.report.confusion import confusion_view
from wellwired.report.curves import curve_figures, epochs_of, layer_figures, reliability
from wellwired.report.evidence import Evidence
from wellwired.report.facts import card_rows, time_rows, train_rows
from wellwired.report.judged import judged_list, outcome_counts
from wellwired.report.shape_table import HEADS, shape_table
from wellwired.report.thumbnails import sample_thumbnails, worst_thumbnails

Draw = Callable[[Figure], str]
MOST_ROWS = 400  # of the shape table
_INIT = {
    "he": "He, normal",
    "glorot_uniform": "Glorot, uniform",
    "glorot_normal": "Glorot, normal",
    "orthogonal": "orthogonal",
    "unit_variance": "scaled to unit variance on the data",
}
_PARTS = ("train", "valid", "test", "line_valid", "line_test", "guess_valid", "guess_test")
_SCORES = ("accuracy", "balanced_accuracy", "auc", "log_loss", "calibration_error")


def contents(evidence: Evidence, *, checks: Sequence[Check], draw: Draw) -> dict[str, Any]:
    """Everything the template names.

    Args:
        evidence: the run.
        checks: the checks whose text tells why and what to do; unknown codes go without.
        draw: figure to SVG text, or to nothing when the page is full.
    """
    run, last = evidence.run, _last(evidence)
    told = answer(run, evidence.verdicts, result=last("Result"))
    by_code = {one.code: one for one in checks}
    judged = judged_list(evidence.verdicts, checks=by_code, draw=draw)  # first: failed checks are drawn first
    return {
        "name": clean(evidence.folder.name, most=80),
        "status": clean(run.get("status", "")),
        "answer": told,
        "outcome": told.outcome.value,
        "key_figures": key_figures(run, told),
        "notes": [clean(one) for one in run.get("notes") or ()],
        "counts": outcome_counts(evidence.verdicts),
        "judged": judged,
        "card": card_rows(run),
        "card_reasons": _reasons(run.get("data")) + _reasons(run.get("structure")),
        "classes": _class_table(run.get("data") or {}),
        "samples": _pictures(evidence, "samples"),
        "augmented": _pictures(evidence, "augmented"),
        "plan": _plan(run.get("plan") or {}),
        "curves": _drawn(_curves(evidence), draw),
        "layers": _drawn(
            layer_figures(last("SignalScale") or last("GradientScale"), last("GradientFlow")), draw
        ),
        "scores": _scores(run),
        "score_heads": [one.replace("_", " ").replace("auc", "AUC") for one in _SCORES],
        "standing": _drawn(_standing(run, told), draw),
        "confusion": _confusion(last("Confusion"), draw),
        "calibration": _calibration(last("Calibration"), draw),
        "worst": worst_thumbnails((last("Worst") or {}).get("samples") or ()),
        "symmetry": _symmetry(last("SymmetryTest") or {}),
        **_how_made(run),
    }


def _last(evidence: Evidence) -> Callable[[str], Mapping[str, Any] | None]:
    def last(kind: str) -> Mapping[str, Any] | None:
        found = evidence.of_kind(kind)
        return found[-1] if found else None

    return last


def key_figures(run: Mapping[str, Any], told: Answer) -> list[tuple[str, str, str]]:
    """The few numbers that stand large at the head: (name, number, what it is of)."""
    metric = clean(run.get("metric") or "score").replace("_", " ")
    n, part = told.num_samples, {"valid": "validation"}.get(told.part, told.part)
    rows = (
        [("network", score(told.network, num_samples=n), f"{part} {metric}")]
        if told.network is not None
        else []
    )
    if told.line is not None and told.network is not None:
        gain = told.network - told.line
        noise = "" if told.noise is None else f"noise \u00b1 {score(told.noise, num_samples=n)}"
        sign = "+" if gain >= 0 else "\u2212"
        rows.append(("straight line", score(told.line, num_samples=n), f"{part} {metric}"))
        rows.append(("difference", f"{sign}{score(abs(gain), num_samples=n)}", noise))
    parameters = as_number(run.get("parameters"))
    if parameters:
        rows.append(("parameters", short_count(parameters), count(parameters) if parameters >= 1000 else ""))
    total = as_number((run.get("time_s") or {}).get("total"))
    budget = as_number((run.get("asked") or {}).get("budget_s"))
    if total is not None:
        rows.append(("time", duration(total), f"of {duration(budget)}" if budget else ""))
    return rows


def _reasons(card: Mapping[str, Any] | None) -> list[str]:
    return [clean(one) for one in (card or {}).get("reasons") or ()]


def _class_table(card: Mapping[str, Any]) -> dict[str, Any] | None:
    names, parts = [clean(one, most=60) for one in card.get("classes") or ()], card.get("parts") or ()
    if not names or any(len(one.get("num_by_class") or ()) != len(names) for one in parts):
        return None
    rows = [
        (name, [count(one["num_by_class"][i]) for one in parts]) for i, name in enumerate(names[:MOST_ROWS])
    ]
    return {
        "parts": [clean(one["name"]) for one in parts],
        "rows": rows,
        "open": len(names) <= 12 and not _even(parts),
    }


def _even(parts: Sequence[Mapping[str, Any]]) -> bool:
    return all(len(set(one["num_by_class"])) == 1 for one in parts)


def _pictures(evidence: Evidence, sort: str) -> list[Any]:
    found = [one for one in evidence.of_kind("Pictures") if one.get("sort") == sort]
    return sample_thumbnails(found[-1].get("pictures") or ()) if found else []


def _plan(plan: Mapping[str, Any]) -> dict[str, Any]:
    network, train, shapes = plan.get("network") or {}, plan.get("train") or {}, plan.get("shapes") or ()
    reasons = [clean(one) for one in plan.get("reasons") or ()]
    for part in (network, train):
        reasons += [one for one in _reasons(part) if one not in reasons]
    return {
        "reasons": reasons,
        "train": train_rows(train),
        "init": _INIT.get(str(network.get("init", "")), ""),
        "heads": HEADS,
        "table": shape_table(shapes[:MOST_ROWS]) if shapes else None,
    }


def _curves(evidence: Evidence) -> list[Figure]:
    curve = evidence.of_kind("LearningCurve")
    records = evidence.of_kind("EpochRecord") or (list(curve[-1].get("epochs") or ()) if curve else [])
    return curve_figures(
        epochs_of(records), metric=clean(evidence.run.get("metric") or "score").replace("_", " ")
    )


def _drawn(figures: Sequence[Figure], draw: Draw) -> list[tuple[str, str]]:
    return [(draw(one), clean(one.caption)) for one in figures]


def _scores(run: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    scores = run.get("scores") or {}
    rows = []
    for part in _PARTS:
        one = scores.get(part) or {}
        if one:
            n = int(as_number(one.get("n")) or 0)
            told = [score(as_number(one.get(name)), num_samples=n) for name in _SCORES]
            rows.append((part.replace("_", " on "), [*told, count(n) if n else "-"]))
    return rows


def _standing(run: Mapping[str, Any], told: Answer) -> list[Figure]:
    guess = as_number(((run.get("scores") or {}).get(f"guess_{told.part}") or {}).get(str(run.get("metric"))))
    known = [("guess", guess), ("straight line", told.line), ("network", told.network)]
    bars = [(name, value) for name, value in known if value is not None]
    if told.network is None or len(bars) < 2:
        return []
    metric = clean(run.get("metric") or "score").replace("_", " ")
    series = Series(name=metric, x=tuple(name for name, _ in bars), y=tuple(value for _, value in bars))
    caption = (
        f"{metric.capitalize()} of the network, of a straight line, and of the most common class always."
    )
    return [Figure(form="bar", caption=caption, x_axis="", y_axis=metric, series=(series,))]


def _confusion(record: Mapping[str, Any] | None, draw: Draw) -> dict[str, Any] | None:
    if not record or not record.get("counts"):
        return None
    view = confusion_view(record)
    drawing = [(draw(view.figure), view.figure.caption)] if view.figure is not None else []
    return {
        "part": view.part,
        "rows": view.rows,
        "short": view.short,
        "pairs": view.pairs,
        "figures": drawing,
    }


def _calibration(record: Mapping[str, Any] | None, draw: Draw) -> dict[str, Any] | None:
    if not record or not record.get("bins"):
        return None
    error, noise = (as_number(record.get(name)) for name in ("error", "noise"))
    told = "" if error is None else f"Expected calibration error {number(error)}"
    told += "" if noise is None else f"; a perfectly calibrated network would show {number(noise)} by chance"
    return {"figures": _drawn([reliability(record)], draw), "sentence": f"{told}." if told else ""}


def _symmetry(record: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for one in record.get("trials") or ():
        kept, error = (as_number(one.get(name)) for name in ("kept", "kept_error"))
        rows.append(
            (
                clean(one.get("name", "")).replace("_", " "),
                number(as_number(one["amount"]) or 0.0) if one.get("amount") else "-",
                "-" if kept is None else with_spread(kept, error or 0.0),
                "used" if one.get("used") else "left out",
            )
        )
    return rows


def _how_made(run: Mapping[str, Any]) -> dict[str, Any]:
    total = as_number((run.get("time_s") or {}).get("total"))
    times = [(name, duration(value), value) for name, value in time_rows(run)]
    most = max((value for _, _, value in times), default=0.0) or 1.0
    execution = run.get("execution") or {}
    return {
        "times": [(name, text, round(100 * value / most)) for name, text, value in times],
        "total": "" if total is None else duration(total),
        "execution": _flat(execution),
        "execution_reasons": _reasons(execution),
        "versions": _flat(run.get("versions") or {}),
        "seed": clean(run.get("seed", "")),
        "repeat": clean(run.get("repeat", "")),
    }


def _flat(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (clean(name).replace("_", " "), clean(value))
        for name, value in facts.items()
        if isinstance(value, str | int | float) and name != "kind"
    ]
