"""Stage 7: how the network is computed. Eager for now; the number format is the hardware's own."""

import statistics
import time
from dataclasses import dataclass

import torch
from torch import Tensor

from wellwired.core.errors import AskError
from wellwired.core.plans import TrainPlan
from wellwired.core.records.execution import ExecutionTrial
from wellwired.core.seeds import seed_of
from wellwired.data.batches import order
from wellwired.network.build import Network
from wellwired.train.loop import begin
from wellwired.train.part import Part
from wellwired.train.step import update

WARM_STEPS, TIMED_STEPS = 2, 3
SAME_WITHIN = 0.05  # bfloat16 keeps 8 bits: a sound network's loss moves by less than this share of itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Execution:
    """The choice: `graph` is `eager` or `compiled`, `number_format` `float32` or `bfloat16`."""

    graph: str = "eager"
    number_format: str = "float32"
    memory_layout: str = "channels_last"
    num_threads: int = 1
    device: str = "cpu"
    reasons: tuple[str, ...] = ()


def pick_device(asked: str) -> str:
    """The device for `auto`, `cpu`, `cuda` or `cuda:N`: the GPU where there is one.

    Raises:
        AskError: the device is not there.
    """
    if asked == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    kind = asked.split(":")[0]
    if kind not in ("cpu", "cuda") or (kind == "cuda" and not torch.cuda.is_available()):
        raise AskError(
            seen=f"`device` is {asked!r}, and {torch.cuda.device_count()} GPUs are there",
            wanted="auto, cpu, or cuda where a GPU is there",
            do="use `--device auto`; `wellwired doctor` tells what this machine has",
        )
    return asked


def native_bfloat16(device: str) -> bool:
    """Is true where the hardware multiplies bfloat16 itself, so that it is the faster format.

    Source:
        Measured: benchmarks/records/step_time.json.
    """
    if device.startswith("cuda"):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    has_amx = bool(torch.cpu._is_amx_tile_supported())
    return has_amx or bool(torch.cpu._is_avx512_bf16_supported())


def choose_execution(device: str) -> Execution:
    """The choice by what the hardware is, the same in every process on this machine."""
    native = native_bfloat16(device)
    return Execution(
        number_format="bfloat16" if native else "float32",
        num_threads=torch.get_num_threads(),
        device=device,
        reasons=(
            "the processor multiplies bfloat16 itself: products in bfloat16, weights and sums in float32"
            if native
            else "the processor has no bfloat16 products of its own: float32",
            "channels last: a place's channels lie together, as the convolutions read them",
            "eager: a compiled step would have to earn back 10 to 25 s of compiling",
        ),
    )


def placed(network: Network, device: str) -> Network:
    """The network on its device, channels last."""
    network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


def step_time(network: Network, plan: TrainPlan, train: Part, *, seed: int, number_format: str) -> float:
    """Median seconds of an update with its reading, over three, after two to warm up; the network is used
    up."""
    training = begin(network, plan, num_train=len(train))
    rows_N = order(len(train), seed=seed_of(seed, "timing"), epoch=0)
    rows_B = rows_N[: plan.batch_size]
    times = []
    for step in range(WARM_STEPS + TIMED_STEPS):
        began = time.perf_counter()
        x, y = train.read(rows_B)
        update(network, training.optimizer, x, y, plan, step=step, seed=seed, number_format=number_format)
        times.append(time.perf_counter() - began)
    return statistics.median(times[WARM_STEPS:])


@torch.no_grad()
def compare_formats(network: Network, x: Tensor, y: Tensor, execution: Execution) -> ExecutionTrial:
    """Loss of one batch in float32 and in the chosen format, in evaluation mode."""
    was_training = network.training
    network.eval()
    plain = float(network.loss(network(x).float(), y))
    with torch.autocast(x.device.type, dtype=torch.bfloat16, enabled=execution.number_format == "bfloat16"):
        out = network(x)
    chosen = float(network.loss(out.float(), y))
    network.train(was_training)
    return ExecutionTrial(
        number_format=execution.number_format,
        loss_float32=plain,
        loss_chosen=chosen,
        same=abs(plain - chosen) <= SAME_WITHIN * max(abs(plain), 1e-6),
    )
