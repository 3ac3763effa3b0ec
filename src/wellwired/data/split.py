"""Train, valid and test parts: those given are kept, those missing are cut by class."""

import numpy as np

from wellwired.core.errors import DataError
from wellwired.core.seeds import seed_of
from wellwired.data.parts import NOT_GIVEN, PART_NAMES, TEST, TRAIN, VALID


def split(
    targets_N: np.ndarray,
    part_N: np.ndarray,
    *,
    seed: int,
    share_valid: float = 0.1,
    share_test: float = 0.2,
    most_valid: int = 4000,
    group_N: np.ndarray | None = None,
) -> tuple[np.ndarray, str]:
    """The part of every sample (0 train, 1 valid, 2 test), and a sentence that tells how it was found.

    Every class has its share in each part that is cut, at least one sample where it has enough; samples of
    one group stay together.

    Args:
        targets_N: class index.
        part_N: parts as given, -1 where not.
        seed: of the cut.
        share_valid: share of the samples for the valid part, in [0, 1).
        share_test: share for the test part, in [0, 1).
        most_valid: largest valid part, samples: more would only cost time.
        group_N: group of each sample, such as images with the same pixels; None if each stands alone.

    Raises:
        DataError: the shares leave nothing for training, or the given parts have no train part.
    """
    if not (0 <= share_valid < 1 and 0 <= share_test < 1 and share_valid + share_test < 1):
        raise DataError(
            seen=f"the shares {share_valid} (valid) and {share_test} (test) sum to"
            f" {share_valid + share_test:.3g}",
            wanted="shares from 0 on that leave some samples to train on",
            do="lower one of them",
        )
    given = set(np.unique(part_N).tolist())
    if len(given) <= 1:
        pool_N = np.arange(len(part_N))
        cuts = {TEST: share_test, VALID: min(share_valid, most_valid / max(len(pool_N), 1))}
        parts_N = _cut(targets_N, pool_N, cuts, seed=seed, group_N=group_N)
        return parts_N, f"No parts were given: cut by class with the seed. {_counts(parts_N)}."
    if not given & {TRAIN, NOT_GIVEN}:
        raise DataError(
            seen=f"the parts are {', '.join(PART_NAMES[part] for part in sorted(given))}, without train",
            wanted="a part to train on",
            do="name the folder above, or leave the parts out of the names",
        )
    parts_N = np.where(part_N == NOT_GIVEN, TRAIN, part_N).astype(np.int8)
    if VALID in given:
        tail = "" if TEST in given else "; there is no test part, and none was cut"
        return parts_N, f"Parts as given{tail}. {_counts(parts_N)}."
    pool_N = np.flatnonzero(parts_N == TRAIN)
    cuts = {VALID: min(share_valid, most_valid / max(len(pool_N), 1))}
    parts_N[pool_N] = _cut(targets_N[pool_N], pool_N, cuts, seed=seed, group_N=group_N)
    told = "Train and test as given; valid was cut from train by class with the seed"
    return parts_N, f"{told}. {_counts(parts_N)}."


def _counts(parts_N: np.ndarray) -> str:
    return ", ".join(f"{name} {int((parts_N == i).sum()):,}" for i, name in enumerate(PART_NAMES))


def _cut(
    targets_N: np.ndarray,
    pool_N: np.ndarray,
    cuts: dict[int, float],
    *,
    seed: int,
    group_N: np.ndarray | None,
) -> np.ndarray:
    """Parts of a pool of samples; `cuts` gives each part's share, the rest is train."""
    parts_N = np.full(len(targets_N), TRAIN, np.int8)
    groups_N = np.arange(len(targets_N)) if group_N is None else np.asarray(group_N)[pool_N]
    _, first_G, unit_N = np.unique(groups_N, return_index=True, return_inverse=True)
    size_G = np.bincount(unit_N)
    class_G = targets_N[first_G]  # a group with several labels counts for the class of its first sample
    part_G = np.full(len(first_G), TRAIN, np.int8)
    draw_G = np.random.default_rng(seed_of(seed, "split")).permutation(len(first_G))
    wanted = _quotas(class_G, size_G, cuts)
    for kind, quotas in wanted.items():
        units = draw_G[class_G[draw_G] == kind]
        _fill(part_G, units, size_G, quotas)
    parts_N[:] = part_G[unit_N]
    return parts_N


def _quotas(class_G: np.ndarray, size_G: np.ndarray, cuts: dict[int, float]) -> dict[int, dict[int, int]]:
    """Samples of each class for each part: rounded so that their sums over the classes are right too."""
    kinds, kind_G = np.unique(class_G, return_inverse=True)
    counts_K = np.bincount(kind_G, weights=size_G).astype(int)
    units_K = np.bincount(kind_G)
    out: dict[int, dict[int, int]] = {int(kind): {} for kind in kinds}
    for part, share in cuts.items():
        exact_K = counts_K * share
        quota_K = np.floor(exact_K).astype(int)
        short = round(float(exact_K.sum())) - int(quota_K.sum())
        quota_K[np.argsort(quota_K - exact_K, kind="stable")[: max(short, 0)]] += 1
        # One sample of a class is worth more to a part than an exact share, once train has its own.
        enough_K = units_K > list(cuts).index(part) + 1
        quota_K = np.where(enough_K & (share > 0), np.maximum(quota_K, 1), np.minimum(quota_K, units_K - 1))
        for kind, quota in zip(kinds, np.maximum(quota_K, 0), strict=True):
            out[int(kind)][part] = int(quota)
    return out


def _fill(part_G: np.ndarray, units: np.ndarray, size_G: np.ndarray, quotas: dict[int, int]) -> None:
    """Share the units of one class out: first the parts that are cut, as far as whole units fit."""
    left = dict(quotas)
    to_train = len(units)
    for unit in units.tolist():
        size = int(size_G[unit])
        part = next((part for part, room in left.items() if 0 < size <= room), TRAIN)
        if part != TRAIN and to_train > 1:
            part_G[unit] = part
            left[part] -= size
            to_train -= 1
