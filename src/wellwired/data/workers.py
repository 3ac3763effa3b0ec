"""How many threads read and decode."""

import os

MOST = 16  # beyond it threads wait for each other: Pillow holds the interpreter's lock between rows of work


def num_workers() -> int:
    """Cores that this process may use, at most `MOST`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(MOST, cores))
