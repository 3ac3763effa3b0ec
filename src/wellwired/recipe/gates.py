"""Stages 4 to 6: is the network wired right, does it start right, does the gradient survive the depth?"""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from wellwired.core.plans import TrainPlan
from wellwired.core.seeds import seed_of
from wellwired.core.verdict import Outcome, Verdict
from wellwired.network.build import Network
from wellwired.network.init import unit_variance
from wellwired.probes.differences import gradient_agreement
from wellwired.probes.first_loss import first_loss
from wellwired.probes.first_pass import first_pass
from wellwired.probes.flow import gradient_flow
from wellwired.probes.jacobian import jacobian_spectrum
from wellwired.probes.memory import memorise
from wellwired.probes.reach import gradient_reach, input_reach
from wellwired.probes.rows import row_influence
from wellwired.probes.signal import signal_scale
from wellwired.probes.twins import alike_units
from wellwired.recipe.journal import Journal
from wellwired.train.optimizer import make_optimizer
from wellwired.train.part import Part

BATCH = 64  # samples; enough for a variance within some ten per cent, few enough for a second's work
MENDED_CLIP = 1.0  # norm of the whole gradient; Pascanu et al. 2013, arXiv:1211.5063


def probe_batch(train: Part, *, seed: int) -> tuple[Tensor, Tensor]:
    """The batch that all probes look at: samples of the training part, drawn by the seed."""
    rng = np.random.default_rng(seed_of(seed, "probe batch"))
    rows_B = rng.choice(len(train), min(len(train), BATCH), replace=False)
    return train.read(rows_B)


def check_wiring(
    network: Network, plan: TrainPlan, x: Tensor, y: Tensor, journal: Journal
) -> tuple[Verdict, ...]:
    """Verdicts on the connections of the network, on one batch; the network is left as it was."""
    loss = network.loss
    journal.tell("wiring: probing the connections", 0, 2)
    records = (
        first_pass(network, loss, x, y),
        first_loss(network, loss, x, y),
        row_influence(network, x),
        gradient_reach(network, loss, x, y, optimizer=make_optimizer(plan, network)),
        input_reach(network, x),
        gradient_agreement(network, loss, x, y),
    )
    journal.tell("wiring: memorising one batch", 1, 2)
    return journal.note("wiring", *records, memorise(network, loss, x, y))


def check_start(network: Network, x: Tensor, y: Tensor, journal: Journal) -> tuple[Verdict, ...]:
    """Verdicts on the starting weights; where the signal drifts they are scaled by the data, and measured
    again."""
    journal.tell("start: measuring the signal layer by layer", 0, 1)
    verdicts = journal.note("start", alike_units(network, x), *signal_scale(network, network.loss, x, y))
    drift = [v for v in verdicts if v.code in ("I02", "I03") and v.outcome is Outcome.FAILED]
    if not drift:
        return verdicts
    before = {name: one.clone() for name, one in network.state_dict().items()}
    mend_start(network, x)
    journal.run["progress"]["start_mended"] = True
    seen = "; ".join(f"{q.name} {q.value:.2g}" for v in drift for q in v.seen)
    mended = journal.note(
        "start",
        *signal_scale(network, network.loss, x, y),
        proof=f"weights scaled by the data; before: {seen}",
    )
    if sum(v.outcome is Outcome.FAILED for v in mended) >= len(drift):
        with torch.no_grad():
            network.load_state_dict(before)
        journal.run["progress"]["start_mended"] = False
        return (*verdicts[:1], *journal.note("start", *signal_scale(network, network.loss, x, y)))
    journal.remark(
        "the starting weights were scaled by the data, because the signal drifted with depth (I02, I03)"
    )
    return (*verdicts[:1], *mended)


def mend_start(network: Network, x: Tensor) -> None:
    """Scale the starting weights layer by layer until each layer's output has unit variance on the batch."""
    unit_variance(network, x)


def check_flow(
    network: Network, plan: TrainPlan, x: Tensor, y: Tensor, journal: Journal
) -> tuple[tuple[Verdict, ...], TrainPlan]:
    """Verdicts on the gradient's way through the depth, and the plan, with clipping where the gradient
    explodes."""
    journal.tell("flow: measuring the gradient layer by layer", 0, 1)
    verdicts = journal.note("flow", gradient_flow(network, network.loss, x, y), jacobian_spectrum(network, x))
    explodes = any(v.code == "G02" and v.outcome is Outcome.FAILED for v in verdicts)
    if explodes and plan.clip == 0:
        why = f"the gradient explodes at the start (G02): its norm is clipped to {MENDED_CLIP:g}"
        plan = replace(plan, clip=MENDED_CLIP, reasons=(*plan.reasons, why))
        journal.remark(why)
    return verdicts, plan
