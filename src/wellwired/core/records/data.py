"""What the scan of a data set finds."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Twins:
    """Samples with the same pixels, by name; `labels` and `parts` are theirs in the same order."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PartPixels:
    """Pixels of one part: mean and standard deviation over all values, unit: 255 is the top of the range."""

    part: str
    num_samples: int
    mean: float
    deviation: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageScan:
    """All images and labels of a set, looked at before training.

    Shares have unit 1. Duplicates are images with the same pixels; the counts leave the first of each group
    out. `num_conflicts` counts the samples that look the same as one of another class. `num_by_part` has one
    row a part, one count a class. `imbalance` is the largest class over the smallest, in the train part.
    `header_accuracy` is the balanced accuracy of guessing the class from (height, width, mode, format) of the
    file alone, on samples held out of the guess; `header_guess` is 1 / number of classes. `examples_` hold a
    few cases each.
    """

    num_samples: int
    num_listed: int
    unreadable: tuple[str, ...]
    unreadable_share: float
    num_duplicates: int
    num_duplicates_across: int
    num_conflicts: int
    examples_duplicates: tuple[Twins, ...]
    examples_across: tuple[Twins, ...]
    examples_conflicts: tuple[Twins, ...]
    classes: tuple[str, ...]
    parts: tuple[str, ...]
    num_by_part: tuple[tuple[int, ...], ...]
    imbalance: float
    absent: tuple[str, ...]
    constant_share: float
    examples_constant: tuple[str, ...]
    header_accuracy: float
    header_guess: float
    header_kinds: int
    pixels: tuple[PartPixels, ...]
    train_test_shift: float
    test_share_duplicated: float = 0.0
    examples_unreadable: tuple[str, ...] = ()
