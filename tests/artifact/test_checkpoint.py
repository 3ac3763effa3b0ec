"""A state on disk is whole, or it is not there; the last whole one is always found."""

import json
import math

import pytest
import torch

from wellwired.artifact.checkpoint import load_last_checkpoint, remove_states, save_checkpoint
from wellwired.core.errors import ArtifactError


def save(folder, step, **tensors):
    tensors = tensors or {"w": torch.full((4, 3), float(step))}
    return save_checkpoint(folder, step=step, tensors=tensors, facts={"step": step})


def steps(folder):
    return sorted(path.name for path in folder.iterdir())


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def bits(tensor):
    return tensor.contiguous().reshape(-1).view(torch.uint8).tolist() if tensor.numel() else []


TENSORS = {
    "float32": torch.tensor([1.5, -0.0, math.inf, -math.inf, 1e-45]),
    "odd nan": torch.tensor([0x7FC00001, -1], dtype=torch.int32).view(torch.float32),
    "float64": torch.tensor([[math.pi]], dtype=torch.float64),
    "bfloat16": torch.tensor([1.0, 3.0]).bfloat16(),
    "float16": torch.tensor([1.0, 6e-8]).half(),
    "int64": torch.tensor([2**62, -1]),
    "uint8": torch.arange(256, dtype=torch.uint8),
    "bool": torch.tensor([True, False]),
    "no axes": torch.tensor(7.0),
    "empty": torch.empty(0, 3),
    "not contiguous": torch.arange(12.0).view(3, 4)[:, ::2],
    "expanded": torch.ones(1).expand(4),
    "transposed": torch.arange(6.0).view(2, 3).t(),
}


@pytest.mark.parametrize("name", TENSORS)
def test_keeps_bits_kind_and_shape_of(tmp_path, name):
    save(tmp_path, 1, t=TENSORS[name])
    back = load_last_checkpoint(tmp_path).tensors["t"]
    assert (back.dtype, back.shape) == (TENSORS[name].dtype, TENSORS[name].shape)
    assert bits(back) == bits(TENSORS[name])


def test_keeps_the_order_of_axes_in_memory(tmp_path):
    x = torch.randn(2, 3, 4, 5).contiguous(memory_format=torch.channels_last)
    save(tmp_path, 1, x=x)
    assert load_last_checkpoint(tmp_path).tensors["x"].stride() == x.stride()


def test_keeps_tied_tensors_tied(tmp_path):
    tied = torch.randn(5)
    save(tmp_path, 1, a=tied, b=tied, part=tied[1:3])
    back = load_last_checkpoint(tmp_path).tensors
    assert back["a"] is back["b"]
    assert torch.equal(back["part"], tied[1:3])


def test_gives_memory_of_its_own(tmp_path):
    save(tmp_path, 1)
    load_last_checkpoint(tmp_path).tensors["w"].zero_()
    assert load_last_checkpoint(tmp_path).tensors["w"][0, 0] == 1.0


def test_keeps_facts_that_are_not_finite(tmp_path):
    facts = {"best": math.inf, "names": ["a"], "rate": 0.1 + 0.2, "none": None}
    save_checkpoint(tmp_path, step=0, tensors={}, facts=facts)
    assert load_last_checkpoint(tmp_path).facts == facts


def test_refuses_facts_without_json_form(tmp_path):
    with pytest.raises(ArtifactError, match="no JSON form"):
        save_checkpoint(tmp_path, step=0, tensors={}, facts={"t": torch.ones(1)})
    assert load_last_checkpoint(tmp_path) is None


def test_refuses_a_sparse_tensor_by_name(tmp_path):
    with pytest.raises(ArtifactError, match=r"the tensor `w` is torch\.sparse_coo"):
        save(tmp_path, 1, w=torch.eye(3).to_sparse())


def test_finds_nothing_where_nothing_was_saved(tmp_path):
    assert load_last_checkpoint(tmp_path / "state") is None


def test_keeps_the_last_two(tmp_path):
    for step in (5, 10, 15):
        save(tmp_path, step)
    assert steps(tmp_path) == ["step-00000010", "step-00000015"]


def test_keeps_both_when_a_step_is_saved_twice_and_gives_the_later(tmp_path):
    save(tmp_path, 3)
    save(tmp_path, 3, w=torch.tensor(9.0))
    assert load_last_checkpoint(tmp_path).tensors["w"] == 9.0
    assert steps(tmp_path) == ["step-00000003", "step-00000003-1"]


def test_orders_states_by_number_not_by_letters(tmp_path):
    save(tmp_path, 99_999_999)
    save(tmp_path, 100_000_000)
    assert load_last_checkpoint(tmp_path).step == 100_000_000


def test_removes_what_a_killed_save_left_and_nothing_else(tmp_path):
    save(tmp_path, 1)
    left = tmp_path / ".step-00000002.0123456789ab.wellwired-part"
    left.mkdir()
    (left / "facts.json").write_text("{")
    (tmp_path / ".step-mine").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    assert load_last_checkpoint(tmp_path).step == 1
    assert steps(tmp_path) == [".step-mine", "notes.txt", "step-00000001"]


def test_leaves_a_file_of_somebody_else_inside_an_old_state(tmp_path):
    path = save(tmp_path, 1)
    (path / "mine.txt").write_text("mine")
    for step in (2, 3, 4):
        save(tmp_path, step)
    assert (path / "mine.txt").read_text() == "mine"
    assert load_last_checkpoint(tmp_path).step == 4


FILES = ["tensors.safetensors", "facts.json", "manifest.json"]


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", [cut, lambda path: path.unlink(), lambda path: flip(path, 4)])
def test_falls_back_to_the_state_before_and_names_what_is_wrong(tmp_path, name, harm):
    save(tmp_path, 1)
    harm(save(tmp_path, 2) / name)
    found = load_last_checkpoint(tmp_path)
    assert found.step == 1
    assert "step-00000002" in found.notes[0]
    assert name in found.notes[0]


def test_never_loads_other_values_whatever_bit_of_a_state_flips(tmp_path):
    save(tmp_path, 1)
    path = save(tmp_path, 2)
    for name in FILES:
        whole = (path / name).read_bytes()
        for at in range(0, len(whole), 7):
            flip(path / name, at)
            found = load_last_checkpoint(tmp_path)
            assert torch.equal(found.tensors["w"], torch.full((4, 3), float(found.step)))
            assert found.facts == {"step": found.step}
            (path / name).write_bytes(whole)


def test_says_which_states_are_broken_when_none_is_whole(tmp_path):
    for path in (save(tmp_path, 1), save(tmp_path, 2)):
        cut(path / "facts.json")
    with pytest.raises(ArtifactError, match=r"step-00000002.*step-00000001"):
        load_last_checkpoint(tmp_path)


def test_keeps_a_whole_state_before_the_newest_though_a_broken_one_lies_between(tmp_path):
    save(tmp_path, 1)
    cut(save(tmp_path, 2) / "facts.json")
    newest = save(tmp_path, 2)
    cut(newest / "facts.json")
    assert load_last_checkpoint(tmp_path).step == 1


def test_does_not_follow_a_link_that_stands_for_a_state(tmp_path):
    save(tmp_path / "other", 9)
    save(tmp_path / "state", 1)
    (tmp_path / "state" / "step-00000009").symlink_to(tmp_path / "other" / "step-00000009")
    assert load_last_checkpoint(tmp_path / "state").step == 1


def test_does_not_take_the_state_of_another_step_under_a_new_name(tmp_path):
    save(tmp_path, 1)
    save(tmp_path, 2).rename(tmp_path / "step-00000007")
    found = load_last_checkpoint(tmp_path)
    assert found.step == 1
    assert "states the step 2" in found.notes[0]


def test_fails_on_a_full_disk_and_leaves_the_states_before(tiny_disk):
    save(tiny_disk, 1)
    save(tiny_disk, 2)
    with pytest.raises(ArtifactError, match="No space left"):
        save(tiny_disk, 3, w=torch.randn(1 << 18))
    assert steps(tiny_disk) == ["step-00000001", "step-00000002"]
    assert load_last_checkpoint(tiny_disk).step == 2


def test_fails_where_a_file_stands_in_place_of_the_folder(tmp_path):
    (tmp_path / "state").write_text("mine")
    with pytest.raises(ArtifactError, match="File exists"):
        save(tmp_path / "state", 1)
    assert (tmp_path / "state").read_text() == "mine"


def test_holds_no_pickle(tmp_path):
    path = save(tmp_path, 1)
    assert steps(path) == sorted(FILES)
    json.loads((path / "facts.json").read_text())


def test_removes_the_states_of_a_finished_run_with_their_folder(tmp_path):
    for step in (1, 2):
        save(tmp_path / "state", step)
    remove_states(tmp_path / "state")
    assert not (tmp_path / "state").exists()


def test_removes_states_and_leaves_what_is_not_ours(tmp_path):
    save(tmp_path, 1)
    (tmp_path / "notes.txt").write_text("mine")
    remove_states(tmp_path)
    assert steps(tmp_path) == ["notes.txt"]


def test_removes_nothing_where_nothing_is(tmp_path):
    remove_states(tmp_path / "nowhere")
    assert steps(tmp_path) == []
