"""Named tensors as the bytes of a safetensors file, with what that form alone would lose.

Kept to the bit: dtype, shape (also of no axes or no elements) and values. Kept besides, in the file's own
metadata: which names are one tensor (tied weights), and the order of the axes in memory (channels last), as a
sum over another order of axes may end in other bits.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from wellwired.core.errors import ArtifactError

_ENTRY = "wellwired"
_MOST_HEADER = 100 * (1 << 20)  # the format's own limit on its header, bytes


def tensor_bytes(tensors: Mapping[str, Tensor]) -> bytes:
    """Bytes of a safetensors file that holds the tensors.

    Args:
        tensors: by name, of any device; sparse and quantised ones have no form here.

    Raises:
        ArtifactError: a tensor has no form in the file.
    """
    kept: dict[str, Tensor] = {}
    first_name: dict[tuple[Any, ...], str] = {}
    same, strides = {}, {}
    for name, tensor in tensors.items():
        plain = _must_be_dense(name, tensor.detach())
        key = (plain.device, plain.data_ptr(), plain.dtype, plain.shape, plain.stride())
        if plain.numel() and key in first_name:
            same[name] = first_name[key]
            continue
        first_name[key] = name
        if not plain.is_contiguous() and _is_packed(tuple(plain.shape), plain.stride()):
            strides[name] = list(plain.stride())
        # A copy of its own for each: the format refuses tensors that overlap in memory.
        kept[name] = plain.to("cpu", copy=True).contiguous()
    # One entry only: the library writes several in any order, and equal tensors should give equal files.
    metadata = {_ENTRY: json.dumps({"same": same, "strides": strides}, sort_keys=True)}
    return safetensors.torch.save(kept, metadata=metadata)


def tensors_of(data: bytes, *, where: Path) -> dict[str, Tensor]:
    """Tensors of a safetensors file, in memory of their own, with their order of axes and their ties.

    Raises:
        ArtifactError: the bytes are no such file.
    """
    header = header_of(data, where=where)
    try:
        found = safetensors.torch.load(data)
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError, OverflowError) as error:
        raise ArtifactError(
            seen=f"`{where}` is no whole safetensors file: {error}",
            wanted="tensors as wellwired writes them",
            do="copy the file again from where it came; it was cut or changed",
        ) from error
    strides = _metadata(header, "strides", where=where)
    tensors = {name: _placed(tensor, strides.get(name)) for name, tensor in found.items()}
    for name, other in _metadata(header, "same", where=where).items():
        if name in tensors or other not in found:
            raise ArtifactError(
                seen=f"`{where}` says that {str(name)[:60]!r} is the tensor {str(other)[:60]!r}",
                wanted="a name of its own, and the name of a tensor in the file",
                do="copy the file again from where it came; it was changed",
            )
        tensors[name] = tensors[other]
    return tensors


def header_of(data: bytes, *, where: Path) -> dict[str, Any]:
    """The header of a safetensors file: name to dtype, shape and place; nothing is allocated for the tensors.

    Raises:
        ArtifactError: the bytes do not start with a header, or it lies beyond their end.
    """
    size = int.from_bytes(data[:8], "little") if len(data) >= 8 else -1
    if not 2 <= size <= min(_MOST_HEADER, len(data) - 8):
        raise ArtifactError(
            seen=f"`{where}` has {len(data)} bytes and states a header of {size}",
            wanted="a safetensors file with its header inside",
            do="copy the file again from where it came; it was cut or changed",
        )
    try:
        header = json.loads(data[8 : 8 + size])
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or not all(isinstance(one, dict) for one in header.values()):
        raise ArtifactError(
            seen=f"`{where}` has a header that is no mapping of names: {data[8:48]!r}",
            wanted="a safetensors file",
            do="copy the file again from where it came; it was changed",
        )
    return header


def num_values(header: Mapping[str, Any], *, where: Path) -> dict[str, int]:
    """How many values each tensor of a header has; tied ones count once, under their first name.

    Raises:
        ArtifactError: a shape is no list of sizes.
    """
    counts = {}
    for name, one in header.items():
        shape = one.get("shape", []) if name != "__metadata__" else []
        if not isinstance(shape, list) or not all(
            isinstance(size, int) and 0 <= size < 2**48 for size in shape
        ):
            raise ArtifactError(
                seen=f"`{where}` gives {name[:60]!r} the shape {str(shape)[:60]}",
                wanted="a list of sizes, each at least 0",
                do="copy the file again from where it came; it was changed",
            )
        if name != "__metadata__":
            counts[name] = math.prod(shape)
    return counts


def _metadata(header: Mapping[str, Any], key: str, *, where: Path) -> dict[str, Any]:
    text = header.get("__metadata__", {}).get(_ENTRY, "{}")
    try:
        entry = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        entry = None
    value = entry.get(key, {}) if isinstance(entry, dict) else None
    if not isinstance(value, dict):
        raise ArtifactError(
            seen=f"`{where}` has {str(text)[:60]!r} under `{key}` of its metadata",
            wanted="a mapping of names",
            do="copy the file again from where it came; it was changed",
        )
    return value


def _must_be_dense(name: str, tensor: Tensor) -> Tensor:
    if tensor.layout is not torch.strided or tensor.is_quantized or tensor.is_meta:
        raise ArtifactError(
            seen=f"the tensor `{name}` is {tensor.layout} {tensor.dtype} on {tensor.device}",
            wanted="an ordinary dense tensor with values",
            do="turn it into a dense tensor before it is saved",
        )
    return tensor


def _is_packed(shape: tuple[int, ...], strides: tuple[int, ...]) -> bool:
    """Says whether the strides are those of a contiguous tensor with its axes in another order."""
    step = 1
    for stride, size in sorted(
        (stride, size) for stride, size in zip(strides, shape, strict=True) if size != 1
    ):
        if stride != step:
            return False
        step *= size
    return True


def _placed(tensor: Tensor, strides: Any) -> Tensor:
    own = tensor.clone()
    is_list = isinstance(strides, list) and len(strides) == own.dim()
    if not is_list or not all(isinstance(s, int) and s >= 0 for s in strides):
        return own
    if not _is_packed(tuple(own.shape), tuple(strides)) or not own.numel() or max(strides) > own.numel():
        return own
    return torch.empty_strided(own.shape, strides, dtype=own.dtype).copy_(own)
