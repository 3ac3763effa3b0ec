"""A run killed at any moment and taken up again ends with the same bits as one never killed."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from safetensors.torch import load_file

from wellwired.artifact.durable import read_lines
from wellwired.artifact.run_folder import read_run

pytestmark = pytest.mark.slow

EPOCHS = 12
WAIT_S = 120.0


def command(*words):
    return [
        sys.executable,
        "-c",
        "from wellwired.cli.main import main; main()",
        "fit",
        *map(str, words),
        "--quiet",
    ]


ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def begin(folder):
    words = command("digits", "--out", folder, "--epochs", EPOCHS, "--seed", 0)
    return subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def take_up(folder):
    """The run goes on where its folder stands; one killed before it was written begins anew."""
    if (folder / "run.json").exists():
        words = command("--resume", folder)
        return subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return begin(folder)


def bring_to_its_end(folder):
    child = take_up(folder)
    _, said = child.communicate(timeout=300)
    assert child.returncode in (0, 3), said.decode()


def has_stage(folder, stage):
    return any(f'"stage": "{stage}"' in line[:40] for line in read_lines(folder / "records.jsonl"))


def num_states(folder):
    state = folder / "state"
    return len(list(state.glob("step-*"))) if state.is_dir() else 0


# When to strike: the first instant at which this is so, and up to so many seconds later.
MOMENTS = {
    "starting": (lambda folder: True, 2.0),
    "reading": (lambda folder: (folder / "run.json").exists(), 0.5),
    "measuring the line": (lambda folder: has_stage(folder, "data"), 0.5),
    "planning": (lambda folder: has_stage(folder, "line"), 4.0),
    "checking": (lambda folder: has_stage(folder, "wiring"), 0.5),
    "the first epoch": (lambda folder: (folder / "state").is_dir(), 0.2),
    "training": (lambda folder: num_states(folder) > 0, 2.0),
    "saving": (lambda folder: any(folder.glob("state/.step-*")), 0.01),
    "handing over": (lambda folder: (folder / "network.safetensors").exists(), 0.1),
    "ending": (lambda folder: (folder / "files.json").exists(), 0.5),
}


def kill_at(child, folder, moment, rng):
    """Strikes the process at the moment; says whether it still ran."""
    is_time, most_s = MOMENTS[moment]
    end_s = time.monotonic() + WAIT_S
    while not is_time(folder) and child.poll() is None and time.monotonic() < end_s:
        time.sleep(0.001)
    time.sleep(rng.uniform(0.0, most_s))
    was_alive = child.poll() is None
    child.send_signal(signal.SIGKILL)
    child.communicate()
    return was_alive


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed") / "run"
    bring_to_its_end(folder)
    return folder


def assert_equal(folder, undisturbed):
    assert read_run(folder)["status"] == read_run(undisturbed)["status"]
    one, two = (load_file(path / "network.safetensors") for path in (folder, undisturbed))
    assert one.keys() == two.keys()
    # Bytes, so that NaN equals NaN and 0 is not -0.
    for name in one:
        assert one[name].numpy().tobytes() == two[name].numpy().tobytes(), name


@pytest.mark.parametrize("draw", [0, 1])
@pytest.mark.parametrize("moment", MOMENTS)
def test_ends_with_the_same_bits_when_killed_while(undisturbed, tmp_path, moment, draw):
    folder = tmp_path / "run"
    kill_at(begin(folder), folder, moment, random.Random(f"{moment} {draw}"))
    if not (folder / "run.json").exists() or read_run(folder)["status"] == "running":
        bring_to_its_end(folder)
    assert_equal(folder, undisturbed)


def test_ends_with_the_same_bits_when_killed_again_and_again(undisturbed, tmp_path):
    folder = tmp_path / "run"
    rng = random.Random(5)
    child = begin(folder)
    for moment in ("planning", "checking", "training", "saving", "training", "handing over"):
        if not kill_at(child, folder, moment, rng):
            break
        child = take_up(folder)
    child.communicate(timeout=300)
    if read_run(folder)["status"] == "running":
        bring_to_its_end(folder)
    assert_equal(folder, undisturbed)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize("moment", ["planning", "training"])
def test_gives_a_signal_its_exit_code_and_goes_on_to_the_same_bits(
    undisturbed, tmp_path, moment, number, code
):
    folder = tmp_path / "run"
    child = begin(folder)
    is_time, _ = MOMENTS[moment]
    while not is_time(folder) and child.poll() is None:
        time.sleep(0.005)
    child.send_signal(number)
    _, said = child.communicate(timeout=60)
    assert child.returncode == code, said.decode()
    assert read_run(folder)["status"] == "stopped"
    bring_to_its_end(folder)
    assert_equal(folder, undisturbed)
