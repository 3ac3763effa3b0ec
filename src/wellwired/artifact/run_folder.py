"""A run's folder: made without harm to others, written in whole files, read with suspicion."""

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from wellwired.artifact.bounds import must_be_whole, must_fit, plan_of, preprocess_of
from wellwired.artifact.durable import (
    TEMPORARY,
    json_text,
    storage_told,
    sync_folder,
    write_bytes,
    write_json,
)
from wellwired.artifact.limited import MIB, parse_json, read_json_object, read_stamped, stamp
from wellwired.artifact.lock import LOCK_NAME
from wellwired.artifact.tensor_file import tensor_bytes, tensors_of
from wellwired.core.errors import ArtifactError, NetworkError
from wellwired.core.json_form import to_json
from wellwired.core.plans import NetworkPlan, Preprocess
from wellwired.network.build import Network, build

STATUSES = ("running", "done", "stopped", "failed")
_MOST_TENSOR_BYTES = 16 * 1024 * MIB  # four thousand million parameters
_MOST_PLAN_BYTES = 4 * MIB  # a plan of a thousand layers has 0.2 MiB


@dataclass(frozen=True)
class RunFolder:
    """Where the files of a run lie."""

    root: Path

    @property
    def run_json(self) -> Path:
        """What was asked and what came out."""
        return self.root / "run.json"

    @property
    def records(self) -> Path:
        """Every measurement, one a line."""
        return self.root / "records.jsonl"

    @property
    def network(self) -> Path:
        """The weights."""
        return self.root / "network.safetensors"

    @property
    def network_json(self) -> Path:
        """How to build the network."""
        return self.root / "network.json"

    @property
    def preprocess(self) -> Path:
        """How a raw file becomes an input."""
        return self.root / "preprocess.json"

    @property
    def files(self) -> Path:
        """Sizes and hashes of the three files above."""
        return self.root / "files.json"

    @property
    def state(self) -> Path:
        """Checkpoints, for `load_last_checkpoint`."""
        return self.root / "state"

    @property
    def report(self) -> Path:
        """The page."""
        return self.root / "report.html"

    @property
    def lock(self) -> Path:
        """Held by the process that writes the run."""
        return self.root / LOCK_NAME


def create(out: Path | None, *, name: str, now: datetime) -> Path:
    """A folder for a new run, empty but for what a killed start of the same left there.

    Args:
        out: the folder to use, or None for `runs/<name>-YYYYMMDD-HHMMSS` in the current folder.
        name: of the data, for the default; letters that a file name should not have become `-`.
        now: for the default.

    Raises:
        ArtifactError: the folder holds another run or files of somebody else, or cannot be made.
    """
    if out is None:
        return _fresh(Path("runs"), f"{_file_name(name)}-{now:%Y%m%d-%H%M%S}")
    with storage_told(out, doing="making the folder"):
        out.mkdir(parents=True, exist_ok=True)
        names = sorted(path.name for path in out.iterdir())
    if "run.json" in names:
        _refuse_run(out)
    foreign = [one for one in names if one != LOCK_NAME and not TEMPORARY.fullmatch(one)]
    if foreign:
        raise ArtifactError(
            seen=f"`{out}` is not empty: it holds {', '.join(map(repr, foreign[:3]))}",
            wanted="a new or empty folder",
            do="choose another folder with `--out`; wellwired does not write among the files of others",
        )
    return out


def _refuse_run(out: Path) -> None:
    try:
        status = read_run(out).get("status")
    except ArtifactError as error:
        status = f"broken ({error.args[0].splitlines()[0]})"
    is_open = status in ("running", "stopped", "failed")
    raise ArtifactError(
        seen=f"`{out}` holds a run already, status {status}",
        wanted="a new or empty folder",
        do=f"go on with that run by `--resume {out}`, or choose another folder with `--out`"
        if is_open
        else f"choose another folder with `--out`; to repeat that run there, add `--like {out}`",
    )


def _fresh(parent: Path, name: str) -> Path:
    for count in range(1, 1000):
        path = parent / (name if count == 1 else f"{name}-{count}")
        with storage_told(path, doing="making the folder"):
            parent.mkdir(parents=True, exist_ok=True)
            try:
                path.mkdir()
            except FileExistsError:
                continue
            sync_folder(parent)
        return path
    raise ArtifactError(
        seen=f"`{parent / name}` and 998 names after it are taken",
        wanted="a free name",
        do="name a folder with `--out`",
    )


def _file_name(name: str) -> str:
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", name)[:60].strip(".-")
    return kept or "run"


def write_run(folder: Path, run: Mapping[str, Any]) -> None:
    """Puts the run's summary into `run.json`, in one step.

    Args:
        folder: the run's folder.
        run: the keys of `run.json`; values may be dataclasses.

    Raises:
        ArtifactError: `status` is no known one, a value has no JSON form, or the system refused.
    """
    if run.get("status") not in STATUSES:
        raise ArtifactError(
            seen=f"`status` is {run.get('status')!r}",
            wanted=f"one of {', '.join(STATUSES)}",
            do="set `status` before the run is written",
        )
    write_json(RunFolder(folder).run_json, run)


def read_run(folder: Path) -> dict[str, Any]:
    """The run's summary.

    Raises:
        ArtifactError: there is no such folder, no run in it, or its `run.json` is broken.
    """
    paths = RunFolder(folder)
    if not folder.is_dir():
        near = get_close_matches(folder.name, _names_beside(folder), n=1)
        raise ArtifactError(
            seen=f"`{folder}` is {'a file' if folder.exists() else 'not there'}",
            wanted="the folder of a run",
            do=f"did you mean `{folder.parent / near[0]}`?"
            if near
            else "list the runs with `wellwired runs`",
        )
    if not paths.run_json.exists():
        raise ArtifactError(
            seen=f"`{folder}` has no `run.json`",
            wanted="the folder of a run that was begun",
            do="name the folder of a run (`wellwired runs` lists them), or begin one with `wellwired fit`",
        )
    run = read_json_object(paths.run_json)
    if run.get("status") not in STATUSES:
        raise ArtifactError(
            seen=f"`{paths.run_json}` has the status {str(run.get('status'))[:40]!r}",
            wanted=f"one of {', '.join(STATUSES)}",
            do="restore the file from a copy; it was changed by hand or is no run of wellwired",
        )
    return run


def _names_beside(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.parent.iterdir()]
    except OSError:
        return []


def write_network(
    folder: Path,
    network: Network,
    plan: NetworkPlan,
    preprocess: Preprocess,
    *,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Puts what prediction needs into the folder: weights, plan, preprocessing, and the list of their hashes.

    Args:
        folder: the run's folder.
        network: with the weights to hand over.
        plan: of the network.
        preprocess: of its inputs and classes.
        facts: what prediction must know besides, as `mirror_at_test`.

    Raises:
        ArtifactError: the system refused, or a fact has no JSON form.
    """
    paths = RunFolder(folder)
    facts_text = json_text({"network": plan, "facts": dict(facts or {})}, where="network.json", indent=1)
    contents = {
        paths.network: tensor_bytes(network.state_dict()),
        paths.network_json: (facts_text + "\n").encode(),
        paths.preprocess: (json.dumps(to_json(preprocess), indent=1) + "\n").encode(),
    }
    for path, data in contents.items():
        write_bytes(path, data)
    # Last: a kill before it leaves files that are not trusted, and the run goes on from its state.
    write_json(paths.files, {path.name: stamp(data) for path, data in contents.items()})


def load_network(folder: Path) -> tuple[Network, Preprocess, dict[str, Any]]:
    """The network of a run in evaluation mode, its preprocessing, and its facts.

    Nothing in the folder is run; sizes and hashes are held against each other before memory is taken.

    Raises:
        ArtifactError: the run is not done, or a file is missing, cut, changed, or states more than it holds.
    """
    paths = RunFolder(folder)
    status = read_run(folder)["status"]
    if status != "done" and not paths.files.exists():
        raise ArtifactError(
            seen=f"the run `{folder}` is {status} and has no network",
            wanted="a run that is done",
            do=f"read its report, or bring it to its end: `wellwired fit --resume {folder}`",
        )
    files = read_json_object(paths.files, most_bytes=MIB)
    plan_data = read_stamped(paths.network_json, files.get("network.json"), most_bytes=_MOST_PLAN_BYTES)
    card_data = read_stamped(paths.preprocess, files.get("preprocess.json"), most_bytes=_MOST_PLAN_BYTES)
    plain = parse_json(plan_data, where=paths.network_json)
    if not (isinstance(plain, dict) and isinstance(plain.get("facts"), dict) and "network" in plain):
        raise ArtifactError(
            seen=f"`{paths.network_json}` holds {str(plain)[:60]!r}",
            wanted="a mapping with `network` and `facts`",
            do="copy the file again from where it came; it was changed by hand",
        )
    plan = plan_of(plain["network"], where=paths.network_json)
    preprocess = preprocess_of(parse_json(card_data, where=paths.preprocess), plan, where=paths.preprocess)
    tensor_data = read_stamped(paths.network, files.get("network.safetensors"), most_bytes=_MOST_TENSOR_BYTES)
    must_fit(plan, tensor_data, where=paths.network)
    network = _built(plan, where=paths.network_json)
    tensors = tensors_of(tensor_data, where=paths.network)
    must_be_whole(tensors, network.state_dict(), where=paths.network)
    network.load_state_dict(tensors)
    return network.eval(), preprocess, plain["facts"]


def _built(plan: NetworkPlan, *, where: Path) -> Network:
    try:
        return build(plan, seed=0)
    except NetworkError as error:
        raise ArtifactError(
            seen=f"the plan in `{where}` cannot be built: {str(error).splitlines()[0]}",
            wanted="a plan as wellwired writes it",
            do="copy the file again from where it came; it was changed by hand",
        ) from error


def discard(folder: Path) -> None:
    """Removes a run that never came to a measurement: its own files, and the folder if it is then empty."""
    paths = RunFolder(folder)
    with storage_told(folder, doing="removing"):
        for path in (paths.records, paths.run_json, paths.lock):
            path.unlink(missing_ok=True)
    for empty in (paths.state, folder):
        with contextlib.suppress(OSError):
            empty.rmdir()
