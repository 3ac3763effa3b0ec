"""What the doctor says of a machine is what the system says."""

import json
import os

import numpy as np
import torch

from wellwired.artifact.machine import describe_machine
from wellwired.artifact.versions import versions
from wellwired.recipe.execution import choose_execution, pick_device


def test_counts_cores_and_memory():
    found = describe_machine()
    assert found["cores"]["present"] == os.cpu_count()
    assert found["cores"]["allowed"] == len(os.sched_getaffinity(0))
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    assert abs(found["memory"]["total_mib"] - pages) <= 1
    assert 0 < found["memory"]["available_mib"] <= found["memory"]["total_mib"]


def test_has_a_json_form():
    found = describe_machine()
    assert json.loads(json.dumps(found)) == found


def test_gives_a_reason_for_everything_that_will_be_used():
    used = describe_machine()["used"]
    assert [one["what"] for one in used] == ["device", "threads", "number format", "graph"]
    assert all(one["use"] and one["why"] for one in used)


def test_tells_versions():
    found = versions()
    assert found["numpy"] == np.__version__
    assert found["torch"] == torch.__version__
    assert found["cpu"]


def test_tells_the_device_and_number_format_that_a_training_takes():
    used = {one["what"]: one["use"] for one in describe_machine()["used"]}
    chosen = choose_execution(pick_device("auto"))
    assert (used["device"], used["number format"]) == (chosen.device, chosen.number_format)
    assert used["threads"] == str(chosen.num_threads)
