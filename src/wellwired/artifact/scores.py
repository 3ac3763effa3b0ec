"""How well probabilities agree with known classes."""

import numpy as np
from jaxtyping import Float, Int
from sklearn.metrics import log_loss, recall_score, roc_auc_score

from wellwired.core.errors import ArtifactError

_NUM_BINS = 15
_TINY = 1e-12  # probability below which a log loss says no more than "certain and wrong"


def scores(
    targets_N: Int[np.ndarray, " N"], probabilities_NK: Float[np.ndarray, "N K"]
) -> dict[str, float | int | None]:
    """Figures of merit of a classifier on labelled samples; None where a figure is not defined.

    `accuracy`; `balanced_accuracy` (share found of a class, mean over the classes that occur); `auc` (one
    class against the rest, mean over classes; None where a class does not occur); `log_loss` (nats);
    `calibration_error` (gap between stated and met share in 15 bins of stated probability, mean over
    samples); `n`.

    Args:
        targets_N: class index of each sample, each in [0, K).
        probabilities_NK: of each class, rows sum to 1.

    Raises:
        ArtifactError: there is no sample, or targets and probabilities do not match.

    Source:
        scikit-learn's metrics; calibration: Guo et al. 2017, arXiv:1706.04599, equation 3.

    Example:
        >>> found = scores(np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]))
        >>> round(found["accuracy"], 3), found["balanced_accuracy"], found["auc"], found["n"]
        (0.667, 0.75, 1.0, 3)
    """
    num, num_classes = probabilities_NK.shape
    if not num or targets_N.shape != (num,) or targets_N.min() < 0 or targets_N.max() >= num_classes:
        raise ArtifactError(
            seen=f"{len(targets_N)} targets for {num} rows of {num_classes} classes",
            wanted="at least one sample, and a class in range for each row",
            do="leave out the samples whose class is not known",
        )
    predicted_N = probabilities_NK.argmax(axis=1)
    present = np.unique(targets_N)
    recall = recall_score(targets_N, predicted_N, labels=present, average="macro", zero_division=0)
    clipped_NK = probabilities_NK.clip(_TINY)
    clipped_NK /= clipped_NK.sum(axis=1, keepdims=True)
    loss = log_loss(targets_N, clipped_NK, labels=np.arange(num_classes))
    return {
        "accuracy": float((predicted_N == targets_N).mean()),
        "balanced_accuracy": float(recall),
        "auc": _auc(targets_N, probabilities_NK) if len(present) == num_classes > 1 else None,
        "log_loss": float(loss),
        "calibration_error": _calibration_error(targets_N, probabilities_NK),
        "n": int(num),
    }


def _auc(targets_N: np.ndarray, probabilities_NK: np.ndarray) -> float:
    each = [roc_auc_score(targets_N == one, column_N) for one, column_N in enumerate(probabilities_NK.T)]
    return float(np.mean(each))


def _calibration_error(targets_N: np.ndarray, probabilities_NK: np.ndarray) -> float:
    stated_N = probabilities_NK.max(axis=1)
    is_met_N = probabilities_NK.argmax(axis=1) == targets_N
    bin_N = np.minimum((stated_N * _NUM_BINS).astype(int), _NUM_BINS - 1)
    gap = np.bincount(bin_N, weights=stated_N - is_met_N, minlength=_NUM_BINS)
    return float(np.abs(gap).sum() / len(targets_N))
