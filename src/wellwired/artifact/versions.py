"""What a run was made with."""

import platform
import sys
from importlib import metadata
from pathlib import Path

_PACKAGES = ("wellwired", "torch", "numpy", "safetensors", "pillow", "pyarrow", "scikit-learn")


def versions() -> dict[str, str]:
    """Versions of python, of our packages, the platform and the processor's name."""
    found = {"python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return {**found, "platform": platform.platform(), "cpu": cpu_name()}


def cpu_name() -> str:
    """Name of the processor as the system tells it."""
    if sys.platform == "linux":
        try:
            lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
        except OSError:
            lines = []
        for line in lines:
            if line.startswith(("model name", "Hardware", "Model")):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or "unknown"
