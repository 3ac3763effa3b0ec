"""Every measurement of a run, one a line of `records.jsonl`; a line torn by a kill does no harm."""

from pathlib import Path
from typing import Any

from wellwired.artifact.durable import append_lines, json_text, read_lines
from wellwired.artifact.limited import parse_json
from wellwired.artifact.run_folder import RunFolder
from wellwired.core.errors import ArtifactError


def add_records(folder: Path, stage: str, *records: object) -> None:
    """Adds measurements to `records.jsonl`, each on a line with its stage; on disk when this returns.

    Raises:
        ArtifactError: a record has no JSON form, or the system refused.
    """
    path = RunFolder(folder).records
    append_lines(path, [json_text({"stage": stage, "record": one}, where=str(path)) for one in records])


def read_records(folder: Path) -> list[dict[str, Any]]:
    """All measurements, each as {"stage": ..., "record": ...}; a torn last line is left out.

    Raises:
        ArtifactError: a whole line is no record.
    """
    path = RunFolder(folder).records
    records = []
    for number, line in enumerate(read_lines(path), start=1):
        record = parse_json(line.encode(), where=path.with_name(f"{path.name}, line {number}"))
        if not isinstance(record, dict) or not {"stage", "record"} <= set(record):
            raise ArtifactError(
                seen=f"line {number} of `{path}` is {line[:60]!r}",
                wanted="a mapping with `stage` and `record`",
                do="restore the file from a copy; it was changed by hand",
            )
        records.append(record)
    return records
