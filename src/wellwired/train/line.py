"""The linear floor: multinomial logistic regression on pixels, by scikit-learn."""

import os
import time
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from wellwired.core.errors import TrainError
from wellwired.core.records.line import LineFit
from wellwired.core.seeds import seed_of
from wellwired.train.logistic import Logistic, search, solve

SEARCH_ROWS = 10_000  # enough to tell strengths a factor of ten apart
MOST_WORK = 2**32  # rows * features * classes of one step: under a second on one core


@dataclass(frozen=True, kw_only=True)
class Line:
    """A fitted line: scores of the classes are ((x - mean) / deviation) @ coefficients + intercept.

    `strength` is the weight of |coefficients|**2 / 2 beside the summed loss (1 / C in scikit-learn's words).
    `gradient` is the largest slope of the mean penalised loss left, 0 at the exact solution.
    """

    coefficients_FK: Float[np.ndarray, "F K"]
    intercept_K: Float[np.ndarray, "K"]
    mean_F: Float[np.ndarray, "F"]
    deviation: float
    strength: float
    converged: bool
    num_steps: int
    most_steps: int
    gradient: float
    num_samples: int
    time_s: float
    reasons: tuple[str, ...]

    def probabilities(self, x_NF: Float[np.ndarray, "N F"]) -> Float[np.ndarray, "N K"]:
        """Probability of each class; classes that no training row had get 0."""
        scores_NK = ((x_NF - self.mean_F) / self.deviation) @ self.coefficients_FK + self.intercept_K
        scores_NK = np.exp(scores_NK - scores_NK.max(axis=1, keepdims=True))
        return np.asarray(scores_NK / scores_NK.sum(axis=1, keepdims=True), dtype=np.float32)

    def record(self, *, metric: str, train: float, valid: float | None, test: float | None) -> LineFit:
        """The line as a record, with its scores."""
        return LineFit(
            kind="logistic",
            metric=metric,
            train=train,
            valid=valid,
            test=test,
            num_features=len(self.mean_F),
            num_samples=self.num_samples,
            converged=self.converged,
            strength=self.strength,
            num_steps=self.num_steps,
            most_steps=self.most_steps,
            gradient=self.gradient,
            reasons=self.reasons,
        )


def fit_line(
    x_train_NF: Float[np.ndarray, "N F"],
    y_train_N: Int[np.ndarray, "N"],
    x_valid_MF: Float[np.ndarray, "M F"] | None = None,
    y_valid_M: Int[np.ndarray, "M"] | None = None,
    *,
    num_classes: int,
    seconds: float = 15.0,
    seed: int = 0,
) -> Line:
    """Multinomial logistic regression, its strength chosen on the validation part.

    Features are centred one by one (the intercept is free of the penalty, so the solution stays the same and
    is found in fewer steps) and divided by one deviation for all. Strengths are tried from strong to weak on
    at most 10,000 rows until the validation part gets worse; with the best of them all rows are solved.

    Args:
        x_train_NF: features, from `line_features`.
        y_train_N: class index of each row; rows with -1 are left out.
        x_valid_MF: features to choose the strength by; where missing, a fifth of the rows is held out for the
            choice and given back for the solution.
        y_valid_M: their classes.
        num_classes: columns K of the probabilities.
        seconds: time for all of it; where it runs short fewer strengths or steps are taken, and `converged`
            and `reasons` tell so.
        seed: decides which rows are held out, or left out where there are too many.

    Raises:
        TrainError: a feature is not finite, or fewer than two classes are there.

    Cost:
        N * F * K a step, on half of the cores: products this thin are bound by memory, and one core that is
        busy elsewhere holds up all.
    """
    began = time.perf_counter()
    x_NF, y_N = _rows(x_train_NF, y_train_N, num_classes, seed)
    mean_F = x_NF.mean(axis=0, dtype=np.float64).astype(np.float32)
    x_NF -= mean_F
    deviation = float(np.sqrt(np.mean(np.square(x_NF), dtype=np.float64))) or 1.0
    x_NF /= np.float32(deviation)
    held = _held_out(x_NF, y_N)
    if x_valid_MF is not None and y_valid_M is not None and (y_valid_M >= 0).any():
        known_M = y_valid_M >= 0
        held = len(x_NF), (x_valid_MF[known_M] - mean_F) / np.float32(deviation), y_valid_M[known_M]
    num_search = min(held[0], SEARCH_ROWS)
    with threadpool_limits(limits=max((os.cpu_count() or 1) // 2, 1), user_api="blas"):
        found = search(x_NF[:num_search], y_N[:num_search], held[1], held[2], until=began + 0.4 * seconds)
        if num_search < len(x_NF) or not found.converged:
            found = solve(x_NF, y_N, strength=found.strength, start=found, until=began + 0.95 * seconds)
    return _line(
        found, x_NF, y_N, mean_F, deviation, num_classes, len(x_train_NF), time.perf_counter() - began
    )


def _rows(x_NF: np.ndarray, y_N: np.ndarray, num_classes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A copy of the rows with a class in a drawn order, one of each class in front, at most so many."""
    drawn = np.random.default_rng(seed_of(seed, "line")).permutation(np.flatnonzero(y_N >= 0))
    classes, first = np.unique(y_N[drawn], return_index=True)
    if len(classes) < 2 or not 0 <= classes[-1] < num_classes:
        raise TrainError(
            seen=f"the training rows have the classes {classes.tolist()[:5]} of {num_classes}",
            wanted="at least two classes, each below the number of classes",
            do="add samples of a second class, or correct the targets",
        )
    most = max(MOST_WORK // (x_NF.shape[1] * num_classes), SEARCH_ROWS)
    drawn = np.concatenate([drawn[first], np.delete(drawn, first)])[:most]
    rows_NF = x_NF[drawn].astype(np.float32, copy=False)
    if not np.isfinite(rows_NF).all():
        bad = drawn[~np.isfinite(rows_NF).all(axis=1)]
        raise TrainError(
            seen=f"{len(bad)} rows hold NaN or infinity, the first is row {bad.min()}",
            wanted="finite features",
            do="mend or leave out these samples",
        )
    return rows_NF, y_N[drawn]


def _held_out(x_NF: np.ndarray, y_N: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    num = max(len(x_NF) * 4 // 5, len(np.unique(y_N)))
    if num == len(x_NF):  # one row a class: nothing to hold out
        return num, x_NF, y_N
    return num, x_NF[num:], y_N[num:]


def _line(
    found: Logistic,
    x_NF: np.ndarray,
    y_N: np.ndarray,
    mean_F: np.ndarray,
    deviation: float,
    num_classes: int,
    num_given: int,
    time_s: float,
) -> Line:
    coefficients_FK = np.zeros((x_NF.shape[1], num_classes), dtype=np.float32)
    intercept_K = np.full(num_classes, -np.inf, dtype=np.float32)
    coefficients_FK[:, found.classes_S] = found.coefficients_SF.T
    intercept_K[found.classes_S] = found.intercept_S
    reasons = [f"strength {found.strength:g}: best on held-out rows"]
    if len(x_NF) < num_given:
        reasons.append(f"solved on {len(x_NF)} of {num_given} rows")
    if not found.converged:
        reasons.append(f"not converged after {found.num_steps} steps: the line could be better")
    return Line(
        coefficients_FK=coefficients_FK,
        intercept_K=intercept_K,
        mean_F=mean_F,
        deviation=deviation,
        strength=found.strength,
        converged=found.converged,
        num_steps=found.num_steps,
        most_steps=found.most_steps,
        gradient=found.slope(x_NF, y_N),
        num_samples=len(x_NF),
        time_s=time_s,
        reasons=tuple(reasons),
    )
