"""Bytes of a stream whose length a header claims: read in pieces, so that a lie costs no memory."""

import shutil
import tempfile
from typing import Protocol, runtime_checkable

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.limits import Limits

PIECE = 2**22


@runtime_checkable
class Stream(Protocol):
    """Bytes one after another, with the place reached: a file, or a member of an archive."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes; none at the end."""

    def tell(self) -> int:
        """Bytes read so far."""


def read_exactly(stream: Stream, num_bytes: int, *, where: str, limits: Limits) -> np.ndarray:
    """The next `num_bytes` of the stream as uint8, on disk if they exceed `limits.memory_bytes`.

    Memory grows with what is really there, never with what is claimed.

    Raises:
        DataError: the stream ends early, or the disk has no room.
    """
    if num_bytes > limits.memory_bytes:
        return _on_disk(stream, num_bytes, where=where)
    held = bytearray()
    while len(held) < num_bytes:
        piece = stream.read(min(PIECE, num_bytes - len(held)))
        if not piece:
            _refuse_short(len(held), num_bytes, where)
        held += piece
    return np.frombuffer(held, np.uint8)


def _on_disk(stream: Stream, num_bytes: int, *, where: str) -> np.ndarray:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if num_bytes > free:
        raise DataError(
            seen=f"`{where}` claims {num_bytes:,} bytes, and the disk has room for {free:,}",
            wanted="an array that fits on the disk of temporary files",
            do="check the file, or set TMPDIR to a larger disk",
        )
    # The file has no name on disk: it goes when the last view of the array does.
    with tempfile.TemporaryFile() as file:
        done = 0
        while done < num_bytes:
            piece = stream.read(min(PIECE, num_bytes - done))
            if not piece:
                _refuse_short(done, num_bytes, where)
            done += file.write(piece)
        file.flush()
        return np.memmap(file, np.uint8, mode="r+", shape=(num_bytes,))


def _refuse_short(done: int, num_bytes: int, where: str) -> None:
    raise DataError(
        seen=f"`{where}` claims {num_bytes:,} bytes of values and holds {done:,}",
        wanted="as many values as the header says",
        do="copy the file again: it is cut, or its header is wrong",
    )
