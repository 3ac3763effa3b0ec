"""The runs in a folder, broken ones among them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wellwired.artifact.durable import storage_told
from wellwired.artifact.lock import is_locked
from wellwired.artifact.run_folder import RunFolder, read_run
from wellwired.core.errors import ArtifactError


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """One line of the list. `status` is that of the run, `killed` or `broken`; `note` says why."""

    path: Path
    status: str
    source: str = ""
    metric: str = ""
    test: float | None = None
    line_test: float | None = None
    parameters: int | None = None
    time_s: float | None = None
    note: str = ""


def list_runs(folder: Path) -> list[RunSummary]:
    """A summary of each run in the folder, by name; a folder that is a run itself gives that one.

    Args:
        folder: usually `runs`.

    Raises:
        ArtifactError: the folder is not there or cannot be read. A broken run is told as one, not raised.
    """
    if RunFolder(folder).run_json.exists():
        return [_summary(folder)]
    with storage_told(folder, doing="listing the runs in"):
        inside = sorted(path for path in folder.iterdir() if path.is_dir())
    return [_summary(path) for path in inside if _is_begun(path)]


def _is_begun(path: Path) -> bool:
    paths = RunFolder(path)
    try:
        return any(one.exists() for one in (paths.run_json, paths.network, paths.state, paths.lock))
    except OSError:
        return False


def _summary(path: Path) -> RunSummary:
    try:
        run = read_run(path)
    except ArtifactError as error:
        return RunSummary(path=path, status="broken", note=error.args[0].splitlines()[0])
    status, note = str(run["status"]), ""
    if status == "running" and not is_locked(path):
        status, note = "killed", f"go on with `wellwired fit --resume {path}`"
    metrics = _mapping(run.get("metrics"))
    return RunSummary(
        path=path,
        status=status,
        source=str(_mapping(run.get("data")).get("source", _mapping(run.get("asked")).get("data", ""))),
        metric=str(run.get("metric", "")),
        test=_number(metrics.get("test")),
        line_test=_number(metrics.get("line_test")),
        parameters=_whole(run.get("parameters")),
        time_s=_number(_mapping(run.get("time_s")).get("total")),
        note=note,
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
