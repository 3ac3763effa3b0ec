"""A network from a stranger cannot run code, take memory without bound, or pass for another."""

import json
import resource
import struct
import subprocess
import sys
from dataclasses import replace

import pytest

from wellwired.artifact.limited import stamp
from wellwired.artifact.run_folder import load_network
from wellwired.artifact.tensor_file import tensor_bytes
from wellwired.core.errors import ArtifactError
from wellwired.core.json_form import to_json
from wellwired.core.plans import Activation, BatchNorm, Conv, Dense, Flatten, GlobalPool, Head, Pool, Residual

from . import sound_run

CONV = Conv(channels=4)


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    sound_run.write(folder)
    return folder


def put(folder, name, data):
    """Puts a file in the place of another, with a list of files that agrees."""
    (folder / name).write_bytes(data)
    files = json.loads((folder / "files.json").read_text())
    files[name] = stamp(data)
    (folder / "files.json").write_text(json.dumps(files))


def put_plan(folder, plan):
    put(folder, "network.json", json.dumps({"network": to_json(plan), "facts": {}}).encode())


def with_blocks(*blocks, **changes):
    return replace(sound_run.PLAN, blocks=blocks, **changes)


HOSTILE_PLANS = {
    "huge dense": with_blocks(Flatten(), Dense(units=10**9)),
    "huge kernel": with_blocks(Conv(channels=4, kernel=10**6 + 1), GlobalPool()),
    "many channels": with_blocks(Conv(channels=10**12), GlobalPool()),
    "huge head": replace(sound_run.PLAN, head=Head(kind="classes", num_outputs=10**10)),
    "huge maps": with_blocks(*[Conv(channels=4, kernel=4001, padding="full")] * 3, GlobalPool()),
    "huge maps and few weights": with_blocks(
        Pool(size=1, stride=1), Conv(channels=10**9, kernel=1), GlobalPool()
    ),
    "huge input": with_blocks(GlobalPool(), input_shape=(1, 10**6, 10**6)),
    "no stride": with_blocks(Conv(channels=4, stride=0), GlobalPool()),
    "backward kernel": with_blocks(Conv(channels=4, kernel=-3), GlobalPool()),
    "no size of pool": with_blocks(Pool(size=0, stride=0), GlobalPool()),
    "empty body": with_blocks(CONV, Residual(body=()), GlobalPool()),
    "unknown rule": replace(sound_run.PLAN, init="os.system"),
    "unknown activation": with_blocks(CONV, Activation(name="__import__"), GlobalPool()),
    "unknown head": replace(sound_run.PLAN, head=Head(kind="eval", num_outputs=3)),
    "many tied": with_blocks(
        Flatten(),
        *[Dense(units=3000)] * 40,
        ties=tuple(("body.2_dense.weight", f"body.{n}_dense.weight") for n in range(3, 41)),
    ),
    "tied to nothing": replace(sound_run.PLAN, ties=(("a.b", "c.d"),)),
    "tied to itself again and again": with_blocks(
        CONV, GlobalPool(), Dense(units=10**5), ties=(("head.linear.weight", "body.2_dense.weight"),) * 50
    ),
    "many layers": with_blocks(CONV, *[BatchNorm()] * 30_000, GlobalPool()),
}


@pytest.mark.parametrize("name", HOSTILE_PLANS)
def test_refuses_before_building_a_plan_with(run, name):
    put_plan(run, HOSTILE_PLANS[name])
    with pytest.raises(ArtifactError, match=r"network\.(json|safetensors)"):
        load_network(run)


def nested(depth):
    block = to_json(CONV)
    for _ in range(depth):
        block = {"kind": "Residual", "body": [block]}
    plain = to_json(sound_run.PLAN)
    return {**plain, "blocks": [block]}


HOSTILE_TEXTS = {
    "no JSON": b"{",
    "too deep for the reader": b"[" * 10**6,
    "deep": json.dumps({"network": nested(300), "facts": {}}).encode(),
    "a pickle": b"\x80\x04\x95\x1a\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94",
    "a list": b"[]",
    "facts that are none": json.dumps({"network": to_json(sound_run.PLAN), "facts": 1}).encode(),
    "a block that is none": json.dumps(
        {"network": {**to_json(sound_run.PLAN), "blocks": [{"kind": "System", "command": "x"}]}, "facts": {}}
    ).encode(),
    "a number with no end": b'{"network": ' + b"9" * 10**5 + b', "facts": {}}',
    "bytes that are no text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
def test_refuses_as_a_plan(run, name):
    put(run, "network.json", HOSTILE_TEXTS[name])
    with pytest.raises(ArtifactError, match=r"network\.json|NetworkPlan"):
        load_network(run)


def safetensors(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def entry(**changes):
    return {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], **changes}


HOSTILE_TENSORS = {
    "nothing": b"",
    "a header beyond the end": struct.pack("<Q", 2**62) + b"{}",
    "a header that is no text": safetensors(b"\xff" * 20),
    "a header that is a list": safetensors([1, 2]),
    "a header nested without end": safetensors(b'{"a":' * 10_000),
    "a shape beyond the data": safetensors({"a": entry(shape=[2**40])}, bytes(8)),
    "a shape that is no list": safetensors({"a": entry(shape="x")}, bytes(8)),
    "a size below 0": safetensors({"a": entry(shape=[-2])}, bytes(8)),
    "a product that runs over": safetensors({"a": entry(shape=[2**47, 2**47])}, bytes(8)),
    "a place beyond the data": safetensors({"a": entry(data_offsets=[0, 2**60])}, bytes(8)),
    "tensors that overlap": safetensors({"a": entry(), "b": entry()}, bytes(8)),
    "ties without end": safetensors(
        {
            "__metadata__": {"wellwired": json.dumps({"same": {f"t{n}": "a" for n in range(10**5)}})},
            "a": entry(),
        },
        bytes(8),
    ),
    "metadata that is none": safetensors({"__metadata__": {"wellwired": 5}, "a": entry()}, bytes(8)),
    "ties that are none": safetensors({"__metadata__": {"wellwired": '{"same": 5}'}, "a": entry()}, bytes(8)),
    "a pickle": b"\x80\x02}q\x00.",
}


@pytest.mark.parametrize("name", HOSTILE_TENSORS)
def test_refuses_as_weights(run, name):
    put(run, "network.safetensors", HOSTILE_TENSORS[name])
    with pytest.raises(ArtifactError, match=r"network\.safetensors"):
        load_network(run)


def test_refuses_as_many_values_in_other_shapes(run):
    network, _, _ = load_network(run)
    weights = network.state_dict()
    weights["head.linear.weight"] = weights["head.linear.weight"].t()
    put(run, "network.safetensors", tensor_bytes(weights))
    with pytest.raises(ArtifactError, match=r"for `head\.linear\.weight`"):
        load_network(run)


def test_refuses_a_number_format_of_another_network(run):
    network, _, _ = load_network(run)
    put(run, "network.safetensors", tensor_bytes({k: v.double() for k, v in network.state_dict().items()}))
    with pytest.raises(ArtifactError, match=r"torch\.float64"):
        load_network(run)


@pytest.mark.parametrize(
    "change",
    [
        {"classes": ("a", "b")},
        {"classes": ("a", "a", "b")},
        {"height": 9},
        {"deviation": (0.0,)},
        {"mean": (float("nan"),)},
        {"mean": (1.0, 2.0)},
        {"value_range": (0.0, float("inf"))},
    ],
)
def test_refuses_a_preprocessing_that_does_not_fit(run, change):
    put(run, "preprocess.json", json.dumps(to_json(replace(sound_run.PREPROCESS, **change))).encode())
    with pytest.raises(ArtifactError, match=r"preprocess\.json"):
        load_network(run)


LOADING = """
import pathlib, resource, sys
from wellwired.artifact.run_folder import load_network
from wellwired.core.errors import ArtifactError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    load_network(pathlib.Path(sys.argv[1]))
except ArtifactError:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("name", ["huge dense", "huge maps", "many tied"])
def test_takes_little_memory_to_refuse(run, name):
    put_plan(run, HOSTILE_PLANS[name])
    done = subprocess.run(
        [sys.executable, "-c", LOADING, str(run)], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) < 100


def test_does_not_read_a_file_that_is_larger_than_stated(run):
    with (run / "network.json").open("r+b") as file:
        file.truncate(1 << 40)  # a sparse file: large to read, small on disk
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ArtifactError, match="has 1099511627776 bytes"):
        load_network(run)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def metadata(folder, entry):
    """Weights of the run with another entry in the metadata of their file."""
    data = (folder / "network.safetensors").read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    header["__metadata__"] = {"wellwired": json.dumps(entry)}
    return safetensors(header, data[8 + size :])


@pytest.mark.parametrize(
    "strides", [[2**62, 1, 1, 1], [0, 0, 0, 0], [1, 2], "x", [-1, 1, 1, 1], [1, 1, 1, 1]]
)
def test_takes_no_strides_that_reach_beyond_the_values(run, strides):
    network, _, _ = load_network(run)
    put(run, "network.safetensors", metadata(run, {"strides": {"body.0_conv.weight": strides}}))
    again, _, _ = load_network(run)
    assert again.body[0].weight.equal(network.body[0].weight)


def test_refuses_a_tie_to_a_name_that_is_not_there(run):
    put(run, "network.safetensors", metadata(run, {"same": {"x": "nowhere"}}))
    with pytest.raises(ArtifactError, match="'x' is the tensor 'nowhere'"):
        load_network(run)
