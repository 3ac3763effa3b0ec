"""All images and labels looked at once, for faults that training would hide."""

import hashlib
from typing import Any

import numpy as np

from wellwired.core.records.data import ImageScan, PartPixels, Twins
from wellwired.data.parts import PART_NAMES, TEST, TRAIN
from wellwired.data.samples import Samples
from wellwired.data.source import Source

EXAMPLES = 8  # cases named of each kind: enough to find the pattern by eye
_ROWS = 1024
_UNNAMED = "no part"


def pixel_hashes(samples: Samples) -> np.ndarray:
    """A hash of 128 bits of each image's pixels, as N rows of 16 bytes.

    Cost:
        60,000 images of 32 x 32 x 3 bytes in 0.3 s on one core.
    """
    digests = [
        hashlib.blake2b(row, digest_size=16).digest()
        for start in range(0, len(samples.targets_N), _ROWS)
        for row in np.ascontiguousarray(samples.pixels_NHWC[start : start + _ROWS])
    ]
    return np.frombuffer(b"".join(digests), np.dtype("V16"))


def duplicate_groups(samples: Samples) -> np.ndarray:
    """Group of each sample, int64: samples with the same pixels share one."""
    return np.unique(pixel_hashes(samples), return_inverse=True)[1].reshape(-1).astype(np.int64)


def fingerprint(samples: Samples) -> str:
    """Hexadecimal name of 128 bits for these pixels, targets, parts and classes."""
    whole = hashlib.blake2b(digest_size=16)
    whole.update(repr((samples.pixels_NHWC.shape, samples.pixels_NHWC.dtype.str, samples.classes)).encode())
    for start in range(0, len(samples.targets_N), _ROWS):
        whole.update(np.ascontiguousarray(samples.pixels_NHWC[start : start + _ROWS]).data)
    whole.update(np.ascontiguousarray(samples.targets_N).data)
    whole.update(np.ascontiguousarray(samples.part_N).data)
    return whole.hexdigest()


def scan(
    samples: Samples, source: Source, part_N: np.ndarray | None = None, *, group_N: np.ndarray | None = None
) -> ImageScan:
    """Duplicates, contradictions, imbalance, blanks, telltale headers and shifts of a set.

    Args:
        samples: decoded samples.
        source: what the reader found, for the files' headers and the broken files.
        part_N: final parts, if other than those of `samples`.
        group_N: what `duplicate_groups` gave, if it was asked before.
    """
    parts_N = samples.part_N if part_N is None else part_N
    group_N = duplicate_groups(samples) if group_N is None else group_N
    unreadable = source.unreadable + samples.unreadable
    present = [part for part in (0, 1, 2, -1) if (parts_N == part).any()]
    names = tuple(_part_name(part) for part in present)
    num_classes = len(samples.classes)
    counts = [np.bincount(samples.targets_N[parts_N == part], minlength=num_classes) for part in present]
    constant_N = _constant(samples)
    accuracy, kinds = header_accuracy(samples, source)
    pixels = tuple(_pixels(samples, np.flatnonzero(parts_N == part), _part_name(part)) for part in present)
    first = counts[0]
    return ImageScan(
        num_samples=len(samples.targets_N),
        num_listed=max(source.num_listed, len(source.names)),
        unreadable=tuple(name for name, _ in unreadable),
        unreadable_share=len(unreadable) / max(source.num_listed, len(source.names), 1),
        examples_unreadable=tuple(f"{name}: {why}" for name, why in unreadable[:EXAMPLES]),
        **_duplicates(samples, parts_N, group_N),
        classes=samples.classes,
        parts=names,
        num_by_part=tuple(tuple(int(n) for n in row) for row in counts),
        imbalance=float(first.max() / first.min()) if len(first) and first.min() > 0 else float("inf"),
        absent=tuple(
            f"{samples.classes[kind]} in {name}"
            for name, row in zip(names, counts, strict=True)
            for kind in np.flatnonzero(row == 0)
        ),
        constant_share=float(constant_N.mean()) if len(constant_N) else 0.0,
        examples_constant=tuple(samples.names[i] for i in np.flatnonzero(constant_N)[:EXAMPLES]),
        header_accuracy=accuracy,
        header_guess=1.0 / max(num_classes, 1),
        header_kinds=kinds,
        pixels=pixels,
        train_test_shift=_shift(pixels),
    )


def _part_name(part: int) -> str:
    return PART_NAMES[part] if part >= 0 else _UNNAMED


def _duplicates(samples: Samples, parts_N: np.ndarray, group_N: np.ndarray) -> dict[str, Any]:
    """The fields of the record that speak of images with the same pixels."""
    size_G = np.bincount(group_N)
    twins_N = np.flatnonzero(size_G[group_N] > 1)
    by_group = twins_N[np.argsort(group_N[twins_N], kind="stable")]
    groups = np.split(by_group, np.flatnonzero(np.diff(group_N[by_group])) + 1) if len(by_group) else []
    groups.sort(key=lambda rows: int(rows[0]))
    across = [rows for rows in groups if len(set(parts_N[rows].tolist())) > 1]
    conflicts = [rows for rows in groups if len(set(samples.targets_N[rows].tolist())) > 1]
    in_train = {int(group) for group in group_N[parts_N == TRAIN]}
    tested = group_N[parts_N == TEST].tolist()
    return {
        "num_duplicates": sum(len(rows) - 1 for rows in groups),
        "num_duplicates_across": sum(len(rows) - 1 for rows in across),
        "num_conflicts": sum(len(rows) for rows in conflicts),
        "examples_duplicates": _twins(samples, parts_N, groups),
        "examples_across": _twins(samples, parts_N, across),
        "examples_conflicts": _twins(samples, parts_N, conflicts),
        "test_share_duplicated": sum(group in in_train for group in tested) / max(len(tested), 1),
    }


def _twins(samples: Samples, parts_N: np.ndarray, groups: list[np.ndarray]) -> tuple[Twins, ...]:
    def label(i: int) -> str:
        kind = int(samples.targets_N[i])
        return samples.classes[kind] if kind >= 0 else ""

    return tuple(
        Twins(
            names=tuple(samples.names[i] for i in rows[:EXAMPLES].tolist()),
            labels=tuple(label(i) for i in rows[:EXAMPLES].tolist()),
            parts=tuple(_part_name(int(parts_N[i])) for i in rows[:EXAMPLES].tolist()),
        )
        for rows in groups[:EXAMPLES]
    )


def _constant(samples: Samples) -> np.ndarray:
    """Which images have one and the same value in all pixels of each channel."""
    runs = (samples.pixels_NHWC[start : start + _ROWS] for start in range(0, len(samples.targets_N), _ROWS))
    found = [(rows == rows[:, :1, :1]).all(axis=(1, 2, 3)) for rows in runs]
    return np.concatenate(found) if found else np.zeros(0, bool)


def header_accuracy(samples: Samples, source: Source) -> tuple[float, int]:
    """Balanced accuracy of telling the class by the file's header alone, and the number of kinds of header.

    Every sample is judged by the others: the class that is most over-represented among the samples of the
    same height, width, mode and format, itself left out. A header that no other sample has tells nothing, and
    its share counts as a guess.

    Source:
        Own derivation: leave-one-out majority of counts divided by class sizes; its expectation is 1 / K
        where header and class are independent.
    """
    kept = samples.kept_N
    sizes = source.sizes_N2[kept]
    modes = np.unique(np.array(source.modes), return_inverse=True)[1].reshape(-1)[kept]
    forms = np.unique(np.array(source.formats), return_inverse=True)[1].reshape(-1)[kept]
    known_N = samples.targets_N >= 0
    num_classes = len(samples.classes)
    if num_classes < 2 or not known_N.any():
        return 1.0 / max(num_classes, 1), 0
    rows = np.column_stack([sizes, modes, forms])[known_N]
    kinds, kind_N = np.unique(rows, axis=0, return_inverse=True)
    kind_N, target_N = kind_N.reshape(-1), samples.targets_N[known_N]
    if len(kinds) == 1:
        return 1.0 / num_classes, 1
    return _leave_one_out(kind_N, target_N, num_classes), len(kinds)


def _leave_one_out(kind_N: np.ndarray, target_N: np.ndarray, num_classes: int) -> float:
    order_N = np.argsort(kind_N, kind="stable")
    starts = np.flatnonzero(np.diff(kind_N[order_N], prepend=-1))
    total_K = np.maximum(np.bincount(target_N, minlength=num_classes).astype(float), 1)
    right_K = np.zeros(num_classes)
    for rows in np.split(order_N, starts[1:]):
        counts_K = np.bincount(target_N[rows], minlength=num_classes).astype(float)
        for kind in np.flatnonzero(counts_K):
            others_K = counts_K.copy()
            others_K[kind] -= 1
            size_K = total_K - (np.arange(num_classes) == kind)
            rate_K = others_K / np.maximum(size_K, 1)
            best = np.flatnonzero(rate_K == rate_K.max()) if rate_K.max() > 0 else np.arange(num_classes)
            right_K[kind] += counts_K[kind] * (kind in best) / len(best)
    present_K = np.bincount(target_N, minlength=num_classes) > 0
    return float((right_K / total_K)[present_K].mean())


def _pixels(samples: Samples, rows_N: np.ndarray, name: str) -> PartPixels:
    total = squares = count = 0.0
    for start in range(0, len(rows_N), _ROWS):
        values = samples.pixels_NHWC[rows_N[start : start + _ROWS]]
        if values.dtype == np.uint8:
            # Counts of the 256 values give both sums exactly, and quicker than a float copy.
            counts = np.bincount(values.reshape(-1), minlength=256).astype(float)
            levels = np.arange(256.0)
            total, squares = total + counts @ levels, squares + counts @ levels**2
        else:
            wide = values.astype(np.float64)
            total, squares = total + wide.sum(), squares + (wide**2).sum()
        count += values.size
    mean = total / max(count, 1)
    deviation = max(squares / max(count, 1) - mean**2, 0.0) ** 0.5
    return PartPixels(part=name, num_samples=len(rows_N), mean=float(mean), deviation=float(deviation))


def _shift(pixels: tuple[PartPixels, ...]) -> float:
    """Distance of the test part's mean from the train part's, in deviations of the latter; 0 without test."""
    by_name = {one.part: one for one in pixels}
    if not {"train", "test"} <= by_name.keys() or by_name["train"].deviation == 0:
        return 0.0
    return abs(by_name["test"].mean - by_name["train"].mean) / by_name["train"].deviation
