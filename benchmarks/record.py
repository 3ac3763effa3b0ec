"""Records of measurements: facts with the versions, the processor and the date they were taken on."""

import json
import os
import platform
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).parent / "records"
PACKAGES = ("wellwired", "torch", "numpy", "scikit-learn", "pyarrow", "pillow", "matplotlib", "click")


def write_record(name: str, facts: Mapping[str, Any], *, folder: Path = RECORDS) -> Path:
    """Path of the record `name`, which holds `facts` and where they were measured; an older one is replaced.

    Host names and paths are left out: a record says what was measured, not on whose machine.
    """
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise SystemExit(f"a record's name has small letters, digits and _; this is {name!r}")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"name": name, **facts, "machine": machine()}, indent=2, default=str) + "\n")
    return path


def machine() -> dict[str, Any]:
    """Versions, processor, cores that this process may use, and the date in UTC."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "versions": {one: found for one in PACKAGES if (found := _version(one))},
    }


def processor() -> str:
    """Name of the processor, as far as the system tells it."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or sys.platform
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
