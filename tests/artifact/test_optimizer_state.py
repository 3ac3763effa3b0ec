"""An optimizer restored from disk makes the same steps, bit for bit."""

import pytest
import torch
from torch import nn

from wellwired.artifact.checkpoint import load_last_checkpoint, save_checkpoint
from wellwired.artifact.optimizer_state import optimizer_tensors, restore_optimizer
from wellwired.core.errors import ArtifactError

MAKERS = {
    "sgd": lambda groups: torch.optim.SGD(groups, lr=0.05, momentum=0.9, nesterov=True),
    "plain sgd": lambda groups: torch.optim.SGD(groups, lr=0.05),
    "adamw": lambda groups: torch.optim.AdamW(groups, lr=1e-3, betas=(0.8, 0.99)),
    "amsgrad": lambda groups: torch.optim.AdamW(groups, lr=1e-3, amsgrad=True),
    "tensor rate": lambda groups: torch.optim.AdamW(groups, lr=torch.tensor(1e-3), foreach=False),
    "fused": lambda groups: torch.optim.AdamW(groups, lr=1e-3, fused=True),
    "adadelta": lambda groups: torch.optim.Adadelta(groups),
    "rprop": lambda groups: torch.optim.Rprop(groups, lr=1e-2),
}


def make(maker, seed=0):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 16, 4))
    model = model.to(memory_format=torch.channels_last)
    weights = [p for p in model.parameters() if p.dim() > 1]
    rest = [p for p in model.parameters() if p.dim() == 1]
    return model, maker([{"params": weights, "weight_decay": 1e-3}, {"params": rest}])


def train(model, optimizer, first, last):
    for step in range(first, last):
        rng = torch.Generator().manual_seed(step)
        x = torch.randn(5, 3, 6, 6, generator=rng)
        optimizer.zero_grad()
        model(x).square().mean().backward()
        optimizer.param_groups[0]["lr"] = optimizer.param_groups[0]["lr"] * 0.99
        optimizer.step()


@pytest.mark.parametrize("name", MAKERS)
def test_goes_on_with_the_same_bits(tmp_path, name):
    model, optimizer = make(MAKERS[name])
    train(model, optimizer, 0, 4)
    tensors, facts = optimizer_tensors(optimizer)
    weights = {f"network.{key}": value for key, value in model.state_dict().items()}
    save_checkpoint(tmp_path, step=4, tensors={**tensors, **weights}, facts={"optimizer": facts})
    train(model, optimizer, 4, 8)

    found = load_last_checkpoint(tmp_path)
    again, other = make(MAKERS[name], seed=1)
    again.load_state_dict({key: found.tensors[f"network.{key}"] for key in again.state_dict()})
    restore_optimizer(other, found.tensors, found.facts["optimizer"])
    train(again, other, 4, 8)
    for one, two in zip(model.state_dict().values(), again.state_dict().values(), strict=True):
        assert torch.equal(one, two)


def test_restores_before_the_first_step(tmp_path):
    model, optimizer = make(MAKERS["adamw"])
    tensors, facts = optimizer_tensors(optimizer)
    assert tensors == {}
    restore_optimizer(optimizer, tensors, facts)
    train(model, optimizer, 0, 1)


def test_keeps_pairs_pairs(tmp_path):
    _, optimizer = make(MAKERS["adamw"])
    tensors, facts = optimizer_tensors(optimizer)
    save_checkpoint(tmp_path, step=0, tensors=tensors, facts=facts)
    restore_optimizer(optimizer, {}, load_last_checkpoint(tmp_path).facts)
    assert optimizer.param_groups[0]["betas"] == (0.8, 0.99)


def test_does_not_change_what_it_restores_from():
    model, optimizer = make(MAKERS["sgd"])
    train(model, optimizer, 0, 2)
    tensors, facts = optimizer_tensors(optimizer)
    kept = {name: one.clone() for name, one in tensors.items()}
    again, other = make(MAKERS["sgd"])
    restore_optimizer(other, kept, facts)
    before = {name: one.clone() for name, one in kept.items()}
    train(again, other, 2, 4)
    assert all(torch.equal(before[name], kept[name]) for name in kept)


def test_refuses_the_state_of_another_optimizer():
    tensors, facts = optimizer_tensors(make(MAKERS["sgd"])[1])
    with pytest.raises(ArtifactError, match="is of SGD"):
        restore_optimizer(make(MAKERS["rprop"])[1], tensors, facts)


def test_refuses_a_state_of_another_shape():
    model, optimizer = make(MAKERS["sgd"])
    train(model, optimizer, 0, 1)
    tensors, facts = optimizer_tensors(optimizer)
    tensors["optimizer.0.momentum_buffer"] = torch.zeros(2, 2)
    with pytest.raises(ArtifactError, match=r"`momentum_buffer` has the shape \(2, 2\)"):
        restore_optimizer(optimizer, tensors, facts)


def test_names_a_tensor_that_is_missing():
    model, optimizer = make(MAKERS["sgd"])
    train(model, optimizer, 0, 1)
    tensors, facts = optimizer_tensors(optimizer)
    del tensors["optimizer.1.momentum_buffer"]
    with pytest.raises(ArtifactError, match=r"lacks the tensors \['optimizer.1.momentum_buffer'\]"):
        restore_optimizer(optimizer, tensors, facts)
