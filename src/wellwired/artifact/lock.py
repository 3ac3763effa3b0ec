"""One process at a time writes into a run folder."""

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from wellwired.artifact.durable import storage_told
from wellwired.core.errors import ArtifactError

LOCK_NAME = "run.lock"
# Disks that know no locks; a run there goes on without one.
_NO_LOCKS = {errno.ENOTSUP, errno.ENOSYS, errno.ENOLCK}
_held: set[int] = set()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the run folder for this process; the system lets go of it when the process ends, however it ends.

    Args:
        folder: the run's folder, which exists.

    Raises:
        ArtifactError: another process holds it, or the lock file cannot be made.
    """
    path = folder / LOCK_NAME
    with storage_told(path, doing="locking"):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    _held.add(handle)
    try:
        _take(handle, path)
        yield
    finally:
        _held.discard(handle)
        os.close(handle)


def is_locked(folder: Path) -> bool:
    """Says whether a living process holds the run folder."""
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False


def _take(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
        raise ArtifactError(
            seen=f"`{path.parent}` is in use by the process {holder or 'of another machine'}",
            wanted="one process in a run folder at a time",
            do="wait for that process to end or stop it, or choose another folder with `--out`",
        ) from error
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    with contextlib.suppress(OSError):  # a full disk: the lock holds without the number in it
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)


def _let_go_in_child() -> None:
    # A forked worker that outlives a killed run would hold its lock for ever.
    for handle in _held:
        os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)
