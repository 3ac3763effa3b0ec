"""The state of a training on disk: whole at every instant, also of a kill in the middle of a save.

A state is a folder `step-00001234` with `tensors.safetensors`, `facts.json` and `manifest.json` (size and
SHA-256 of both). It is written under a temporary name, synced, renamed; the one before it stays until then.
"""

import contextlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from wellwired.artifact.durable import storage_told, sync_folder, temporary_beside, write_synced
from wellwired.artifact.limited import MIB, parse_json, read_json_object, read_stamped, stamp
from wellwired.artifact.tensor_file import tensor_bytes, tensors_of
from wellwired.core.errors import ArtifactError

# A step that is saved twice gets a counter behind its number: nothing is put in the place of a whole state.
_NAME = re.compile(r"step-(\d{8,18})(?:-(\d{1,6}))?")
_TEMPORARY = re.compile(r"\.step-\d{8,18}(?:-\d{1,6})?\.[0-9a-f]{12}\.wellwired-part")
_TENSORS, _FACTS, _MANIFEST = "tensors.safetensors", "facts.json", "manifest.json"
_MOST_TENSOR_BYTES = 64 * 1024 * MIB  # the largest state that we care to read, bytes
_MOST_FACT_BYTES = 256 * MIB


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A state that was read whole. `notes` name the later ones that were not whole, and why."""

    step: int
    tensors: dict[str, Tensor]
    facts: dict[str, Any]
    path: Path
    notes: tuple[str, ...] = ()


def save_checkpoint(
    folder: Path, *, step: int, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]
) -> Path:
    """Folder of the state just saved; of the older ones only the last whole one is kept.

    Args:
        folder: the run's `state` folder; made when missing. The caller holds the run's lock.
        step: number of updates done, at least 0.
        tensors: by name; bits, dtypes, ties and order of axes are kept.
        facts: plain JSON values by name; NaN and infinity are kept, tuples come back as lists.

    Raises:
        ArtifactError: the system refused, or a value has no form on disk; the states before are whole.
    """
    files = {_TENSORS: tensor_bytes(tensors), _FACTS: _fact_bytes(facts)}
    manifest = {"step": step, "files": {name: stamp(data) for name, data in files.items()}}
    files[_MANIFEST] = json.dumps(manifest, indent=1).encode()
    with storage_told(folder, doing="saving the state in"):
        folder.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(folder)
        path = _free_path(folder, step)
        temporary = temporary_beside(path)
        try:
            temporary.mkdir()
            for name, data in files.items():
                write_synced(temporary / name, data)
            sync_folder(temporary)
            temporary.rename(path)
        except BaseException:
            _remove(temporary)
            raise
        sync_folder(folder)
        _keep_two(folder, path)
    return path


def load_last_checkpoint(folder: Path) -> Checkpoint | None:
    """The last whole state in the folder, or None when none was ever saved.

    Args:
        folder: the run's `state` folder. What a killed save left in it is removed.

    Raises:
        ArtifactError: states are there and none of them is whole; each is named with what is wrong.
    """
    with storage_told(folder, doing="reading the states in"):
        if not folder.is_dir():
            return None
        _remove_leftovers(folder)
        found = _states(folder)
    notes: list[str] = []
    for path in reversed(found):
        try:
            step, tensors, facts = _read(path)
        except ArtifactError as error:
            notes.append(f"state `{path.name}` is not whole: {error.args[0].splitlines()[0]}")
            continue
        return Checkpoint(step=step, tensors=tensors, facts=facts, path=path, notes=tuple(notes))
    if notes:
        raise ArtifactError(
            seen=f"no state in `{folder}` is whole: {'; '.join(notes)}",
            wanted="at least one whole state",
            do="copy the folder again from where it came, or start anew in another folder with `--out`",
        )
    return None


def _fact_bytes(facts: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(dict(facts))
    except (TypeError, ValueError, RecursionError) as error:
        raise ArtifactError(
            seen=f"the facts {sorted(map(str, facts))} have no JSON form: {error}",
            wanted="text, numbers, true, false, null, lists and mappings of those",
            do="put tensors under `tensors`, and turn other objects into plain values",
        ) from error
    return text.encode()


def _key(path: Path) -> tuple[int, int]:
    match = _NAME.fullmatch(path.name)
    return (int(match[1]), int(match[2] or 0)) if match else (-1, -1)


def _states(folder: Path) -> list[Path]:
    return sorted((p for p in folder.iterdir() if _NAME.fullmatch(p.name) and _is_folder(p)), key=_key)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _free_path(folder: Path, step: int) -> Path:
    counters = [_key(path)[1] for path in _states(folder) if _key(path)[0] == step]
    return folder / (f"step-{step:08d}" + (f"-{max(counters) + 1}" if counters else ""))


def _read(path: Path) -> tuple[int, dict[str, Tensor], dict[str, Any]]:
    tensor_data, fact_data = _whole_files(path)
    facts = parse_json(fact_data, where=path / _FACTS)
    return _key(path)[0], tensors_of(tensor_data, where=path / _TENSORS), facts


def _whole_files(path: Path) -> tuple[bytes, bytes]:
    manifest = read_json_object(path / _MANIFEST, most_bytes=MIB)
    files = manifest.get("files")
    stated = files if isinstance(files, dict) else {}
    if manifest.get("step") != _key(path)[0]:
        raise ArtifactError(
            seen=f"`{path / _MANIFEST}` states the step {str(manifest.get('step'))[:40]}",
            wanted=f"the step {_key(path)[0]} of its folder's name",
            do="restore the folder from a copy",
        )
    tensor_data = read_stamped(path / _TENSORS, stated.get(_TENSORS), most_bytes=_MOST_TENSOR_BYTES)
    return tensor_data, read_stamped(path / _FACTS, stated.get(_FACTS), most_bytes=_MOST_FACT_BYTES)


def _keep_two(folder: Path, newest: Path) -> None:
    """Removes all states but the newest and the last whole one before it.

    A state of a later step than the newest was damaged, or the run would have gone on from it.
    """
    has_second = False
    for path in reversed(_states(folder)):
        if path == newest:
            continue
        if not has_second and _key(path) < _key(newest) and _is_whole(path):
            has_second = True
            continue
        _remove(path)


def _is_whole(path: Path) -> bool:
    try:
        _whole_files(path)
    except ArtifactError:
        return False
    return True


def _remove_leftovers(folder: Path) -> None:
    for path in list(folder.iterdir()):
        if _TEMPORARY.fullmatch(path.name) and _is_folder(path):
            _remove(path)


def _remove(path: Path) -> None:
    """Removes our files and then their folder; a folder with other files in it stays."""
    with contextlib.suppress(OSError):
        # The manifest goes first: without it a half removed state is never taken for a whole one.
        for name in (_MANIFEST, _FACTS, _TENSORS):
            (path / name).unlink(missing_ok=True)
        path.rmdir()


def remove_states(folder: Path) -> None:
    """Removes all states of a finished run, and the folder if nothing of somebody else's is in it."""
    if not folder.is_dir():
        return
    with storage_told(folder, doing="removing the states in"):
        _remove_leftovers(folder)
        for path in _states(folder):
            _remove(path)
    with contextlib.suppress(OSError):
        folder.rmdir()
