"""A run folder's evidence, read back: what was asked and found, and every measurement."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wellwired.core.errors import ArtifactError
from wellwired.core.json_form import from_json
from wellwired.core.verdict import Verdict

MOST_BYTES = 256 * 2**20  # a run of 10,000 epochs writes some 20 MiB of records


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One run: its `run.json` as plain data, its verdicts, and its records with their stage, in order."""

    folder: Path
    run: Mapping[str, Any]
    verdicts: tuple[Verdict, ...]
    records: tuple[tuple[str, Mapping[str, Any]], ...]

    def of_kind(self, *kinds: str) -> list[Mapping[str, Any]]:
        """All records of the named kinds, in the order they were measured."""
        return [record for _, record in self.records if record.get("kind") in kinds]


def read_evidence(folder: Path) -> Evidence:
    """Evidence of a run folder; a last line of records that was cut off is left out.

    Raises:
        ArtifactError: `run.json` is missing, or a file is too large or not what a run writes.
    """
    _must_be_there(folder)
    run = _object(_text(folder / "run.json"), folder / "run.json")
    verdicts = tuple(from_json(Verdict, one) for one in run.get("verdicts") or ())
    return Evidence(folder=folder, run=run, verdicts=verdicts, records=_records(folder / "records.jsonl"))


def _must_be_there(folder: Path) -> None:
    if folder.is_dir():
        return
    beside = [one.name for one in folder.parent.iterdir()] if folder.parent.is_dir() else []
    near = difflib.get_close_matches(folder.name, beside, 1)
    raise ArtifactError(
        seen=f"`{folder}` is {'a file' if folder.exists() else 'not there'}",
        wanted="the folder of a run",
        do=f"did you mean `{folder.parent / near[0]}`?" if near else "list the runs with `wellwired runs`",
    )


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size <= MOST_BYTES:
            return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ArtifactError(
            seen=f"`{path}` cannot be read: {getattr(error, 'strerror', None) or error}",
            wanted="a run folder with its `run.json`",
            do="give the folder that `wellwired fit` named; `wellwired runs` lists them",
        ) from error
    raise ArtifactError(
        seen=f"`{path}` has {size:,} bytes",
        wanted=f"at most {MOST_BYTES:,}",
        do="restore the file from a copy",
    )


def _object(text: str, path: Path) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text[:40]
    if isinstance(value, dict):
        return value
    raise ArtifactError(
        seen=f"`{path}` holds {str(value)[:40]!r}",
        wanted="one JSON object",
        do="restore the file from a copy; it was changed by hand or cut off",
    )


def _records(path: Path) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    if not path.exists():
        return ()
    lines = [line for line in _text(path).split("\n") if line.strip()]
    found = []
    for i, line in enumerate(lines):
        try:
            one = _object(line, path)
        except ArtifactError:
            if i == len(lines) - 1:
                break
            raise
        if isinstance(one.get("record"), dict):
            found.append((str(one.get("stage", "")), one["record"]))
    return tuple(found)
