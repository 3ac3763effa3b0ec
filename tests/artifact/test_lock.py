"""One process at a time writes into a run folder, and a dead one holds nothing."""

import os
import signal
import subprocess
import sys
import time

import pytest

from wellwired.artifact.lock import is_locked, locked
from wellwired.core.errors import ArtifactError

HOLDING = """
import os, pathlib, sys, time
from wellwired.artifact.lock import locked
with locked(pathlib.Path(sys.argv[1])):
    child = os.fork() if len(sys.argv) > 2 else 1
    if child:
        print(child, flush=True)
    time.sleep(60)
"""


def holder(folder, *words):
    child = subprocess.Popen([sys.executable, "-c", HOLDING, str(folder), *words], stdout=subprocess.PIPE)
    first = int(child.stdout.readline())
    return child, first


def kill(child):
    child.kill()
    child.wait()
    child.stdout.close()


def test_refuses_a_second_process_and_names_the_first(tmp_path):
    child, _ = holder(tmp_path)
    try:
        with pytest.raises(ArtifactError, match=f"in use by the process {child.pid}"), locked(tmp_path):
            pass
        assert is_locked(tmp_path)
    finally:
        kill(child)


def test_is_free_again_after_a_kill(tmp_path):
    child, _ = holder(tmp_path)
    kill(child)
    assert not is_locked(tmp_path)
    with locked(tmp_path):
        assert is_locked(tmp_path)


def test_is_not_held_by_a_worker_that_outlives_the_run(tmp_path):
    child, worker = holder(tmp_path, "fork")
    time.sleep(0.2)  # the worker lets go of the lock right after its birth
    kill(child)
    try:
        with locked(tmp_path):
            pass
    finally:
        os.kill(worker, signal.SIGKILL)


def test_refuses_the_same_process_twice(tmp_path):
    with locked(tmp_path), pytest.raises(ArtifactError, match="in use"), locked(tmp_path):
        pass


def test_is_free_after_an_error_inside(tmp_path):
    with pytest.raises(ZeroDivisionError, match="zero"), locked(tmp_path):
        print(1 / 0)
    assert not is_locked(tmp_path)


def test_is_free_where_there_is_no_run(tmp_path):
    assert not is_locked(tmp_path / "nowhere")


def test_fails_on_a_read_only_disk(read_only_disk):
    with pytest.raises(ArtifactError, match="Read-only"), locked(read_only_disk):
        pass
