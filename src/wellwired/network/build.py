"""A plan becomes a module with its starting weights."""

from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor, nn

from wellwired.core import plans
from wellwired.core.errors import NetworkError
from wellwired.core.plans import Block, NetworkPlan
from wellwired.core.seeds import seed_of
from wellwired.network import head
from wellwired.network.blocks import activation, batch_norm, conv, dense, dropout, flatten, pool, residual
from wellwired.network.init import RULES
from wellwired.network.shape import Shape, layer_name, output_shape, shape_plan, total_stride
from wellwired.network.tie import tie


class Network(nn.Module):
    """A body of named blocks and a head that knows its loss."""

    def __init__(
        self, plan: NetworkPlan, body: nn.Sequential, head: head.ClassesHead | head.NumbersHead
    ) -> None:
        super().__init__()
        self.plan = plan
        self.body = body
        self.head = head

    def forward(self, x_BCHW: Float[Tensor, "..."]) -> Float[Tensor, "B K"]:
        """Outputs of each sample.

        Raises:
            NetworkError: the input is no batch of maps with the planned number of channels.
        """
        if x_BCHW.ndim != 4 or x_BCHW.shape[1] != self.plan.input_shape[0]:
            raise NetworkError(
                seen=f"the input is of shape {tuple(x_BCHW.shape)}",
                wanted=f"(samples, {', '.join(map(str, self.plan.input_shape))})",
                do="bring the images to the planned size and channels first",
            )
        return cast(Tensor, self.head(self.body(x_BCHW)))

    def loss(self, outputs: Tensor, targets: Tensor, label_smoothing: float = 0.0) -> Float[Tensor, ""]:
        """Mean loss over the batch; see the head."""
        return self.head.loss(outputs, targets, label_smoothing=label_smoothing)


def build(plan: NetworkPlan, *, seed: int) -> Network:
    """Network on the CPU in float32, its weights drawn by the plan's rule, biases and shifts 0, scales 1.

    Each weight has a draw of its own, named by its place: adding a layer behind leaves the other draws
    alone. The global random state is neither read nor changed.

    Args:
        plan: what is to be built. With `init` = `unit_variance` the weights start orthogonal; the owner of
            the data then calls `unit_variance` with a batch.
        seed: equal plans and seeds give equal weights.

    Raises:
        NetworkError: the plan cannot be built.
    """
    shape_plan(plan)
    with torch.random.fork_rng(devices=[]), torch.device("cpu"):
        body, shape = _blocks(plan.blocks, plan.input_shape)
        network = Network(plan, body, head.head(plan.head, num_in=shape[0]))
        for name, layer in network.named_modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):
                rng = torch.Generator().manual_seed(seed_of(seed, "weights", name))
                _start(layer, RULES[plan.init](tuple(layer.weight.shape), rng=rng))
    for first, second in plan.ties:
        tie(network, first, second=second)
    return network


def _start(layer: nn.Conv2d | nn.Linear, weight: Tensor) -> None:
    with torch.no_grad():
        layer.weight.copy_(weight)
        if layer.bias is not None:
            layer.bias.zero_()


def _blocks(blocks: tuple[Block, ...], shape: Shape) -> tuple[nn.Sequential, Shape]:
    body = nn.Sequential()
    for index, block in enumerate(blocks):
        body.add_module(layer_name(index, block), _block(block, shape))
        shape = output_shape(block, shape)
    return body, shape


def _block(block: Block, shape: Shape) -> nn.Module:
    if isinstance(block, plans.Residual):
        body, shape_out = _blocks(block.body, shape)
        return residual.Residual(body, residual.skip(shape, shape_out, stride=total_stride(block.body)))
    if isinstance(block, plans.Conv):
        return conv.conv(block, num_in=shape[0])
    if isinstance(block, plans.Dense):
        return dense.dense(block, num_in=shape[0])
    if isinstance(block, plans.BatchNorm):
        return batch_norm.batch_norm(block, shape=shape)
    return _shapeless(block)


def _shapeless(
    block: plans.Activation | plans.Pool | plans.GlobalPool | plans.Flatten | plans.Dropout,
) -> nn.Module:
    match block:
        case plans.Activation():
            return activation.activation(block)
        case plans.Pool():
            return pool.pool(block)
        case plans.GlobalPool():
            return pool.global_pool(block)
        case plans.Flatten():
            return flatten.flatten(block)
        case plans.Dropout():
            return dropout.dropout(block)
