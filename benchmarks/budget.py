"""Wall time of whole runs whose budget binds, as a share of it: reading, evidence and report included."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from record import write_record

IMAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "images"
CASES = (("digits", 15), ("mnist", 60), ("cifar10", 120))


def main() -> None:
    runs = []
    for name, budget_s in CASES:
        data = name if name == "digits" else str(IMAGES / name)
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "wellwired.cli.main", "fit", data, "--quiet"]
            began = time.perf_counter()
            subprocess.run([*command, "--budget", f"{budget_s}s", "--out", f"{folder}/run"], check=True)
            wall_s = time.perf_counter() - began
        share = round(wall_s / budget_s, 3)
        timing = {"wall_s": round(wall_s, 1), "share_of_budget": share}
        runs.append({"data": name, "budget_s": budget_s, **timing})
    facts = {"wanted": "at most 1.05 of the budget", "runs": runs}
    print(write_record("budget", facts), facts)


if __name__ == "__main__":
    main()
