"""What the structure and plan stages measure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Locality:
    """Correlation between pixels, unit 1: one step apart, half the image apart, and at random places."""

    next_pixel: float
    half_image_apart: float
    random_pixel: float
    num_samples: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SymmetryTrial:
    """Skill that a small network keeps on changed images it never saw in training.

    Skill is accuracy above the guess. `kept` is changed skill over plain skill, `kept_error` its standard
    error.
    """

    name: str
    amount: float
    accuracy: float
    kept: float
    kept_error: float
    used: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SymmetryTest:
    """Which changes of an image keep its label, found by trial on held-out samples."""

    plain_accuracy: float
    guess_accuracy: float
    num_samples: int
    trials: tuple[SymmetryTrial, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CandidateTiming:
    """One member of the network family: its size and the time of one update."""

    width: int
    parameters: int
    multiply_adds: int
    step_s: float
    num_epochs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SizeSearch:
    """Members tried from small to large, and the one taken."""

    candidates: tuple[CandidateTiming, ...]
    chosen_width: int
    train_s: float
