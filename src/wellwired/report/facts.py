"""Facts of a run as rows of (name, text): the card, the training plan, where the time went."""

from collections.abc import Mapping
from typing import Any

from wellwired.report.amounts import as_number, count, duration, number, plural
from wellwired.report.clean import clean

MOST_NAMED = 12  # class names in a sentence; more are counted


def card_rows(run: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The data card and the structure of a sample, row by row; rows without content are left out."""
    card, structure = run.get("data") or {}, run.get("structure") or {}
    if not card:
        return []
    rows = [
        ("source", f"{clean(card.get('source', ''))} ({clean(card.get('form', ''))})"),
        ("samples", count(card.get("num_samples", 0))),
        ("classes", class_names(card.get("classes") or ())),
        (
            "parts",
            ", ".join(f"{clean(one['name'])} {count(one['num_samples'])}" for one in card.get("parts") or ()),
        ),
        ("split", clean(card.get("split", ""))),
        ("size", _sizes(card)),
        ("balance", _balance(card)),
        ("structure", _structure(structure)),
        ("fingerprint", clean(card.get("fingerprint", ""), most=24)),
    ]
    return [(name, text) for name, text in rows if text]


def class_names(classes: Any) -> str:
    """Number of classes and the first names."""
    names = [clean(one, most=40) for one in classes]
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{len(names)}: {', '.join(names[:MOST_NAMED])}{more}"


def _sizes(card: Mapping[str, Any]) -> str:
    small, middle, large = (tuple(card.get(f"{word}_size") or ()) for word in ("min", "median", "max"))
    if len(middle) != 2:
        return ""
    channels = plural(int(card.get("num_channels", 0)), "channel")
    if small == large:
        return f"{middle[0]} x {middle[1]} pixels, {channels}"
    span = f"median; {small[0]} x {small[1]} to {large[0]} x {large[1]}"
    return f"{middle[0]} x {middle[1]} pixels ({span}), {channels}"


def _balance(card: Mapping[str, Any]) -> str:
    counts = next(
        (one.get("num_by_class") for one in card.get("parts") or () if one.get("name") == "train"), None
    )
    if not counts:
        return ""
    low, high = min(counts), max(counts)
    return (
        f"{count(low)} to {count(high)} training samples a class" if low != high else f"{count(low)} a class"
    )


def _structure(card: Mapping[str, Any]) -> str:
    shape = " x ".join(str(one) for one in card.get("shape") or ())
    return clean(f"{card.get('kind', '')} {shape}" if card else "")


def train_rows(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The training plan, row by row; settings that are off are left out."""
    if not plan:
        return []
    warm = as_number(plan.get("warm_up")) or 0.0
    rows = [
        ("epochs", clean(plan.get("num_epochs", ""))),
        ("batch", f"{clean(plan.get('batch_size', ''))} samples"),
        ("optimizer", f"{clean(plan.get('optimizer', ''))}, momentum {number(_value(plan, 'momentum'))}"),
        ("learning rate", f"{number(_value(plan, 'learning_rate'))}, {_schedule(plan, warm)}"),
    ]
    rows += [(word.replace("_", " "), number(_value(plan, word))) for word in _SWITCHES if _value(plan, word)]
    augment = _augment(plan.get("augment") or {})
    return [*rows, ("augmentation", augment or "none")]


_SWITCHES = ("l1", "l2", "label_smoothing", "input_noise", "weight_noise", "average", "clip", "patience")


def _schedule(plan: Mapping[str, Any], warm: float) -> str:
    return clean(str(plan.get("schedule", "")).replace("_", " ")) + (f", warm-up {warm:.0%}" if warm else "")


def _value(plan: Mapping[str, Any], name: str) -> float:
    return as_number(plan.get(name)) or 0.0


def _augment(plan: Mapping[str, Any]) -> str:
    told = []
    for name, value in plan.items():
        neutral = name == "kind" or value is False or value == 0 or (name == "crop" and value == 1)
        if not neutral:
            amount = as_number(value)
            unit = " deg" if name.endswith("_deg") else ""
            word = name.removesuffix("_deg").replace("_", " ")
            told.append(word + (f" {number(amount)}{unit}" if amount is not None else ""))
    return clean(", ".join(told))


def time_rows(run: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Seconds of each stage, in the order they were spent, without the total and the budget."""
    times = run.get("time_s") or {}
    rows = [
        (clean(name), as_number(value)) for name, value in times.items() if name not in ("total", "budget")
    ]
    return [(name, value) for name, value in rows if value is not None]


def time_sentence(run: Mapping[str, Any]) -> str:
    """Time taken, of what was asked, and where most of it went."""
    total = as_number((run.get("time_s") or {}).get("total"))
    if total is None:
        return ""
    budget = as_number((run.get("asked") or {}).get("budget_s"))
    of = f" of {duration(budget)}" if budget else ""
    most = sorted(time_rows(run), key=lambda row: -row[1])[:4]
    return (
        f"{duration(total)}{of}" + (": " if most else "") + ", ".join(f"{n} {duration(t)}" for n, t in most)
    )


def plain_rows(facts: Mapping[str, Any]) -> str:
    """Facts of any depth as lines of `name  value`, those below a name set in under it."""
    return "\n".join(_lines(facts, 0))


def _lines(facts: Mapping[str, Any], depth: int) -> list[str]:
    lines = []
    for name, value in facts.items():
        head = "  " * depth + clean(name).replace("_", " ")
        below = value if isinstance(value, Mapping) else None
        if below is not None:
            lines += [head, *_lines(below, depth + 1)]
        elif isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value):
            lines.append(head)
            lines += [f"{'  ' * (depth + 1)}{_fact(one)}" for one in value]
        else:
            lines.append(f"{head:<24}  {_fact(value)}")
    return lines


def _fact(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{clean(name)} {_fact(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_fact(one) for one in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    return "not known" if value is None else clean(value)
