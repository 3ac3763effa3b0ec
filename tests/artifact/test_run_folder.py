"""A run folder is made without harm to others, and read only when it is whole."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import torch

from wellwired.artifact.durable import append_line
from wellwired.artifact.records_file import add_records, read_records
from wellwired.artifact.run_folder import RunFolder, create, discard, load_network, read_run, write_run
from wellwired.core.errors import ArtifactError
from wellwired.core.plans import Dense, Flatten
from wellwired.core.verdict import Quantity

from . import sound_run

NOW = datetime(2026, 11, 22, 21, 30, 0)


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "run"
    sound_run.write(folder)
    return folder


def test_names_a_run_by_data_and_time_and_never_twice_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = [str(create(None, name="digits", now=NOW)) for _ in range(3)]
    assert names == [f"runs/digits-20261122-213000{end}" for end in ("", "-2", "-3")]


@pytest.mark.parametrize("name", ["../../etc/x", "a b\n\0c", "", "..", "\u00e9", "x" * 500])
def test_keeps_a_default_folder_inside_runs_whatever_the_data_is_called(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    path = create(None, name=name, now=NOW)
    assert path.resolve().parent == tmp_path / "runs"


def test_takes_an_empty_folder_and_one_of_a_killed_start(tmp_path):
    (tmp_path / "run.lock").write_text("1\n")
    (tmp_path / ".run.json.0123456789ab.wellwired-part").write_text("{")
    assert create(tmp_path, name="a", now=NOW) == tmp_path


def test_refuses_a_folder_of_somebody_else_and_leaves_it_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ArtifactError, match=r"holds 'thesis\.txt'"):
        create(tmp_path, name="a", now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_refuses_a_finished_run_and_says_out(run):
    with pytest.raises(ArtifactError, match="status done") as caught:
        create(run, name="a", now=NOW)
    assert "--out" in caught.value.do


def test_refuses_an_open_run_and_says_resume(tmp_path):
    write_run(tmp_path, {"status": "running"})
    with pytest.raises(ArtifactError, match="status running") as caught:
        create(tmp_path, name="a", now=NOW)
    assert f"--resume {tmp_path}" in caught.value.do


@pytest.mark.parametrize("status", ["running", "stopped", "failed"])
def test_has_no_network_before_it_is_done_and_says_resume(tmp_path, status):
    write_run(tmp_path, {"status": status})
    with pytest.raises(ArtifactError, match=f"is {status} and has no network") as caught:
        load_network(tmp_path)
    assert f"--resume {tmp_path}" in caught.value.do


def test_refuses_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "a").write_text("mine")
    with pytest.raises(ArtifactError, match="File exists"):
        create(tmp_path / "a", name="a", now=NOW)


def test_fails_on_a_read_only_disk(read_only_disk):
    with pytest.raises(ArtifactError, match="Read-only"):
        create(read_only_disk / "run", name="a", now=NOW)


def test_asks_whether_the_nearest_name_was_meant(run):
    with pytest.raises(ArtifactError, match="not there") as caught:
        read_run(run.parent / "rnu")
    assert f"did you mean `{run}`" in caught.value.do


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "{}", '{"status": "great"}', "[" * 100_000, '{"status": 5}']
)
def test_refuses_a_summary_that_is_none(tmp_path, text):
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(ArtifactError, match=r"run\.json"):
        read_run(tmp_path)


def test_refuses_an_unknown_status(tmp_path):
    with pytest.raises(ArtifactError, match="`status` is 'great'"):
        write_run(tmp_path, {"status": "great"})


def test_gives_the_records_back_without_a_torn_one(tmp_path):
    add_records(tmp_path, "wiring", Quantity(name="a", value=0.5), Quantity(name="b", value=float("inf")))
    with RunFolder(tmp_path).records.open("a") as file:
        file.write('{"stage": "flow", "rec')
    records = read_records(tmp_path)
    assert [one["record"]["name"] for one in records] == ["a", "b"]
    assert {one["stage"] for one in records} == {"wiring"}


def test_names_the_line_that_is_no_record(tmp_path):
    add_records(tmp_path, "wiring", Quantity(name="a", value=0.5))
    append_line(RunFolder(tmp_path).records, "hello")
    with pytest.raises(ArtifactError, match="line 2"):
        read_records(tmp_path)


def test_gives_the_network_back_bit_for_bit(tmp_path):
    network = sound_run.write(tmp_path)
    again, preprocess, facts = load_network(tmp_path)
    assert preprocess == sound_run.PREPROCESS
    assert facts == {"mirror_at_test": True}
    assert again.plan == network.plan
    assert not again.training
    for name, one in network.state_dict().items():
        assert torch.equal(one, again.state_dict()[name])


NEEDED = ["network.safetensors", "network.json", "preprocess.json", "files.json", "run.json"]


@pytest.mark.parametrize("name", NEEDED)
def test_names_the_file_that_is_missing(run, name):
    (run / name).unlink()
    with pytest.raises(ArtifactError, match=name.replace(".", r"\.")):
        load_network(run)


@pytest.mark.parametrize("name", NEEDED[:3])
def test_says_how_long_a_cut_file_is_and_was(run, name):
    data = (run / name).read_bytes()
    (run / name).write_bytes(data[:-100])
    with pytest.raises(ArtifactError, match=f"has {len(data) - 100} bytes") as caught:
        load_network(run)
    assert f"{len(data)} bytes" in caught.value.wanted


@pytest.mark.parametrize("name", NEEDED[:3])
def test_notices_every_flipped_bit(run, name):
    data = bytearray((run / name).read_bytes())
    for at in range(0, len(data), 37):
        data[at] ^= 4
        (run / name).write_bytes(data)
        with pytest.raises(ArtifactError, match="SHA-256"):
            load_network(run)
        data[at] ^= 4


def test_does_not_follow_a_link_out_of_the_folder(run, tmp_path):
    (run / "network.json").rename(tmp_path / "network.json")
    (run / "network.json").symlink_to(tmp_path / "network.json")
    with pytest.raises(ArtifactError, match="no plain file"):
        load_network(run)


@pytest.mark.parametrize("name", NEEDED)
def test_does_not_wait_for_a_pipe(run, name):
    (run / name).unlink()
    os.mkfifo(run / name)
    with pytest.raises(ArtifactError, match=r"no plain file|no `run\.json`"):
        load_network(run)


def test_lists_paths_of_the_design():
    paths = RunFolder(Path("r"))
    assert [paths.run_json.name, paths.records.name, paths.state.name] == [
        "run.json",
        "records.jsonl",
        "state",
    ]


def test_discards_a_run_that_measured_nothing(tmp_path):
    folder = create(tmp_path / "run", name="a", now=NOW)
    write_run(folder, {"status": "running"})
    discard(folder)
    assert not folder.exists()


def test_discards_its_own_files_alone(tmp_path):
    write_run(tmp_path, {"status": "running"})
    (tmp_path / "thesis.txt").write_text("mine")
    discard(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_writes_equal_files_for_equal_networks(tmp_path):
    for name in ("a", "b"):
        sound_run.write(tmp_path / name)
    for name in NEEDED[:4]:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_gives_a_network_with_tied_weights_back_tied(tmp_path):
    layers = (Flatten(), Dense(units=64), Dense(units=64))
    ties = (("body.1_dense.weight", "body.2_dense.weight"),)
    network = sound_run.write(tmp_path, plan=replace(sound_run.PLAN, blocks=layers, ties=ties))
    again, _, _ = load_network(tmp_path)
    assert again.body[1].weight is again.body[2].weight
    assert torch.equal(again.body[1].weight, network.body[1].weight)
    assert RunFolder(tmp_path).network.stat().st_size < 2 * 64 * 64 * 4
