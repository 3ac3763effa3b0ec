"""How long 60,000 images take from parquet to an array, headers included; beside a plain loop with Pillow."""

import io
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from record import write_record

CIFAR = Path(__file__).resolve().parents[2] / "shared" / "data" / "images" / "cifar10"
OURS = """
import json, resource, sys, time
from wellwired.data.read import read_labelled
from wellwired.data.load import load
began = time.perf_counter()
source = read_labelled(sys.argv[1])
samples = load(source, height=32, width=32, num_channels=3, fit="exact", folder=None)
spent = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"time_s": spent, "num_samples": len(samples.names), "peak_memory_mib": peak}))
"""


def ours() -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", OURS, str(CIFAR)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def pillow_loop() -> float:
    import numpy as np
    import pyarrow.parquet as pq
    from PIL import Image

    began = time.perf_counter()
    for name in ("train", "test"):
        for batch in pq.ParquetFile(CIFAR / f"{name}.parquet").iter_batches():
            for cell in batch.column("img").to_pylist():
                np.asarray(Image.open(io.BytesIO(cell["bytes"])).convert("RGB"))
    return time.perf_counter() - began


def main() -> None:
    runs, plain = [], []
    for _ in range(3):
        runs.append(ours())
        plain.append(pillow_loop())
    facts = {
        "what": "60,000 PNG images of 32x32 from parquet, header scan and decoding",
        "wanted_s": 15,
        "time_s": round(statistics.median(run["time_s"] for run in runs), 2),
        "pillow_loop_s": round(statistics.median(plain), 2),
        "ratio": round(statistics.median(r["time_s"] / p for r, p in zip(runs, plain, strict=True)), 2),
        "runs": runs,
    }
    print(write_record("reading", facts), facts)


if __name__ == "__main__":
    main()
