"""A disk that fills up ends a run with an error; the run goes on from its last state when there is room."""

import os
import subprocess
import sys

import pytest

from wellwired.artifact.checkpoint import load_last_checkpoint
from wellwired.artifact.run_folder import load_network, read_run

pytestmark = pytest.mark.slow


def fit(*words):
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from wellwired.cli.main import main; main()",
            "fit",
            *map(str, words),
            "--quiet",
        ],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 400 KiB: room for one state of the network of `digits`, and not for the next."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"no right to mount a disk here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_ends_with_an_error_and_goes_on_when_there_is_room(small_disk):
    run = small_disk / "run"
    done = fit("digits", "--out", run, "--epochs", 12, "--seed", 0)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert load_last_checkpoint(run / "state") is not None
    subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
    assert fit("--resume", run).returncode in (0, 3)
    assert read_run(run)["status"] in ("done", "failed")
    load_network(run)
