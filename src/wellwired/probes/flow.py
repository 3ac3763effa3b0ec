"""The gradient's size by depth."""

import math

from torch import Tensor, nn

from wellwired.core.records.flow import GradientFlow, LayerGradient
from wellwired.probes.floor import Loss
from wellwired.probes.inputs import Inputs, call, num_rows
from wellwired.probes.layers import watched, weights_of
from wellwired.probes.quiet import calm_copy, quiet
from wellwired.probes.shake import awaken, generator

VANISHED = 1e-8  # of the largest ratio: float32 adds nothing to a weight for a step this much smaller


def _mean_log(values: list[float]) -> float:
    return sum(map(math.log, values)) / len(values)


def _first_over_last(ratios: list[float]) -> float:
    quarter = max(len(ratios) // 4, 1)
    if len(ratios) < 2 or not all(math.isfinite(one) for one in ratios):
        return math.nan
    floored = [max(one, 1e-300) for one in ratios]
    return math.exp(_mean_log(floored[:quarter]) - _mean_log(floored[-quarter:]))


def gradient_flow(model: nn.Module, loss: Loss, x: Inputs, y: Tensor, *, seed: int = 0) -> GradientFlow:
    """Norm of the gradient by each layer's weights over the norm of the weights, in the order of computing.

    Args:
        model: the network; it is copied, never touched.
        loss: outputs and targets to a scalar.
        x: inputs.
        y: targets.
        seed: of any draw inside the network.
    """
    with quiet(seed):
        twin = calm_copy(model)
        awaken(twin, rng=generator(seed))
        with watched(twin, only_weights=True) as calls:
            value = loss(call(twin, x), y)
        if value.requires_grad:
            value.backward()  # type: ignore[no-untyped-call]
        layers, done = [], set()
        for one in calls:
            weights = [weight for weight in weights_of(one.module) if weight.requires_grad]
            if not weights or one.name in done:
                continue
            done.add(one.name)
            gradient = math.sqrt(
                sum(float(w.grad.double().square().sum()) for w in weights if w.grad is not None)
            )
            weight = math.sqrt(sum(float(w.detach().double().square().sum()) for w in weights))
            layers.append(
                LayerGradient(
                    layer=one.name, gradient=gradient, weight=weight, ratio=gradient / max(weight, 1e-30)
                )
            )
    ratios = [one.ratio for one in layers]
    total = math.sqrt(sum(one.gradient**2 for one in layers))
    return GradientFlow(
        layers=tuple(layers),
        first_over_last=_first_over_last(ratios),
        share_vanishing=sum(one < VANISHED * max(ratios) for one in ratios) / len(ratios) if ratios else 0.0,
        total=total,
        finite=math.isfinite(total),
        num_samples=num_rows(x),
    )
