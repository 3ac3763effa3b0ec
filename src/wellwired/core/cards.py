"""What the data is, told with reasons."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PartCard:
    """One part of a split."""

    name: str
    num_samples: int
    num_by_class: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DataCard:
    """A data set at a glance: where it came from, its samples, its targets and its parts.

    `min_size`, `median_size` and `max_size` are (height, width) in pixels as found on disk.
    `reasons` are sentences that say how each choice of reading was made.
    """

    source: str
    form: str
    task: str
    target: str
    classes: tuple[str, ...]
    num_samples: int
    parts: tuple[PartCard, ...]
    split: str
    min_size: tuple[int, int]
    median_size: tuple[int, int]
    max_size: tuple[int, int]
    num_channels: int
    fingerprint: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StructureCard:
    """The structure of a sample, the inductive bias it suggests, and why."""

    kind: str
    axes: tuple[str, ...]
    shape: tuple[int, ...]
    reasons: tuple[str, ...] = ()
