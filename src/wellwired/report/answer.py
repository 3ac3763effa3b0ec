"""The answer a run gives, in one plain sentence: does the network beat the line, and by more than chance?"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wellwired.core.verdict import Outcome, Verdict
from wellwired.report.amounts import as_number, count, score
from wellwired.report.clean import clean

_SURE = 1.96  # 95 of 100 chance differences are smaller than this many standard errors


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`sentence` is the answer; `detail` says what stands behind it; `outcome` is how good the news is.

    `network`, `line` and `noise` are the numbers compared on `part`; None where there is none.
    """

    sentence: str
    detail: str
    outcome: Outcome
    part: str = ""
    num_samples: int = 0
    network: float | None = None
    line: float | None = None
    noise: float | None = None


def standing(verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Last verdict of each check: one that was mended and judged again counts as it ended."""
    last = {(one.code, one.name): one for one in verdicts}
    return tuple(last.values())


def answer(
    run: Mapping[str, Any], verdicts: Sequence[Verdict] = (), *, result: Mapping[str, Any] | None = None
) -> Answer:
    """The answer of a run, whatever state it ended in.

    Args:
        run: contents of `run.json`.
        verdicts: its verdicts.
        result: its `Result` record, which has the noise of the paired difference; without one the noise is
            reckoned from the number of samples.

    Source:
        Own derivation: the standard error of a share p of n samples is sqrt(p (1 - p) / n), with two right
        and two wrong answers added (Agresti and Coull 1998); without a `Result` both scores are held as
        independent, which overstates the noise of scores on the same samples.
    """
    status = str(run.get("status", ""))
    compared = _compared(run, result or {})
    if status == "failed":
        return _failed(run, verdicts)
    if compared.network is None:
        ended = {
            "stopped": "The run was stopped before its network was judged.",
            "done": "The plan is ready.",
        }
        note = "Resume it to go on: nothing that was measured is lost." if status == "stopped" else ""
        return Answer(
            sentence=ended.get(status, "The run has not ended yet."), detail=note, outcome=Outcome.UNSURE
        )
    return compared


def _failed(run: Mapping[str, Any], verdicts: Sequence[Verdict]) -> Answer:
    failed = [one for one in standing(verdicts) if one.outcome is Outcome.FAILED]
    if not failed:
        notes = " ".join(clean(one) for one in run.get("notes") or ())
        return Answer(sentence="The run ended with an error.", detail=notes, outcome=Outcome.FAILED)
    names = ", ".join(f"{clean(one.code)} {clean(one.name)}" for one in failed)
    verb = "check" if len(failed) == 1 else "checks"
    return Answer(
        sentence=f"The network is not handed over: {len(failed)} {verb} failed ({names}).",
        detail="What each saw, why it matters and what to do stand below, under the checks.",
        outcome=Outcome.FAILED,
    )


def _compared(run: Mapping[str, Any], result: Mapping[str, Any]) -> Answer:
    metrics = run.get("metrics") or {}
    part = "test" if as_number(metrics.get("test")) is not None else "valid"
    network, line = as_number(metrics.get(part)), as_number(metrics.get(f"line_{part}"))
    n = _num_samples(run, part)
    told = {"test": "untouched test", "valid": "validation"}[part]
    on = f"on {count(n)} {told} samples" if n else f"on the {told} part"
    name = clean(run.get("metric") or "score").replace("_", " ")
    if network is None or not math.isfinite(network):
        return Answer(sentence="", detail="", outcome=Outcome.UNSURE)
    shown = score(network, num_samples=n)
    caveat = "" if part == "test" else _NO_TEST
    if line is None or not math.isfinite(line):
        return Answer(
            sentence=f"The network reaches {name} {shown} {on}; no straight line was fitted to compare.",
            detail=caveat,
            outcome=Outcome.UNSURE,
            part=part,
            num_samples=n,
            network=network,
        )
    noise = _noise(network, line, n, result=result, part=part, name=name)
    return _against_line(network, line, n, name=name, on=on, part=part, caveat=caveat, noise=noise)


def _noise(
    network: float, line: float, n: int, *, result: Mapping[str, Any], part: str, name: str
) -> float | None:
    paired = as_number(result.get("gain_error")) if result.get("part") == part else None
    spread = as_number(result.get("seed_spread")) or 0.0
    if paired is not None and math.isfinite(paired):
        return _SURE * math.hypot(paired, spread)
    if not n or not name.endswith("accuracy"):
        return None
    return _SURE * math.hypot(_error(network, n), _error(line, n))


_NO_TEST = (
    "The data has no test part. The validation part also chose the weights, so this score flatters "
    "the network a little."
)


def _against_line(
    network: float,
    line: float,
    n: int,
    *,
    name: str,
    on: str,
    part: str,
    caveat: str,
    noise: float | None,
) -> Answer:
    gain, high, low = network - line, score(network, num_samples=n), score(line, num_samples=n)
    size, compared = score(abs(gain), num_samples=n), f"{name} {high} against {low} {on}"
    if noise is not None and abs(gain) <= noise:
        outcome = Outcome.UNSURE
        sentence = (
            f"The network cannot be told from a straight line: {compared}, a difference within the noise."
        )
    elif gain > 0:
        outcome, sentence = Outcome.PASSED, f"The network beats the straight line by {size}: {compared}."
    else:
        outcome = Outcome.FAILED
        sentence = f"The network loses to a straight line by {size}: {compared}. Use the line."
    chance = (
        ""
        if noise is None
        else f"Chance moves such a difference by up to {score(noise, num_samples=n)} (95 %)."
    )
    return Answer(
        sentence=sentence,
        detail=" ".join(one for one in (chance, caveat) if one),
        outcome=outcome,
        part=part,
        num_samples=n,
        network=network,
        line=line,
        noise=noise,
    )


def _error(share: float, n: int) -> float:
    middle = (share * n + 2) / (n + 4)
    return math.sqrt(middle * (1 - middle) / (n + 4))


def _num_samples(run: Mapping[str, Any], part: str) -> int:
    scored = as_number(((run.get("scores") or {}).get(part) or {}).get("n"))
    if scored is not None:
        return int(scored)
    parts = (run.get("data") or {}).get("parts") or ()
    return next((int(one["num_samples"]) for one in parts if one.get("name") == part), 0)
