"""Verdicts as terminal text: the evidence first, the remedy after it."""

import textwrap

from wellwired.core.verdict import Check, Outcome, Quantity, Verdict
from wellwired.report.amounts import number, with_spread
from wellwired.report.clean import clean
from wellwired.report.explain import section

MOST_WORDS = 80  # STYLE section 5: more is not read on a screen
_INDENT = 10  # two blanks, then a word of up to seven letters and a blank


def quantity_text(one: Quantity) -> str:
    """A quantity with its unit, spread and limit.

    Example:
        >>> quantity_text(Quantity(name="first loss", value=2.31, limit=2.5))
        'first loss 2.31, limit 2.5'
    """
    value = number(one.value) if one.spread is None else with_spread(one.value, one.spread, sign="+-")
    unit = "" if one.unit in ("1", "") else f" {clean(one.unit)}"
    limit = "" if one.limit is None else f", limit {number(one.limit)}{unit}"
    return f"{clean(one.name)} {value}{unit}{limit}"


def headline(verdict: Verdict) -> str:
    """Code, name, outcome and stage of a verdict."""
    return clean(f"{verdict.code} {verdict.name}: {verdict.outcome.value} ({verdict.stage})")


def line(verdict: Verdict) -> str:
    """A verdict on one line: its head, then the numbers or the reason that there are none."""
    facts = "; ".join(quantity_text(one) for one in verdict.seen) or clean(verdict.note)
    if verdict.outcome in (Outcome.UNSURE, Outcome.SKIPPED):
        facts = clean(verdict.note) or facts
    return headline(verdict) + (f"  {facts}" if facts else "")


def render(check: Check | None, verdict: Verdict, *, width: int = 0, figure_in: str = "report.html") -> str:
    """One verdict as a block of at most 80 words.

    Args:
        check: the check that judged, for the reason and the remedy; None leaves them out.
        verdict: what it found.
        width: characters a line; 0 for one line a row.
        figure_in: where the verdict's figure is drawn.
    """
    code = clean(verdict.code)
    rows = [("seen", quantity_text(one)) for one in verdict.seen]
    rows += [("where", clean(verdict.where)), ("note", clean(verdict.note))]
    tail = [("proof", clean(verdict.proof))]
    if verdict.figure is not None:
        tail.append(("figure", f"{figure_in}#{code}: {clean(verdict.figure.caption)}"))
    tail.append(("more", f"wellwired explain {code}" if check is not None else ""))
    left = MOST_WORDS - sum(1 + len(text.split()) for _, text in [*rows, *tail] if text)
    left -= len(headline(verdict).split())
    told = _advice(check, left) if check is not None and verdict.outcome is not Outcome.PASSED else []
    lines = [headline(verdict)]
    for word, text in [*rows, *told, *tail]:
        if text:
            lines.append(_row(word, text, width))
    return "\n".join(lines)


def _advice(check: Check, words: int) -> list[tuple[str, str]]:
    """Reason and remedy within `words`; the remedy is served first, because it is what the reader acts on."""
    why, do = section(check.explains, "Why it matters"), section(check.explains, "What to do")
    words -= 2  # the two row heads
    share = max(8, words - min(len(why.split()), words // 2))
    do = _first_words(do, share)
    return [("why", _first_words(why, max(8, words - len(do.split())))), ("do", do)]


def _first_words(text: str, most: int) -> str:
    words = text.split()
    if len(words) <= most:
        return text
    kept = " ".join(words[:most])
    end = max(kept.rfind(". "), kept.rfind("; "))
    if kept.endswith("."):
        return kept
    return kept[: end + 1].rstrip(";") if end > len(kept) // 3 else f"{kept} ..."


def _row(word: str, text: str, width: int) -> str:
    first = f"  {word:<7} "
    if width <= 0:
        return first + text
    return textwrap.fill(
        text,
        max(width, 40),
        initial_indent=first,
        subsequent_indent=" " * _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
