"""Size of the signal forward and of the gradient backward, layer by layer."""

from torch import Tensor, nn

from wellwired.core.records.start import GradientScale, LayerSignal, SignalScale
from wellwired.probes.floor import Loss
from wellwired.probes.inputs import Inputs, call, floats, num_rows
from wellwired.probes.layers import Seen, watched, weights_of
from wellwired.probes.quiet import calm_copy, quiet
from wellwired.probes.shake import awaken, generator


def _layer(seen: Seen, *, is_last: bool, is_zero: bool) -> LayerSignal:
    output, weight = seen.outputs[0].double(), weights_of(seen.module)[0].detach().double()
    gradient = seen.gradients[0].double().square().sum() if seen.gradients else output.new_zeros(())
    fan_in = weight[0].numel()
    return LayerSignal(
        layer=seen.name,
        kind=type(seen.module).__name__,
        fan_in=fan_in,
        fan_out=weight.numel() // max(fan_in, 1) * (weight[0, 0].numel() if weight.ndim > 2 else 1),
        deviation=float(output.std(correction=0)),
        mean_square=float(output.square().mean()),
        gradient=float((gradient / len(output)).sqrt()),
        weight_deviation=float(weight.std(correction=0)),
        is_last=is_last,
        is_zero=is_zero,
    )


def signal_scale(
    model: nn.Module, loss: Loss, x: Inputs, y: Tensor, *, seed: int = 0
) -> tuple[SignalScale, GradientScale]:
    """Deviation of every layer's output, and norm of the gradient there, on the weights as they are.

    Weights that are zero throughout are given small values first, so that something comes back through them.

    Args:
        model: the network; it is copied, never touched.
        loss: outputs and targets to a scalar.
        x: inputs.
        y: targets.
        seed: of any draw inside the network.

    Returns:
        The same layers twice, one to be judged on the way forward, one on the way back.
    """
    with quiet(seed):
        twin = calm_copy(model)
        zero = {name for name, one in twin.named_modules() if _all_zero(one)}
        awaken(twin, rng=generator(seed))
        with watched(twin, only_weights=True) as calls:
            value = loss(call(twin, x), y)
            if value.requires_grad:
                value.backward()  # type: ignore[no-untyped-call]
        calls = [one for one in calls if one.outputs and one.outputs[0].numel()]
        layers = tuple(_layer(one, is_last=one is calls[-1], is_zero=one.name in zero) for one in calls)
        spread = max(
            (float(one.double().std(correction=0)) for one in floats(x) if one.numel() > 1), default=0.0
        )
    rows = num_rows(x)
    return (
        SignalScale(layers=layers, input_deviation=spread, num_samples=rows),
        GradientScale(layers=layers, num_samples=rows),
    )


def _all_zero(module: nn.Module) -> bool:
    weights = weights_of(module)
    return bool(weights) and not any(bool(one.any()) for one in weights)
