"""How well probabilities agree with known classes, through scikit-learn where it has the score."""

import numpy as np
from sklearn import metrics

from wellwired.core.errors import DataError
from wellwired.core.records.result import Bin, Calibration, Confusion, PartScores

NUM_BINS = 15  # Guo et al. 2017, arXiv:1706.04599
TINY = 1e-12  # probability below which a log loss says no more than "certain and wrong"


def _checked(probability_NK: np.ndarray, target_N: np.ndarray) -> np.ndarray:
    probability_NK = np.asarray(probability_NK, dtype=np.float64)
    fits = probability_NK.ndim == 2 and len(probability_NK) == len(target_N) and len(target_N) > 0
    if not fits or target_N.min() < 0 or target_N.max() >= probability_NK.shape[1]:
        span = (int(target_N.min()), int(target_N.max())) if len(target_N) else ()
        raise DataError(
            seen=f"probabilities of shape {probability_NK.shape} for {len(target_N)} targets within {span}",
            wanted="one row a sample, one column a class, and targets that name columns",
            do="pass the samples whose class is known, with the probabilities of all classes",
        )
    if not np.isfinite(probability_NK).all():
        raise DataError(
            seen=f"{int((~np.isfinite(probability_NK)).sum())} probabilities are not finite",
            wanted="numbers from 0 to 1",
            do="look for NaN in the network's weights or inputs",
        )
    scaled_NK: np.ndarray = probability_NK / probability_NK.sum(1, keepdims=True).clip(TINY)
    return scaled_NK


def accuracy(probability_NK: np.ndarray, target_N: np.ndarray) -> float:
    """Share of samples whose most probable class is their target."""
    return float((probability_NK.argmax(1) == target_N).mean())


def balanced_accuracy(probability_NK: np.ndarray, target_N: np.ndarray) -> float:
    """Recall averaged over the classes that occur."""
    predicted_N = probability_NK.argmax(1)
    return float(np.mean([(predicted_N[target_N == one] == one).mean() for one in np.unique(target_N)]))


def balanced_error(probability_NK: np.ndarray, target_N: np.ndarray) -> float:
    """Standard error of the balanced accuracy, from the binomial error of each recall.

    Source:
        Own derivation: sqrt(sum over k of p_k (1 - p_k) / n_k) / K, with p_k drawn half a sample to the
        middle, so that a perfect recall on few samples is not taken for certain.
    """
    predicted_N, variance, classes = probability_NK.argmax(1), 0.0, np.unique(target_N)
    for one in classes:
        mine_N = predicted_N[target_N == one]
        share = ((mine_N == one).sum() + 0.5) / (len(mine_N) + 1)
        variance += share * (1 - share) / len(mine_N)
    return float(np.sqrt(variance) / len(classes))


def binomial_error(share: float, num_samples: int) -> float:
    """Standard error of a share; half a sample more on both sides keeps 0 and 1 from being certain."""
    nearer = (share * num_samples + 0.5) / (num_samples + 1)
    return float(np.sqrt(nearer * (1 - nearer) / max(num_samples, 1)))


def paired_error(right_N: np.ndarray, other_right_N: np.ndarray) -> float:
    """Standard error of the difference of two accuracies on the same samples.

    Source:
        McNemar 1947: only samples on which the two differ count. One sample is added, so that no difference
        at all is not taken for certainty.
    """
    differences_N = right_N.astype(np.float64) - other_right_N.astype(np.float64)
    count = len(differences_N)
    variance = (np.square(differences_N).sum() + 1) / count - differences_N.mean() ** 2
    return float(np.sqrt(variance / count))


def auc(probability_NK: np.ndarray, target_N: np.ndarray) -> float | None:
    """Area under the ROC curve: of class 1 for two classes, else one against the rest, averaged over classes.

    None where a class is missing from the targets.
    """
    num_classes = probability_NK.shape[1]
    if len(np.unique(target_N)) < num_classes or num_classes < 2:
        return None
    if num_classes == 2:
        return float(metrics.roc_auc_score(target_N, probability_NK[:, 1]))
    each = [metrics.roc_auc_score(target_N == one, probability_NK[:, one]) for one in range(num_classes)]
    return float(np.mean(each))


def log_loss(probability_NK: np.ndarray, target_N: np.ndarray) -> float:
    """Mean of -log of the target's probability, nats."""
    labels = list(range(probability_NK.shape[1]))
    clipped_NK = probability_NK.clip(TINY)
    return float(metrics.log_loss(target_N, clipped_NK / clipped_NK.sum(1, keepdims=True), labels=labels))


def calibration(probability_NK: np.ndarray, target_N: np.ndarray, *, part: str = "test") -> Calibration:
    """Reliability in bins of equal width of the top probability.

    Source:
        Guo et al. 2017, arXiv:1706.04599: sum over bins of n_b / N |accuracy_b - confidence_b|. `noise`, own
        derivation: the mean of |difference| under perfect calibration, sqrt(2 / pi) of the binomial error a
        bin.
    """
    probability_NK = _checked(probability_NK, target_N)
    top_N, right_N = probability_NK.max(1), probability_NK.argmax(1) == target_N
    place_N = np.minimum((top_N * NUM_BINS).astype(int), NUM_BINS - 1)
    bins, error, noise, count = [], 0.0, 0.0, len(target_N)
    for place in range(NUM_BINS):
        mine_N = place_N == place
        size = int(mine_N.sum())
        confidence = float(top_N[mine_N].mean()) if size else 0.0
        share = float(right_N[mine_N].mean()) if size else 0.0
        low, high = place / NUM_BINS, (place + 1) / NUM_BINS
        bins.append(Bin(low=low, high=high, num_samples=size, confidence=confidence, accuracy=share))
        error += size / count * abs(share - confidence)
        noise += float(np.sqrt(2 / np.pi * (top_N[mine_N] * (1 - top_N[mine_N])).sum())) / count
    return Calibration(bins=tuple(bins), error=error, noise=noise, num_samples=count, part=part)


def confusion(
    probability_NK: np.ndarray, target_N: np.ndarray, *, classes: tuple[str, ...], part: str
) -> Confusion:
    """How often each class (row) was given each class (column)."""
    labels = list(range(len(classes)))
    counts_KK = metrics.confusion_matrix(target_N, probability_NK.argmax(1), labels=labels)
    return Confusion(classes=classes, counts=tuple(tuple(map(int, row)) for row in counts_KK), part=part)


def scores(probability_NK: np.ndarray, target_N: np.ndarray, *, part: str) -> PartScores:
    """Every score of one predictor on one part.

    Args:
        probability_NK: one row a sample; rows are scaled to a sum of 1.
        target_N: class index of each sample, 0 to K - 1.
        part: name for the record.

    Raises:
        DataError: shapes do not fit, or a probability is not finite.
    """
    probability_NK = _checked(probability_NK, target_N)
    return PartScores(
        part=part,
        accuracy=accuracy(probability_NK, target_N),
        balanced_accuracy=balanced_accuracy(probability_NK, target_N),
        auc=auc(probability_NK, target_N),
        log_loss=log_loss(probability_NK, target_N),
        calibration_error=calibration(probability_NK, target_N, part=part).error,
        num_samples=len(target_N),
    )


def figures(one: PartScores) -> dict[str, float | int | None]:
    """The scores as run.json and `evaluate` tell them; None where a score is not defined.

    Example:
        >>> found = scores(np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]]), np.array([0, 1, 1]), part="test")
        >>> told = figures(found)
        >>> round(told["accuracy"], 3), told["balanced_accuracy"], told["auc"], told["n"]
        (0.667, 0.75, 1.0, 3)
    """
    return {
        "accuracy": one.accuracy,
        "balanced_accuracy": one.balanced_accuracy,
        "auc": one.auc,
        "log_loss": one.log_loss,
        "calibration_error": one.calibration_error,
        "n": one.num_samples,
    }
