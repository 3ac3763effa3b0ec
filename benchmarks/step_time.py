"""Time of one update in float32 and in bfloat16, interleaved, for networks of the family at several sizes."""

import statistics
import time

import torch
from record import write_record

from wellwired.core.plans import TrainPlan
from wellwired.network.build import build
from wellwired.structure.family import member
from wellwired.train.optimizer import make_optimizer
from wellwired.train.step import update

CASES = (  # input shape, width, batch
    ((3, 32, 32), 32, 256),
    ((3, 32, 32), 48, 256),
    ((1, 28, 28), 24, 256),
    ((3, 96, 96), 16, 16),
    ((1, 8, 8), 32, 64),
)
FORMATS = ("float32", "bfloat16")
WARM, TIMED = 3, 15


def one_case(shape: tuple[int, int, int], width: int, batch: int) -> dict[str, object]:
    plan = TrainPlan(num_epochs=1, batch_size=batch, learning_rate=0.1)
    x = torch.randn(batch, *shape).contiguous(memory_format=torch.channels_last)
    y = torch.randint(0, 10, (batch,))
    network = build(member(shape, 10, width=width), seed=0).to(memory_format=torch.channels_last)
    optimizer = make_optimizer(plan, network)
    times: dict[str, list[float]] = {name: [] for name in FORMATS}
    for step in range(WARM + TIMED):
        for name in FORMATS:
            began = time.perf_counter()
            update(network, optimizer, x, y, plan, step=step, seed=0, number_format=name)
            times[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(values[WARM:]) for name, values in times.items()}
    pairs = zip(times["float32"][WARM:], times["bfloat16"][WARM:], strict=True)
    return {
        "input_shape": shape,
        "width": width,
        "batch": batch,
        "step_ms": {name: round(1e3 * value, 2) for name, value in medians.items()},
        "float32_over_bfloat16": round(statistics.median(a / b for a, b in pairs), 2),
        "bfloat16_s_per_pixel": medians["bfloat16"] / (batch * shape[1] * shape[2]),
    }


def main() -> None:
    torch.manual_seed(0)
    facts = {"num_threads": torch.get_num_threads(), "cases": [one_case(*case) for case in CASES]}
    print(write_record("step_time", facts), facts)


if __name__ == "__main__":
    main()
