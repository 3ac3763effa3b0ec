"""State of an optimizer as tensors and plain facts, and back, bit for bit and without pickle."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from wellwired.core.errors import ArtifactError

_PREFIX = "optimizer."


def optimizer_tensors(optimizer: torch.optim.Optimizer) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Tensors by name (`optimizer.3.exp_avg` is of the fourth parameter) and the rest as plain facts.

    Args:
        optimizer: any whose state is tensors and plain values, as SGD, AdamW, Adadelta and Rprop.
    """
    tensors: dict[str, Tensor] = {}
    state: dict[str, dict[str, Any]] = {}
    for index, parameter in enumerate(_parameters(optimizer)):
        own = optimizer.state.get(parameter)
        if own is None:
            continue
        state[str(index)] = _apart(own, f"{_PREFIX}{index}.", tensors)
    groups = []
    for index, group in enumerate(optimizer.param_groups):
        settings = {key: value for key, value in group.items() if key != "params"}
        groups.append(_apart(settings, f"{_PREFIX}group.{index}.", tensors))
    counts = [len(group["params"]) for group in optimizer.param_groups]
    return tensors, {
        "optimizer": type(optimizer).__name__,
        "state": state,
        "groups": groups,
        "counts": counts,
    }


def restore_optimizer(
    optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]
) -> None:
    """Gives the optimizer the saved state, so that its next step has the same bits.

    Args:
        optimizer: made anew for the same parameters in the same order.
        tensors: as `optimizer_tensors` gave them; other names are left alone.
        facts: the same.

    Raises:
        ArtifactError: the state is of another optimizer, of other parameters, or is not whole.
    """
    parameters = _parameters(optimizer)
    counts = [len(group["params"]) for group in optimizer.param_groups]
    if facts.get("optimizer") != type(optimizer).__name__ or facts.get("counts") != counts:
        raise ArtifactError(
            seen=f"the saved state is of {facts.get('optimizer')} with parameters {facts.get('counts')}",
            wanted=f"{type(optimizer).__name__} with parameters {counts} in its groups",
            do="resume with the plan that the run was started with",
        )
    restored = {}
    for index, own in facts["state"].items():
        parameter = parameters[int(index)]
        restored[parameter] = _together(own, f"{_PREFIX}{index}.", tensors)
        _move(restored[parameter], parameter, group=_group_of(optimizer, int(index)))
    for index, group in enumerate(optimizer.param_groups):
        saved = _together(facts["groups"][index], f"{_PREFIX}group.{index}.", tensors)
        for key, value in saved.items():
            group[key] = (
                tuple(value) if isinstance(group.get(key), tuple) and isinstance(value, list) else value
            )
    optimizer.state.clear()
    optimizer.state.update(restored)


def _parameters(optimizer: torch.optim.Optimizer) -> list[Tensor]:
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]


def _group_of(optimizer: torch.optim.Optimizer, index: int) -> dict[str, Any]:
    for group in optimizer.param_groups:
        if index < len(group["params"]):
            return group
        index -= len(group["params"])
    return optimizer.param_groups[-1]


def _apart(values: Mapping[str, Any], prefix: str, tensors: dict[str, Tensor]) -> dict[str, Any]:
    """Plain values of a mapping, and the names of its tensors, which go to `tensors`."""
    plain: dict[str, Any] = {"plain": {}, "tensors": []}
    for key, value in values.items():
        if isinstance(value, Tensor):
            tensors[prefix + key] = value.detach()
            plain["tensors"].append(key)
        else:
            plain["plain"][key] = value
    return plain


def _together(plain: Mapping[str, Any], prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Any]:
    missing = [prefix + key for key in plain["tensors"] if prefix + key not in tensors]
    if missing:
        raise ArtifactError(
            seen=f"the saved state lacks the tensors {missing[:5]}",
            wanted="every tensor that its facts name",
            do="restore the state from a copy",
        )
    # Copies with the same strides: a resumed run must not change what it was resumed from.
    return {**plain["plain"], **{key: tensors[prefix + key].clone() for key in plain["tensors"]}}


def _move(own: dict[str, Any], parameter: Tensor, *, group: Mapping[str, Any]) -> None:
    on_device = group.get("capturable") or group.get("fused")
    for key, value in own.items():
        if not isinstance(value, Tensor):
            continue
        if key != "step" and value.dim() and value.shape != parameter.shape:
            raise ArtifactError(
                seen=f"the saved `{key}` has the shape {tuple(value.shape)}",
                wanted=f"the shape {tuple(parameter.shape)} of its parameter",
                do="resume with the plan that the run was started with",
            )
        if key != "step" or on_device:
            own[key] = value.to(parameter.device)
