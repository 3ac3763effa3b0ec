"""Raw labels of any kind become class names and indices."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.nearest import shortlist

UNKNOWN = -1
_EMPTY_WORDS = ("", "nan", "NaN", "NA", "N/A", "null", "None", "?")


def class_targets(
    raw: Sequence[Any] | np.ndarray, *, where: str, class_names: Sequence[str] = ()
) -> tuple[tuple[str, ...], np.ndarray]:
    """Names of the classes and each sample's class index, -1 where the label is missing.

    Args:
        raw: one label a sample: whole numbers (also as text or floats), words, or rows with a single 1 among
            zeros.
        where: the column, array or file, for messages.
        class_names: names of the classes 0, 1, ... if known; then -1 is a missing label.

    Returns:
        Classes that have a sample, in the order of `class_names`, else by number, else by name; int64
        indices.

    Raises:
        DataError: labels are continuous, several a sample, or beyond the known names.
    """
    values, known_N = _plain(raw, where)
    numbers = _whole_numbers(values[known_N], where)
    if numbers is None:
        names, index = np.unique(values[known_N].astype(str), return_inverse=True)
        classes = tuple(names.tolist())
    else:
        if class_names:
            known_N[np.flatnonzero(known_N)[numbers == -1]] = False
            numbers = numbers[numbers != -1]
        present, index = np.unique(numbers, return_inverse=True)
        classes = tuple(_name_of(int(one), class_names, where) for one in present)
    targets_N = np.full(len(values), UNKNOWN, np.int64)
    targets_N[known_N] = index.reshape(-1)
    return classes, targets_N


def _name_of(number: int, class_names: Sequence[str], where: str) -> str:
    if not class_names:
        return str(number)
    if not 0 <= number < len(class_names):
        raise DataError(
            seen=f"`{where}` holds the label {number}, and {len(class_names)} class names are given",
            wanted=f"labels from 0 to {len(class_names) - 1}",
            do="mend the list of class names or the label",
        )
    return class_names[number]


def _plain(raw: Sequence[Any] | np.ndarray, where: str) -> tuple[np.ndarray, np.ndarray]:
    """Labels on one axis, and which of them are there."""
    values = raw if isinstance(raw, np.ndarray) else np.array(raw, dtype=object)
    if values.ndim == 2 and values.shape[1] > 1:
        values = _one_hot(values, where)
    values = values.reshape(len(values), -1)[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values
    if values.ndim != 1:
        raise DataError(
            seen=f"labels `{where}` have the shape {values.shape}",
            wanted="one label a sample",
            do="flatten them",
        )
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    if values.dtype.kind == "O":
        return _of_objects(values, where)
    if values.dtype.kind == "f":
        return values, ~np.isnan(values)
    if values.dtype.kind == "U":
        values = np.char.strip(values)
        return values, ~np.isin(values, _EMPTY_WORDS)
    return values, np.ones(len(values), bool)


def _of_objects(values: np.ndarray, where: str) -> tuple[np.ndarray, np.ndarray]:
    odd = next((one for one in values if isinstance(one, list | tuple | dict | set | np.ndarray)), None)
    if odd is not None:
        raise DataError(
            seen=f"a label in `{where}` is {str(odd)[:60]!r}",
            wanted="one class a sample: a word or a whole number",
            do="choose a column of single labels with `--target`; several labels a sample are not read yet",
        )
    clean = [one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in values.tolist()]
    known_N = np.array([one is not None and str(one).strip() not in _EMPTY_WORDS for one in clean], bool)
    if all(isinstance(one, int | float) for one, known in zip(clean, known_N, strict=True) if known):
        return np.array([one if known else 0 for one, known in zip(clean, known_N, strict=True)]), known_N
    return np.array(
        [str(one).strip() if known else "" for one, known in zip(clean, known_N, strict=True)]
    ), known_N


def _one_hot(values: np.ndarray, where: str) -> np.ndarray:
    is_number = values.dtype.kind in "biuf"
    if not is_number or not ((values == 0) | (values == 1)).all() or not (values.sum(axis=1) == 1).all():
        raise DataError(
            seen=f"labels `{where}` of shape {values.shape} are not a single 1 among zeros in each row",
            wanted="one class a sample",
            do="give one label a sample; several labels a sample are not read yet",
        )
    return np.asarray(values.argmax(axis=1))


def _whole_numbers(values: np.ndarray, where: str) -> np.ndarray | None:
    """Labels as int64, or None if they are words."""
    if values.dtype.kind in "biu":
        return values.astype(np.int64)
    if values.dtype.kind == "U":
        try:
            numbers = values.astype(np.float64)
        except ValueError:
            return None
        if not (np.isfinite(numbers) & (np.abs(numbers) < 2**53)).all():
            return None
    elif values.dtype.kind == "f":
        numbers = values.astype(np.float64)
    else:
        raise DataError(
            seen=f"labels `{where}` have the type {values.dtype}",
            wanted="words or whole numbers",
            do="choose another column or array with `--target`",
        )
    broken = numbers[~np.isfinite(numbers) | (numbers != np.rint(numbers))]
    if len(broken):
        raise DataError(
            seen=f"{len(broken)} labels of `{where}` are no whole numbers: {shortlist(broken.tolist(), 3)}",
            wanted="classes: words or whole numbers",
            do="choose a column of classes with `--target`; regression is not for images yet",
        )
    return numbers.astype(np.int64)
