"""What a straight line reaches on the data."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class LineFit:
    """The linear floor: its kind (`logistic` or `ridge`), its strength and its scores.

    `strength` is the weight of the L2 penalty that did best on the validation part. `num_steps` is what the
    solver used of `most_steps`; `gradient` the largest slope left, 0 where the solution is exact. A missing
    part is None.
    """

    kind: str
    metric: str
    train: float
    valid: float | None
    test: float | None
    num_features: int
    num_samples: int
    converged: bool
    strength: float
    num_steps: int = 0
    most_steps: int = 0
    gradient: float = 0.0
    reasons: tuple[str, ...] = ()
