"""B03 says: the line must have been fitted to its end."""

import warnings

import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from wellwired.checks import line_not_converged as check
from wellwired.core.records.line import LineFit
from wellwired.core.verdict import Outcome


def fitted(digits, most_steps):
    x, y = digits[0].flatten(1).numpy(), digits[1].numpy()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ConvergenceWarning)
        line = LogisticRegression(max_iter=most_steps).fit(x, y)
    return LineFit(
        kind="logistic",
        metric="accuracy",
        train=float(line.score(x, y)),
        valid=None,
        test=None,
        num_features=x.shape[1],
        num_samples=len(y),
        converged=not caught,
        strength=1.0,
        num_steps=int(line.n_iter_[0]),
        most_steps=most_steps,
    )


def test_fires_on_a_solver_that_was_cut_off(digits):
    assert check.judge(fitted(digits, 3)).outcome is Outcome.FAILED


def test_stays_silent_on_a_solver_that_reached_its_tolerance(digits):
    assert check.judge(fitted(digits, 1000)).outcome is Outcome.PASSED


@pytest.mark.parametrize(("slope", "outcome"), [(2e-3, Outcome.UNSURE), (0.5, Outcome.FAILED)])
def test_is_unsure_where_little_was_left(digits, slope, outcome):
    from dataclasses import replace

    assert check.judge(replace(fitted(digits, 3), gradient=slope)).outcome is outcome
