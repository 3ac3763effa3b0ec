"""What `wellwired fit` reaches on real images, by default settings, on the published split: mean over seeds.

Run as `python benchmarks/images.py NAME [--seeds 3]`; the record is benchmarks/records/images_NAME.json.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from record import write_record

IMAGES = Path(__file__).resolve().parents[2] / "shared" / "data" / "images"
# name: (budget, part that is judged, {score: figure to reach})
SETS = {
    "digits": ("60s", "test", {"accuracy": 0.985}),
    "mnist": ("5m", "test", {"accuracy": 0.994}),
    "cifar10": ("20m", "test", {"accuracy": 0.88}),
    "pneumoniamnist": ("5m", "test", {"auc": 0.944, "accuracy": 0.854}),
    "flower_photos": ("10m", "valid", {"accuracy": 0.55}),
    "cifar10_png_sample": ("3m", "test", {}),
}


def one_run(name: str, seed: int, out: Path) -> dict[str, float]:
    budget, part, _ = SETS[name]
    data = name if name == "digits" else str(IMAGES / name)
    command = [sys.executable, "-m", "wellwired.cli.main", "fit", data]
    began = time.perf_counter()
    subprocess.run([*command, "--budget", budget, "--seed", str(seed), "--out", str(out)], check=True)
    wall_s = time.perf_counter() - began
    run = json.loads((out / "run.json").read_text())
    scores, line = run["scores"][part], run["scores"][f"line_{part}"]
    failed = [one["code"] for one in run["verdicts"] if one["outcome"] == "failed"]
    return {
        "seed": seed,
        "accuracy": scores["accuracy"],
        "auc": scores["auc"],
        "line_accuracy": line["accuracy"],
        "line_auc": line["auc"],
        "calibration_error": scores["calibration_error"],
        "wall_s": round(wall_s, 1),
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "parameters": run["parameters"],
        "epochs": run["plan"]["train"]["num_epochs"],
        "failed_checks": failed,
        "report_kib": (out / "report.html").stat().st_size // 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", choices=sorted(SETS))
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    for name in asked.names:
        budget, part, wanted = SETS[name]
        with tempfile.TemporaryDirectory() as folder:
            runs = [one_run(name, seed, Path(folder) / str(seed)) for seed in range(asked.seeds)]
        facts = {"data": name, "budget": budget, "part": part, "wanted": wanted, "runs": runs}
        for key in ("accuracy", "auc", "line_accuracy", "line_auc", "wall_s"):
            values = [run[key] for run in runs]
            spread = statistics.stdev(values) if len(values) > 1 else 0.0
            facts[key] = {"mean": round(statistics.mean(values), 4), "spread": round(spread, 4)}
        write_record(f"images_{name}", facts)
        print(name, {key: facts[key] for key in ("accuracy", "auc", "line_accuracy", "wall_s")}, wanted)


if __name__ == "__main__":
    main()
