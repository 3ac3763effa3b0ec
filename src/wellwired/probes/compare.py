"""The network beside the line and the guess, and training beside validation."""

import numpy as np

from wellwired.core.records.result import PartScores, Result
from wellwired.core.records.training import Gap, GapMetric
from wellwired.network.scores import (
    accuracy,
    balanced_accuracy,
    balanced_error,
    binomial_error,
    paired_error,
)


def gap(train_NK: np.ndarray, train_N: np.ndarray, valid_NK: np.ndarray, valid_N: np.ndarray) -> Gap:
    """Accuracy and balanced accuracy on training and validation samples, beside the commonest class.

    Args:
        train_NK: probabilities of training samples, not augmented.
        train_N: their targets.
        valid_NK: probabilities of validation samples.
        valid_N: their targets.
    """
    commonest = int(np.bincount(train_N).argmax())
    guess = float((valid_N == commonest).mean())
    plain = GapMetric(
        name="accuracy",
        train=accuracy(train_NK, train_N),
        valid=accuracy(valid_NK, valid_N),
        guess=guess,
        error=binomial_error(guess, len(valid_N)),
    )
    balanced = GapMetric(
        name="balanced accuracy",
        train=balanced_accuracy(train_NK, train_N),
        valid=balanced_accuracy(valid_NK, valid_N),
        guess=1.0 / len(np.unique(valid_N)),
        error=balanced_error(valid_NK, valid_N),
    )
    return Gap(metrics=(plain, balanced), num_train=len(train_N), num_valid=len(valid_N))


def result(
    probability_NK: np.ndarray,
    target_N: np.ndarray,
    *,
    line_NK: np.ndarray | None,
    guess_K: np.ndarray,
    part: str,
    scores: tuple[PartScores, ...],
    parameters: int = 0,
    seed_spread: float | None = None,
) -> Result:
    """The network's accuracy on the held-out part beside the line's and the guess's, with standard errors.

    Args:
        probability_NK: the network's probabilities.
        target_N: targets.
        line_NK: the line's probabilities of the same samples, None for no line.
        guess_K: class shares of the training part.
        part: name of the part.
        scores: all scores, of all parts and predictors, for the record.
        parameters: of the network.
        seed_spread: deviation of the accuracy over seeds, if known.
    """
    right_N = probability_NK.argmax(1) == target_N
    share = float(right_N.mean())
    line_right_N = None if line_NK is None else line_NK.argmax(1) == target_N
    return Result(
        metric="accuracy",
        part=part,
        num_samples=len(target_N),
        num_classes=probability_NK.shape[1],
        network=share,
        line=None if line_right_N is None else float(line_right_N.mean()),
        guess=float((target_N == int(np.argmax(guess_K))).mean()),
        metric_error=binomial_error(share, len(target_N)),
        gain_error=0.0 if line_right_N is None else paired_error(right_N, line_right_N),
        balanced_accuracy=balanced_accuracy(probability_NK, target_N),
        balanced_error=balanced_error(probability_NK, target_N),
        scores=scores,
        seed_spread=seed_spread,
        parameters=parameters,
    )
