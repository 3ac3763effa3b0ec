"""Heads: the last map of a network, with its loss."""

from typing import cast

from jaxtyping import Float
from torch import Tensor, nn

from wellwired.core.errors import NetworkError
from wellwired.core.plans import Head


class ClassesHead(nn.Module):
    """Scores of K classes (logits, no softmax), with cross-entropy as loss.

    Source:
        Loss -log softmax(outputs)[target]; smoothing e puts (1 - e) on the target and e / K on every class
        (Szegedy et al. 2015, arXiv:1512.00567).
    """

    def __init__(self, num_in: int, plan: Head) -> None:
        super().__init__()
        self.scale = plan.scale
        self.linear = nn.Linear(num_in, plan.num_outputs)

    def forward(self, x_BF: Float[Tensor, "B F"]) -> Float[Tensor, "B K"]:
        """Scores, multiplied by the head's scale."""
        return cast(Tensor, self.linear(x_BF) * self.scale)

    def loss(
        self,
        outputs_BK: Float[Tensor, "B K"],
        targets_B: Tensor,
        *,
        label_smoothing: float = 0.0,
    ) -> Float[Tensor, ""]:
        """Mean cross-entropy over the batch, nats; computed in float32 or wider.

        Raises:
            NetworkError: the targets are not one class index a sample.
        """
        if targets_B.shape != outputs_BK.shape[:1] or targets_B.is_floating_point():
            raise NetworkError(
                seen=f"targets are {targets_B.dtype} of shape {tuple(targets_B.shape)}",
                wanted=f"whole numbers of shape ({outputs_BK.shape[0]},), one class index a sample",
                do="pass class indices, not one-hot rows or probabilities",
            )
        wide_BK = outputs_BK if outputs_BK.dtype.itemsize >= 4 else outputs_BK.float()
        return nn.functional.cross_entropy(wide_BK, targets_B, label_smoothing=label_smoothing)


class NumbersHead(nn.Module):
    """Real-valued outputs, with the mean squared error as loss."""

    def __init__(self, num_in: int, plan: Head) -> None:
        super().__init__()
        self.scale = plan.scale
        self.linear = nn.Linear(num_in, plan.num_outputs)

    def forward(self, x_BF: Float[Tensor, "B F"]) -> Float[Tensor, "B K"]:
        """Outputs, multiplied by the head's scale."""
        return cast(Tensor, self.linear(x_BF) * self.scale)

    def loss(
        self, outputs_BK: Float[Tensor, "B K"], targets: Tensor, *, label_smoothing: float = 0.0
    ) -> Float[Tensor, ""]:
        """Mean squared error over samples and outputs; targets of one output may be a plain list of numbers.

        Raises:
            NetworkError: targets and outputs differ in shape, or smoothing is asked of numbers.
        """
        if label_smoothing != 0.0:
            raise NetworkError(
                seen=f"`label_smoothing` is {label_smoothing} and the head predicts numbers",
                wanted="0 for a head of numbers",
                do="leave `label_smoothing` out; it is a matter of classes",
            )
        wanted = targets[:, None] if targets.ndim == 1 else targets
        if wanted.shape != outputs_BK.shape:
            raise NetworkError(
                seen=f"targets are of shape {tuple(targets.shape)}, outputs of {tuple(outputs_BK.shape)}",
                wanted="one target for each output; unlike shapes would be broadcast against each other",
                do="give targets the shape of the outputs, or change `num_outputs` of the head",
            )
        wide_BK = outputs_BK if outputs_BK.dtype.itemsize >= 4 else outputs_BK.float()
        return nn.functional.mse_loss(wide_BK, wanted.to(wide_BK.dtype))


def head(plan: Head, *, num_in: int) -> ClassesHead | NumbersHead:
    """Head of the kind that the plan names, over `num_in` features."""
    return ClassesHead(num_in, plan) if plan.kind == "classes" else NumbersHead(num_in, plan)
