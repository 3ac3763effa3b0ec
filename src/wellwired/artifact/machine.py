"""What this machine has, and what of it a training will use."""

import os
import shutil
from pathlib import Path
from typing import Any

import torch

from wellwired.artifact.versions import versions

_MIB = 1 << 20
_GROUPS = Path("/sys/fs/cgroup")


def describe_machine() -> dict[str, Any]:
    """Cores, memory, number formats, compiler, graphics cards, versions, and what will be used, with reasons.

    Memory is in MiB; None stands for what the system does not tell.
    """
    facts: dict[str, Any] = {
        "cores": _cores(),
        "memory": _memory(),
        "number_formats": _number_formats(),
        "compiler": {name: shutil.which(name) for name in ("g++", "clang++")},
        "gpu": _gpus(),
        "versions": versions(),
    }
    return {**facts, "used": _used(facts)}


def _cores() -> dict[str, Any]:
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "present": os.cpu_count(),
        "allowed": allowed,
        "share_of_time": _core_limit(),
        "torch_threads": torch.get_num_threads(),
    }


def _core_limit() -> float | None:
    """Cores' worth of time that the control group grants, None for no limit."""
    words = _words(_GROUPS / "cpu.max")
    if len(words) == 2 and words[0].isdigit() and words[1].isdigit():
        return int(words[0]) / int(words[1])
    quota = _words(_GROUPS / "cpu/cpu.cfs_quota_us")
    period = _words(_GROUPS / "cpu/cpu.cfs_period_us")
    if quota and period and quota[0].isdigit() and int(period[0]):
        return int(quota[0]) / int(period[0])
    return None


def _memory() -> dict[str, int | None]:
    lines = (line.split() for line in _text(Path("/proc/meminfo")).splitlines())
    found = {line[0]: int(line[1]) // 1024 for line in lines if len(line) > 1 and line[1].isdigit()}
    return {
        "total_mib": found.get("MemTotal:"),
        "available_mib": found.get("MemAvailable:"),
        "limit_mib": _memory_limit(found.get("MemTotal:")),
    }


def _memory_limit(total_mib: int | None) -> int | None:
    """The tightest limit of the control groups above this process, MiB, None for no limit."""
    limits = []
    for line in _text(Path("/proc/self/cgroup")).splitlines():
        _, kinds, place = (*line.split(":", 2), "", "")[:3]
        if kinds not in ("", "memory"):
            continue
        root = _GROUPS / kinds if kinds else _GROUPS
        name = "memory.limit_in_bytes" if kinds else "memory.max"
        folder = root / place.lstrip("/")
        for one in (folder, *folder.parents):
            words = _words(one / name)
            limits += [int(words[0]) // _MIB] if words and words[0].isdigit() else []
            if one == root:
                break
    # Without a limit, version 1 states a number beyond any memory.
    real = [limit for limit in limits if total_mib is None or limit < total_mib]
    return min(real, default=None)


def _number_formats() -> dict[str, bool]:
    """Which number formats the processor computes with by instructions of its own."""
    flags = set(_text(Path("/proc/cpuinfo")).partition("flags")[2].partition("\n")[0].split())
    told = {
        "avx2": "_is_avx2_supported",
        "avx512": "_is_avx512_supported",
        "avx512_bf16": "_is_avx512_bf16_supported",
        "amx": "_is_amx_tile_supported",
    }
    names = {"avx2": "avx2", "avx512": "avx512f", "avx512_bf16": "avx512_bf16", "amx": "amx_bf16"}
    found = {}
    for key, function in told.items():
        ask = getattr(torch.cpu, function, None)
        found[key] = bool(ask()) if ask is not None else names[key] in flags
    found["bfloat16"] = found["amx"] or found["avx512_bf16"]
    return found


def _gpus() -> list[dict[str, Any]]:
    if not torch.cuda.is_available():
        return []
    cards = [torch.cuda.get_device_properties(index) for index in range(torch.cuda.device_count())]
    return [{"name": one.name, "memory_mib": int(one.total_memory) // _MIB} for one in cards]


def _used(facts: dict[str, Any]) -> list[dict[str, str]]:
    """What a training takes where nothing else is asked for, by the rules of the recipe's execution stage."""
    cores, gpus = facts["cores"], facts["gpu"]
    compiler = facts["compiler"]["g++"] or facts["compiler"]["clang++"]
    has_compiler = f"a compiler is there ({compiler})" if compiler else "no C++ compiler is there"
    if gpus:
        is_native = bool(torch.cuda.is_bf16_supported(including_emulation=False))
        device = ("cuda", f"{gpus[0]['name']} is there")
    else:
        is_native = facts["number_formats"]["bfloat16"]
        device = ("cpu", "torch finds no CUDA device")
    chip = "graphics card" if gpus else "processor"
    rows = (
        ("device", *device),
        (
            "threads",
            str(cores["torch_threads"]),
            f"{cores['allowed']} of {cores['present']} cores are open to this process",
        ),
        (
            "number format",
            "bfloat16" if is_native else "float32",
            f"the {chip} multiplies bfloat16 itself; weights and sums stay float32"
            if is_native
            else f"the {chip} has no bfloat16 products of its own",
        ),
        (
            "graph",
            "eager",
            f"{has_compiler}; a compiled step would have to earn back 10 to 25 s of compiling",
        ),
    )
    return [{"what": what, "use": use, "why": why} for what, use, why in rows]


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _words(path: Path) -> list[str]:
    return _text(path).split()
