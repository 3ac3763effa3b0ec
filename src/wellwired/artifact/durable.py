"""Files that are whole or not there: a kill, a full disk or a cut of power leaves the old file as it was."""

import contextlib
import errno
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from wellwired.core.errors import ArtifactError
from wellwired.core.json_form import to_json

# A temporary file of ours, so that what a kill left behind can be told from a file of somebody else.
TEMPORARY = re.compile(r"\.(.+)\.[0-9a-f]{12}\.wellwired-part")
_ADVICE = {
    errno.ENOSPC: "free some space and go on with `--resume`, or choose another disk with `--out`",
    errno.EDQUOT: "your share of the disk is used up: free some space, or choose another disk with `--out`",
    errno.EFBIG: "raise the limit on the size of a file (`ulimit -f`), or choose another disk with `--out`",
    errno.EROFS: "that disk is read-only: choose another folder with `--out`",
    errno.EACCES: "choose a folder that you may write to with `--out`",
    errno.EPERM: "choose a folder that you may write to with `--out`",
    errno.ENOENT: "the folder is gone: let nothing else remove it while the run goes on",
    errno.ENOTDIR: "a file stands where a folder is needed: choose another folder with `--out`",
}


@contextlib.contextmanager
def storage_told(path: Path, *, doing: str) -> Iterator[None]:
    """Turns the system's refusal inside the block into an `ArtifactError` with the path and the reason.

    Args:
        path: the file or folder that the block works on.
        doing: what the block does, as in "writing".

    Raises:
        ArtifactError: the system refused; its reason is under `seen`.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise ArtifactError(
            seen=f"{doing} `{path}` failed: {reason}",
            wanted="a disk with room, and a folder that may be used",
            do=_ADVICE.get(
                error.errno or 0, "look at the disk and the folder, then run again with `--resume`"
            ),
        ) from error


def temporary_beside(path: Path) -> Path:
    """A name of our own form in the same folder, for what is not whole yet."""
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}.wellwired-part")


def sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_synced(path: Path, data: bytes) -> None:
    """Writes a new file and brings it to the disk; not atomic, so only for names that nobody reads yet."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_bytes(path: Path, data: bytes) -> None:
    """Puts `data` into the file in one step: a reader sees the old file or the new one, never a part.

    Raises:
        ArtifactError: the system refused (disk full, read-only, no permission); the old file is whole.
    """
    temporary = temporary_beside(path)
    with storage_told(path, doing="writing"):
        try:
            write_synced(temporary, data)
            temporary.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def write_text(path: Path, text: str) -> None:
    """Puts text into the file as UTF-8, in one step; what UTF-8 cannot hold is written as its code."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_json(path: Path, value: Any) -> None:
    """Puts the JSON form of a dataclass, mapping or plain value into the file, in one step."""
    write_text(path, json_text(value, where=str(path), indent=1) + "\n")


def json_text(value: Any, *, where: str, indent: int | None = None) -> str:
    """JSON text that every reader of JSON takes: no NaN, no infinity, no object that has no plain form.

    Raises:
        ArtifactError: the value holds something that has no JSON form.
    """
    try:
        return json.dumps(to_json(value), indent=indent, allow_nan=False, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise ArtifactError(
            seen=f"a value for `{where}` has no JSON form: {error}",
            wanted="text, numbers, true, false, null, lists, mappings and dataclasses of those",
            do="turn arrays and tensors into numbers or lists before they are recorded",
        ) from error


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """Adds whole lines to a file and brings them to the disk; a torn last line is cut off first.

    Raises:
        ArtifactError: the system refused; the file has the lines that it had before.
    """
    data = b"".join(line.replace("\n", " ").encode("utf-8", "backslashreplace") + b"\n" for line in lines)
    with storage_told(path, doing="adding lines to"):
        is_new = not path.exists()
        with path.open("ab+", buffering=0) as file:
            whole = _end_of_whole_lines(file)
            file.truncate(whole)
            try:
                _write_all(file, data)
                os.fsync(file.fileno())
            except BaseException:
                with contextlib.suppress(OSError):
                    file.truncate(whole)
                raise
        if is_new:
            sync_folder(path.parent)


def append_line(path: Path, line: str) -> None:
    """Adds one whole line to a file, as `append_lines` does."""
    append_lines(path, (line,))


def read_lines(path: Path) -> list[str]:
    """Whole lines of a file; a last line without its end was torn by a kill and is left out.

    Raises:
        ArtifactError: the file is there and cannot be read. A file that is not there has no lines.
    """
    with storage_told(path, doing="reading"):
        data = path.read_bytes() if path.exists() else b""
    return data[: data.rfind(b"\n") + 1].decode("utf-8", "replace").split("\n")[:-1]


def truncate_lines(path: Path, num_lines: int) -> None:
    """Cuts a file behind its first `num_lines` lines, as a resumed run does with what came after its state.

    Raises:
        ArtifactError: the file has fewer lines, so that something was lost.
    """
    with storage_told(path, doing="cutting"):
        data = path.read_bytes() if path.exists() else b""
        ends = [match.end() for match in re.finditer(b"\n", data)]
        if len(ends) < num_lines:
            raise ArtifactError(
                seen=f"`{path}` has {len(ends)} whole lines",
                wanted=f"at least {num_lines}, as the saved state says",
                do="restore the file from a copy, or start the run anew in another folder with `--out`",
            )
        if path.exists():
            os.truncate(path, ends[num_lines - 1] if num_lines else 0)
            with path.open("rb") as file:
                os.fsync(file.fileno())


def remove_temporaries(folder: Path) -> None:
    """Removes the temporary files that a killed run left in its folder; other names are not touched."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if TEMPORARY.fullmatch(path.name) and path.is_file() and not path.is_symlink():
            with storage_told(path, doing="removing"):
                path.unlink(missing_ok=True)


def _write_all(file: Any, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


def _end_of_whole_lines(file: Any) -> int:
    end = int(file.seek(0, os.SEEK_END))
    while end > 0:
        start = max(0, end - 65536)
        file.seek(start)
        at = int(file.read(end - start).rfind(b"\n"))
        if at >= 0:
            return start + at + 1
        end = start
    return 0
