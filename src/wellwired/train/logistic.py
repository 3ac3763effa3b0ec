"""Logistic regression by scikit-learn, within a time."""

import time
import warnings
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

STRENGTHS = (1e4, 1e3, 1e2, 1e1, 1e0)  # weights of |w|**2 / 2 beside the summed loss, a factor of ten apart
TOLERANCE = 1e-3  # largest slope of the mean loss left; scikit-learn's 1e-4 moves the accuracy by under 0.1 %
MOST_STEPS = 500
FIRST_STEPS = 5  # to learn what a step costs before more are asked for


@dataclass(frozen=True, kw_only=True)
class Logistic:
    """A solution over the S classes that its rows had; `num_steps` is what the last solver run used."""

    classes_S: Int[np.ndarray, "S"]
    coefficients_SF: Float[np.ndarray, "S F"]
    intercept_S: Float[np.ndarray, "S"]
    strength: float
    converged: bool
    num_steps: int
    most_steps: int

    def log_probabilities(self, x_NF: Float[np.ndarray, "N F"]) -> Float[np.ndarray, "N S"]:
        """Logarithm of the probability of each class."""
        scores_NS = x_NF @ self.coefficients_SF.T + self.intercept_S
        scores_NS = scores_NS - scores_NS.max(axis=1, keepdims=True)
        return np.asarray(scores_NS - np.log(np.exp(scores_NS).sum(axis=1, keepdims=True)))

    def slope(self, x_NF: Float[np.ndarray, "N F"], y_N: Int[np.ndarray, "N"]) -> float:
        """Largest slope of the mean penalised loss along any coefficient."""
        error_NS = np.exp(self.log_probabilities(x_NF))
        error_NS[np.arange(len(y_N)), np.searchsorted(self.classes_S, y_N)] -= 1
        slope_SF = (error_NS.T @ x_NF + self.strength * self.coefficients_SF) / len(y_N)
        return float(np.abs(slope_SF).max())


def search(
    x_NF: Float[np.ndarray, "N F"],
    y_N: Int[np.ndarray, "N"],
    x_MF: Float[np.ndarray, "M F"],
    y_M: Int[np.ndarray, "M"],
    *,
    until: float,
) -> Logistic:
    """Solution of the strength that does best on the second set: most right, and of equals the least loss.

    Each solution starts the next weaker one. The way ends where both figures got worse, or with the time.
    """
    best = here = solve(x_NF, y_N, strength=STRENGTHS[0], start=None, until=until)
    best_score = _score(best, x_MF, y_M)
    for strength in STRENGTHS[1:]:
        if time.perf_counter() > until:
            break
        here = solve(x_NF, y_N, strength=strength, start=here, until=until)
        score = _score(here, x_MF, y_M)
        if score[0] < best_score[0] and score[1] < best_score[1]:
            break
        if score > best_score:
            best, best_score = here, score
    return best


def _score(found: Logistic, x_MF: np.ndarray, y_M: np.ndarray) -> tuple[float, float]:
    logs_MS = found.log_probabilities(x_MF)
    right_M = found.classes_S[logs_MS.argmax(axis=1)] == y_M
    seen_M = np.isin(y_M, found.classes_S)
    own_M = logs_MS[seen_M, np.searchsorted(found.classes_S, y_M[seen_M])]
    return float(right_M.mean()), float(own_M.mean()) if len(own_M) else 0.0


def solve(
    x_NF: Float[np.ndarray, "N F"],
    y_N: Int[np.ndarray, "N"],
    *,
    strength: float,
    start: Logistic | None,
    until: float,
) -> Logistic:
    """Solution for one strength; where the time (of `time.perf_counter`) runs out, what was reached by then.

    Args:
        x_NF: features, centred and near deviation 1.
        y_N: class index of each row, at least two classes.
        strength: weight of |w|**2 / 2 beside the summed loss, above 0.
        start: a solution for the same classes to begin at.
        until: when to end; the first five steps are taken whatever the time.
    """
    model = LogisticRegression(C=1 / strength, tol=TOLERANCE, max_iter=FIRST_STEPS, warm_start=True)
    if start is not None:
        two = len(start.classes_S) == 2
        model.coef_ = start.coefficients_SF[1:] if two else start.coefficients_SF
        model.intercept_ = start.intercept_S[1:] if two else start.intercept_S
    began = time.perf_counter()
    converged = _run(model, x_NF, y_N)
    now = time.perf_counter()
    afford = min(int((until - now) / (now - began) * FIRST_STEPS), MOST_STEPS)
    num_steps, most_steps = int(model.n_iter_[0]), FIRST_STEPS
    if not converged and afford > 0:
        model.max_iter = afford
        converged = _run(model, x_NF, y_N)
        num_steps, most_steps = num_steps + int(model.n_iter_[0]), FIRST_STEPS + afford
    coefficients, intercept = model.coef_, model.intercept_
    if len(coefficients) == 1:  # two classes: scikit-learn keeps the second one's score alone
        coefficients = np.concatenate([np.zeros_like(coefficients), coefficients])
        intercept = np.concatenate([np.zeros_like(intercept), intercept])
    return Logistic(
        classes_S=model.classes_,
        coefficients_SF=coefficients,
        intercept_S=intercept,
        strength=strength,
        converged=converged,
        num_steps=num_steps,
        most_steps=most_steps,
    )


def _run(model: LogisticRegression, x_NF: np.ndarray, y_N: np.ndarray) -> bool:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(x_NF, y_N)
    return not any(issubclass(one.category, ConvergenceWarning) for one in caught)
