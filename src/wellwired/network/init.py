"""Starting weights, one function per rule, each with its source."""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from wellwired.core.errors import NetworkError


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Numbers of inputs and outputs that one weight's unit has: (fan_in, fan_out).

    Args:
        shape: (O, I) of a dense map or (O, I, K, K) of a convolution.

    Raises:
        NetworkError: the shape has fewer than two axes, or an empty one.

    Source:
        Glorot and Bengio 2010; for a kernel each channel counts K x K times.

    Example:
        >>> fans((16, 3, 5, 5))
        (75, 400)
    """
    if len(shape) < 2 or min(shape) < 1:
        raise NetworkError(
            seen=f"weights of shape {tuple(shape)}",
            wanted="at least two axes (outputs, inputs), none of them empty",
            do="drop the empty axis from the plan; start biases and scales as constants",
        )
    area = math.prod(shape[2:])
    return shape[1] * area, shape[0] * area


def glorot_uniform(shape: tuple[int, ...], *, rng: torch.Generator) -> Tensor:
    """Uniform weights that balance the variance of signals going forward and gradients going back.

    Args:
        shape: (O, I) or (O, I, K, K).
        rng: source of the draw; the caller owns the seed.

    Returns:
        Draws from [-a, a] with a = sqrt(6 / (fan_in + fan_out)), unit 1.

    Raises:
        NetworkError: the shape has no fans.

    Source:
        Glorot and Bengio 2010, equation 16: variance 2 / (fan_in + fan_out) = a^2 / 3.
    """
    fans(shape)
    return nn.init.xavier_uniform_(torch.empty(shape), generator=rng)


def glorot_normal(shape: tuple[int, ...], *, rng: torch.Generator) -> Tensor:
    """Normal weights that balance the variance of signals going forward and gradients going back.

    Args:
        shape: (O, I) or (O, I, K, K).
        rng: source of the draw; the caller owns the seed.

    Returns:
        Normal draws with mean 0 and standard deviation sqrt(2 / (fan_in + fan_out)), unit 1.

    Raises:
        NetworkError: the shape has no fans.

    Source:
        Glorot and Bengio 2010, equation 12: variance 2 / (fan_in + fan_out).
    """
    fans(shape)
    return nn.init.xavier_normal_(torch.empty(shape), generator=rng)


def he(shape: tuple[int, ...], *, rng: torch.Generator) -> Tensor:
    """Normal weights that keep the mean square of a signal through a map and a ReLU.

    Args:
        shape: (O, I) or (O, I, K, K).
        rng: source of the draw; the caller owns the seed.

    Returns:
        Normal draws with mean 0 and standard deviation sqrt(2 / fan_in), unit 1.

    Raises:
        NetworkError: the shape has no fans.

    Source:
        He et al. 2015, arXiv:1502.01852: variance 2 / fan_in.
    """
    fans(shape)
    return nn.init.kaiming_normal_(torch.empty(shape), nonlinearity="relu", generator=rng)


def orthogonal(shape: tuple[int, ...], *, rng: torch.Generator) -> Tensor:
    """Weights with orthonormal rows (or columns, whichever are fewer): no direction shrinks or grows.

    Args:
        shape: (O, I) or (O, I, K, K); a kernel counts as the matrix (O, I K K).
        rng: source of the draw; the caller owns the seed.

    Returns:
        A matrix drawn evenly from all orthogonal ones: all its singular values are 1.

    Raises:
        NetworkError: the shape has no fans.

    Source:
        Saxe et al. 2013, arXiv:1312.6120: W W^T = 1.
    """
    fans(shape)
    return nn.init.orthogonal_(torch.empty(shape), generator=rng)


RULES: dict[str, Callable[..., Tensor]] = {
    "glorot_uniform": glorot_uniform,
    "glorot_normal": glorot_normal,
    "he": he,
    "orthogonal": orthogonal,
    "unit_variance": orthogonal,  # what `unit_variance` starts from, by its source
}


def unit_variance(network: nn.Module, x: Tensor) -> dict[str, float]:
    """Scales every convolution and dense layer, in order of use, so that its output has variance 1 here.

    The network is changed in weights and biases alone: buffers, modes and random states stay as they were.

    Args:
        network: the network to be mended.
        x: a batch as the network takes it, at least two samples.

    Returns:
        What each layer's deviation was when its turn came, by name.

    Raises:
        NetworkError: a layer's output is constant or not finite, so no scale can mend it.

    Source:
        Mishkin and Matas 2015, arXiv:1511.06422. A map is linear in its weights and bias together, so one
        division by the deviation reaches variance 1 where the paper iterates; one forward pass does it all.
    """
    deviations: dict[str, float] = {}
    modes = {module: module.training for module in network.modules()}
    buffers = {name: buffer.clone() for name, buffer in network.named_buffers()}
    hooks = [
        module.register_forward_hook(_scaler(name, deviations))
        for name, module in network.named_modules()
        if isinstance(module, nn.Conv2d | nn.Linear)
    ]
    try:
        for module in modes:
            module.training = not isinstance(module, nn.modules.dropout._DropoutNd)
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            network(x)
    finally:
        for name, buffer in network.named_buffers():
            buffer.copy_(buffers[name])
        for hook in hooks:
            hook.remove()
        for module, mode in modes.items():
            module.training = mode
    return deviations


def _scaler(
    name: str, deviations: dict[str, float]
) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], Tensor]:
    def scale(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:
        del inputs
        if name in deviations:  # a shared layer keeps the scale of its first use
            return output
        deviation = float(output.double().std(correction=0))
        if not (math.isfinite(deviation) and deviation > 0.0):
            raise NetworkError(
                seen=f"the output of `{name}` has deviation {deviation} on this batch",
                wanted="a finite deviation above 0",
                do="pass a batch of at least two unlike samples, and weights that are not all 0",
            )
        deviations[name] = deviation
        for parameter in layer.parameters():
            parameter.div_(deviation)
        return output / deviation

    return scale
