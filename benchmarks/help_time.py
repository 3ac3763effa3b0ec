"""Time until `wellwired --help` has answered, beside that of an empty Python program.

Run it with `python benchmarks/help_time.py`; the record is `benchmarks/records/help_time.json`.
"""

import statistics
import subprocess
import sys
import time

from record import write_record

RUNS = 11
LIMIT_S = 0.5
COMMANDS = {
    "help": [sys.executable, "-m", "wellwired.cli.main", "--help"],
    "nothing": [sys.executable, "-c", "pass"],
}


def time_s(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    for command in COMMANDS.values():
        time_s(command)  # the first one reads from disk
    times_s = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            times_s[name].append(time_s(command))
    medians_s = {name: statistics.median(one) for name, one in times_s.items()}
    facts = {
        "runs": RUNS,
        "limit_s": LIMIT_S,
        "median_s": {name: round(one, 4) for name, one in medians_s.items()},
        "range_s": {name: [round(min(one), 4), round(max(one), 4)] for name, one in times_s.items()},
        "ratio": round(medians_s["help"] / medians_s["nothing"], 2),
    }
    print(facts)
    print(write_record("help_time", facts))
    sys.exit(medians_s["help"] > LIMIT_S)


if __name__ == "__main__":
    main()
