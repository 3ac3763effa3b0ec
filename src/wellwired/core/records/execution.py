"""What the execution stage measures."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ExecutionTrial:
    """Loss of the same batch and weights in float32 and in the chosen number format, and whether they
    agree."""

    number_format: str
    loss_float32: float
    loss_chosen: float
    same: bool
