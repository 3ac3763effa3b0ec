"""What every set must hold before it may be trained on."""

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.limits import Limits
from wellwired.data.nearest import shortlist
from wellwired.data.parts import TEST, VALID


def refuse_unreadable(unreadable: tuple[tuple[str, str], ...], num_listed: int, limits: Limits) -> None:
    """Nothing, if enough of the images can be read.

    Raises:
        DataError: none can be read, or the broken ones are more than `limits.unreadable_share`.
    """
    share = len(unreadable) / max(num_listed, 1)
    if not unreadable or (share <= limits.unreadable_share and len(unreadable) < num_listed):
        return
    named = "; ".join(f"`{name}`: {why}" for name, why in unreadable[:5])
    more = f"; and {len(unreadable) - 5} more" if len(unreadable) > 5 else ""
    raise DataError(
        seen=f"{len(unreadable)} of {num_listed} images cannot be read ({share:.1%}): {named}{more}",
        wanted=f"at most {limits.unreadable_share:.0%} of broken images",
        do="mend or remove them",
    )


def refuse_too_few(targets_N: np.ndarray, classes: tuple[str, ...], where: str) -> None:
    """Nothing, if there are two classes and each has two samples.

    Raises:
        DataError: no sample, a single class, or a class with one sample.
    """
    if not len(targets_N):
        raise DataError(
            seen=f"`{where}` holds 0 samples with a class",
            wanted="images and their classes",
            do="name another set",
        )
    counts_K = np.bincount(targets_N[targets_N >= 0], minlength=len(classes))
    present = [name for name, count in zip(classes, counts_K, strict=True) if count]
    if len(present) < 2:
        raise DataError(
            seen=f"`{where}` holds {len(present)} class: {shortlist(present)}",
            wanted="at least two classes",
            do="name a folder with one subfolder a class, or another column of labels with `--target`",
        )
    single = [name for name, count in zip(classes, counts_K, strict=True) if count == 1]
    if single:
        raise DataError(
            seen=f"{len(single)} of {len(present)} classes have 1 sample: {shortlist(single)}",
            wanted="at least two samples a class, so that one can be held back",
            do="add images, or remove the class; quantities as labels (regression) are not for images yet",
        )


def labelled(targets_N: np.ndarray, part_N: np.ndarray, where: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Numbers of the samples that have a label, and a sentence on those left out.

    A valid or test part that has no label at all is left out: such sets publish their test part without
    answers.

    Raises:
        DataError: samples without label elsewhere.
    """
    missing_N, notes = targets_N < 0, []
    left_out_N = np.zeros(len(targets_N), bool)
    for part, name in ((TEST, "test"), (VALID, "valid")):
        inside_N = part_N == part
        if inside_N.any() and missing_N[inside_N].all() and not inside_N.all():
            notes.append(
                f"The {int(inside_N.sum())} samples of the {name} part have no label and were left out."
            )
            left_out_N |= inside_N
    rows = np.flatnonzero(missing_N & ~left_out_N)
    if len(rows):
        raise DataError(
            seen=f"{len(rows)} of {len(targets_N)} rows of `{where}` have no label, first row"
            f" {rows[0]} (from 0)",
            wanted="a label in every row",
            do="fill them in, remove the rows, or name another column with `--target`",
        )
    return np.flatnonzero(~left_out_N), tuple(notes)
