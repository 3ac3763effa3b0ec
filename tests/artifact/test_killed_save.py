"""A process killed at any instant of a save leaves a state that loads and is of one piece."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
import torch

from wellwired.artifact.checkpoint import load_last_checkpoint
from wellwired.artifact.durable import read_lines

# Each state and each line says its step everywhere, so that a mixture of two would show.
SAVING = """
import pathlib, sys
import torch
from wellwired.artifact.checkpoint import load_last_checkpoint, save_checkpoint
from wellwired.artifact.durable import append_line, truncate_lines, write_json
folder = pathlib.Path(sys.argv[1])
last = load_last_checkpoint(folder / "state")
step = last.step if last else 0
truncate_lines(folder / "records.jsonl", last.facts["num_lines"] if last else 0)
print("ready", flush=True)
while True:
    step += 1
    append_line(folder / "records.jsonl", f"step {step} " + "x" * 1000)
    tensors = {"a": torch.full((100, 100), float(step)), "b": torch.tensor(step)}
    save_checkpoint(folder / "state", step=step, tensors=tensors, facts={"step": step, "num_lines": step})
    write_json(folder / "run.json", {"step": step, "text": "y" * 5000})
"""


def kill_and_look(folder, rng):
    child = subprocess.Popen([sys.executable, "-c", SAVING, str(folder)], stdout=subprocess.PIPE)
    child.stdout.readline()
    time.sleep(rng.uniform(0.0, 0.08))
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    found = load_last_checkpoint(folder / "state")
    if found is None:
        return 0
    assert found.notes == ()
    assert found.facts == {"step": found.step, "num_lines": found.step}
    assert torch.equal(found.tensors["a"], torch.full((100, 100), float(found.step)))
    assert found.tensors["b"] == found.step
    lines = read_lines(folder / "records.jsonl")
    assert len(lines) in (found.step, found.step + 1)
    assert all(line.startswith(f"step {number} ") for number, line in enumerate(lines, start=1))
    return found.step


@pytest.mark.parametrize("num_kills", [6, pytest.param(40, marks=pytest.mark.slow)])
def test_loads_and_goes_on_after_every_kill(tmp_path, num_kills):
    rng = random.Random(num_kills)
    steps = [kill_and_look(tmp_path, rng) for _ in range(num_kills)]
    assert steps == sorted(steps)
    assert steps[-1] > 0


STOPPED = """
import os, pathlib, signal, sys
import torch
from wellwired.artifact.checkpoint import save_checkpoint
folder, stop_at = pathlib.Path(sys.argv[1]), int(sys.argv[2])
save_checkpoint(folder, step=1, tensors={"a": torch.tensor(1)}, facts={})
save_checkpoint(folder, step=2, tensors={"a": torch.tensor(2)}, facts={})
count = 0
def watch(event, args):
    global count
    if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.listdir", "os.scandir"):
        count += 1
        if count == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)
import sys; sys.addaudithook(watch)
save_checkpoint(folder, step=3, tensors={"a": torch.tensor(3)}, facts={})
print("saved", flush=True)
"""


@pytest.mark.slow
def test_loads_when_killed_before_each_single_call_to_the_system(tmp_path):
    for stop_at in range(1, 60):
        folder = tmp_path / str(stop_at)
        done = subprocess.run(
            [sys.executable, "-c", STOPPED, str(folder), str(stop_at)], capture_output=True, check=False
        )
        found = load_last_checkpoint(folder)
        assert found.step in (2, 3)
        assert found.notes == ()
        assert found.tensors["a"] == found.step
        if done.stdout:
            return
    pytest.fail("60 calls were not enough for one save")
