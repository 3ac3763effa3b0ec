"""What a plan may not be: each refusal names the layer, its value and the way out."""

from wellwired.core import plans
from wellwired.core.errors import NetworkError
from wellwired.core.plans import Block, NetworkPlan

ACTIVATIONS = ("relu", "gelu", "swish", "tanh", "sigmoid")
INITS = ("glorot_uniform", "glorot_normal", "he", "orthogonal", "unit_variance")
HEADS = ("classes", "numbers")
POOLINGS = ("max", "mean")
_COUNTS = ("channels", "kernel", "stride", "size", "units")
_WORDS = {
    plans.Activation: ("name", ACTIVATIONS),
    plans.Pool: ("how", POOLINGS),
    plans.GlobalPool: ("how", POOLINGS),
}


def refuse_plan(plan: NetworkPlan) -> None:
    """Refuses a plan whose frame is out of range: input, head or rule of the starting weights.

    Raises:
        NetworkError: names the setting.
    """
    if len(plan.input_shape) != 3 or min(plan.input_shape) < 1:
        raise NetworkError(
            seen=f"`input_shape` is {plan.input_shape}",
            wanted="(channels, height, width), each at least 1",
            do="give the size that the images are brought to",
        )
    if plan.head.num_outputs < 1:
        raise NetworkError(
            seen=f"`num_outputs` of the head is {plan.head.num_outputs}",
            wanted="at least 1",
            do="give the number of classes, or of numbers to predict",
        )
    _refuse_word("head.kind", plan.head.kind, HEADS)
    _refuse_word("init", plan.init, INITS)


def refuse_block(block: Block, layer: str) -> None:
    """Refuses a block with a setting out of range.

    Raises:
        NetworkError: names the layer and the setting.
    """
    for name in _COUNTS:
        value = getattr(block, name, 1)
        if value < 1:
            raise NetworkError(
                seen=f"`{name}` of `{layer}` is {value}",
                wanted="a whole number of at least 1",
                do="raise it, or drop the layer",
            )
    if type(block) in _WORDS:
        name, words = _WORDS[type(block)]
        _refuse_word(f"{layer}.{name}", getattr(block, name), words)
    if isinstance(block, plans.Dropout) and not 0.0 <= block.share < 1.0:
        raise NetworkError(
            seen=f"`share` of `{layer}` is {block.share}",
            wanted="a share in [0, 1): at 1 nothing would be left",
            do="lower it, or drop the layer",
        )
    if isinstance(block, plans.Residual) and not block.body:
        raise NetworkError(
            seen=f"the body of `{layer}` has {len(block.body)} blocks",
            wanted="at least one block",
            do="drop the layer; without a body it would double its input",
        )


def refuse_empty(out: tuple[int, ...], layer: str, *, shape: tuple[int, ...]) -> None:
    """Refuses a layer whose output would hold no value.

    Raises:
        NetworkError: names the layer and the size that reaches it.
    """
    if min(out) < 1:
        raise NetworkError(
            seen=f"`{layer}` is given {' x '.join(map(str, shape))} values and would leave {out}",
            wanted="at least one value along every axis",
            do="use a smaller kernel or padding `same`, pool less often before it, or take larger images",
        )


def refuse_wrong_axes(layer: str, kind: str, *, shape: tuple[int, ...], wanted: int) -> None:
    """Refuses a layer that is given features where it takes maps, or maps where it takes features.

    Raises:
        NetworkError: names the layer and the shape that reaches it.
    """
    if len(shape) == wanted:
        return
    takes = "maps (channels, height, width)" if wanted == 3 else "features of one axis"
    raise NetworkError(
        seen=f"`{layer}` ({kind}) is given shape {shape}",
        wanted=takes,
        do="move it before the layer that drops height and width"
        if wanted == 3
        else "put a global_pool or flatten block before it",
    )


def _refuse_word(name: str, value: str, words: tuple[str, ...]) -> None:
    if value not in words:
        raise NetworkError(
            seen=f"`{name}` is {value!r}",
            wanted=f"one of {', '.join(words)}",
            do="take one of these words",
        )
