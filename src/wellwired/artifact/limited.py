"""Reading of files that a stranger may have made: plain files, bounded sizes, hashes that must agree."""

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from wellwired.artifact.durable import storage_told
from wellwired.core.errors import ArtifactError

MIB = 1 << 20
MOST_JSON_BYTES = 64 * MIB  # a run of a thousand classes has a run.json of some MiB
MOST_DEPTH = 64  # our deepest file (a plan of nested residual blocks) has some 12 levels


def read_limited(path: Path, *, most_bytes: int, wanted_bytes: int | None = None) -> bytes:
    """All bytes of a plain file, read only when its size is as wanted and within the limit.

    Args:
        path: the file; a link, pipe or device is refused.
        most_bytes: largest size that is read, bytes.
        wanted_bytes: size that another file states for this one, bytes.

    Raises:
        ArtifactError: the file is missing, is no plain file, has another size or is too large.
    """
    _must_be_plain(path)
    with storage_told(path, doing="reading"):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(handle, "rb") as file, storage_told(path, doing="reading"):  # noqa: PTH123, from a descriptor
        size = os.fstat(handle).st_size
        if wanted_bytes is not None and size != wanted_bytes:
            raise ArtifactError(
                seen=f"`{path}` has {size} bytes",
                wanted=f"{wanted_bytes} bytes, as was written beside it",
                do="copy the whole folder again from where it came; this file was cut or changed",
            )
        if size > most_bytes:
            raise ArtifactError(
                seen=f"`{path}` has {size} bytes",
                wanted=f"at most {most_bytes} bytes",
                do="look at where the folder comes from; wellwired writes no such file",
            )
        return file.read(size)


def _must_be_plain(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        raise ArtifactError(
            seen=f"`{path}` cannot be found: {error.strerror}",
            wanted=f"the file `{path.name}` in `{path.parent}`",
            do="copy the whole folder again from where it came, or make a new run",
        ) from error
    if not stat.S_ISREG(mode):
        raise ArtifactError(
            seen=f"`{path}` is no plain file: {stat.filemode(mode)}",
            wanted="a plain file, no link, pipe, folder or device",
            do="put the file itself into the folder",
        )


def parse_json(data: bytes, *, where: Path) -> Any:
    """Value of a JSON text of bounded depth.

    Raises:
        ArtifactError: the text is not JSON, or is nested too deep.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ArtifactError(
            seen=f"`{where}` is not JSON: {error}",
            wanted="a whole JSON text",
            do="copy the file again from where it came; it was cut or changed by hand",
        ) from error
    depth = _depth(value)
    if depth > MOST_DEPTH:
        raise ArtifactError(
            seen=f"`{where}` is nested {depth} levels deep",
            wanted=f"at most {MOST_DEPTH} levels",
            do="look at where the file comes from; wellwired writes no such file",
        )
    return value


def read_json_object(path: Path, *, most_bytes: int = MOST_JSON_BYTES) -> dict[str, Any]:
    """The mapping in a JSON file of bounded size and depth.

    Raises:
        ArtifactError: the file cannot be read, or holds no mapping.
    """
    value = parse_json(read_limited(path, most_bytes=most_bytes), where=path)
    if not isinstance(value, dict):
        raise ArtifactError(
            seen=f"`{path}` holds {str(value)[:60]!r}",
            wanted="a mapping of names to values",
            do="copy the file again from where it came; it was changed by hand",
        )
    return value


def stamp(data: bytes) -> dict[str, Any]:
    """Size and SHA-256 of a file's bytes, as the list of files states them."""
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def read_stamped(path: Path, stamp_seen: Any, *, most_bytes: int) -> bytes:
    """All bytes of a file whose size and SHA-256 are as stated.

    Raises:
        ArtifactError: the file is missing, cut or changed, or the statement has another form.
    """
    size = stamp_seen.get("size") if isinstance(stamp_seen, dict) else None
    sha = stamp_seen.get("sha256") if isinstance(stamp_seen, dict) else None
    if not isinstance(size, int) or isinstance(size, bool) or not isinstance(sha, str):
        raise ArtifactError(
            seen=f"the size and hash stated for `{path}` are {str(stamp_seen)[:80]!r}",
            wanted="a `size` in bytes and a `sha256`",
            do="copy the whole folder again from where it came; its list of files was changed",
        )
    data = read_limited(path, most_bytes=most_bytes, wanted_bytes=size)
    found = hashlib.sha256(data).hexdigest()
    if found != sha:
        raise ArtifactError(
            seen=f"`{path}` has the SHA-256 {found[:16]}...",
            wanted=f"{sha[:16]}..., as was written beside it",
            do="copy the whole folder again from where it came; this file was changed or damaged",
        )
    return data


def _depth(value: Any) -> int:
    level, depth = [value], 0
    while level:
        depth += 1
        level = [
            one
            for holder in level
            if isinstance(holder, dict | list)
            for one in (holder.values() if isinstance(holder, dict) else holder)
        ]
    return depth
