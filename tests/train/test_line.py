"""The line is scikit-learn's logistic regression on the same input, and honest about its time."""

import time

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from wellwired.core.errors import TrainError
from wellwired.core.json_form import from_json, to_json
from wellwired.core.records.line import LineFit
from wellwired.train.line import fit_line
from wellwired.train.logistic import STRENGTHS


def digits():
    x_NF, y_N = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(x_NF))
    return (x_NF[order] / 16).astype(np.float32), y_N[order]


def reference(x_NF, y_N, line):
    """Fitted far tighter, in double precision, on features that are scaled but not centred."""
    scaled_NF = x_NF.astype(np.float64) / line.deviation
    model = LogisticRegression(C=1 / line.strength, tol=1e-6, max_iter=5000).fit(scaled_NF, y_N)
    return lambda x: model.predict_proba(x.astype(np.float64) / line.deviation)


@pytest.mark.parametrize("classes", [10, 2], ids=["ten classes", "two classes"])
def test_probabilities_equal_those_of_scikit_learn(classes):
    x_NF, y_N = digits()
    x_NF, y_N = x_NF[y_N < classes], y_N[y_N < classes]
    num = len(x_NF) * 2 // 3
    line = fit_line(x_NF[:num], y_N[:num], x_NF[num:], y_N[num:], num_classes=classes, seconds=60)
    assert line.converged
    wanted = reference(x_NF[:num], y_N[:num], line)(x_NF[num:])
    # the solver stops at a slope of 1e-3 of the mean loss; probabilities are then within a few percent
    np.testing.assert_allclose(line.probabilities(x_NF[num:]), wanted, atol=0.05)
    assert (line.probabilities(x_NF[num:]).argmax(1) == wanted.argmax(1)).mean() > 0.99


def test_the_strength_is_the_best_on_the_validation_part():
    x_NF, y_N = digits()
    line = fit_line(x_NF[:300], y_N[:300], x_NF[300:900], y_N[300:900], num_classes=10, seconds=60)
    scores = []
    for strength in STRENGTHS:
        model = LogisticRegression(C=1 / strength, max_iter=2000).fit(x_NF[:300] / line.deviation, y_N[:300])
        scores.append(model.score(x_NF[300:900] / line.deviation, y_N[300:900]))
    assert scores[STRENGTHS.index(line.strength)] >= max(scores) - 2 / 600  # solver tolerance: two samples


def test_works_without_a_validation_part():
    x_NF, y_N = digits()
    line = fit_line(x_NF[:1200], y_N[:1200], num_classes=10, seconds=60)
    assert line.num_samples == 1200
    assert (line.probabilities(x_NF[1200:]).argmax(1) == y_N[1200:]).mean() > 0.93


def test_is_a_function_of_its_arguments():
    x_NF, y_N = digits()
    one, two = (fit_line(x_NF[:600], y_N[:600], num_classes=10, seconds=60) for _ in range(2))
    np.testing.assert_array_equal(one.probabilities(x_NF), two.probabilities(x_NF))


def test_a_class_without_a_row_gets_probability_zero():
    x_NF, y_N = digits()
    keep = y_N[:900] != 4
    line = fit_line(x_NF[:900][keep], y_N[:900][keep], x_NF[900:], y_N[900:], num_classes=10, seconds=60)
    found = line.probabilities(x_NF[900:])
    assert (found[:, 4] == 0).all()
    np.testing.assert_allclose(found.sum(1), 1.0, rtol=1e-5)


def test_rows_without_a_class_are_left_out():
    x_NF, y_N = digits()
    unknown = np.where(np.arange(900) % 3 == 0, -1, y_N[:900])
    one = fit_line(x_NF[:900], unknown, num_classes=10, seconds=60)
    assert one.num_samples == 600


def test_a_feature_that_never_changes_does_no_harm():
    x_NF, y_N = digits()
    x_NF[:, 0] = 7.0
    assert fit_line(x_NF[:600], y_N[:600], num_classes=10, seconds=60).converged


def test_input_stays_as_it_is():
    x_NF, y_N = digits()
    before = x_NF.copy()
    fit_line(x_NF, y_N, x_NF[:99], y_N[:99], num_classes=10, seconds=5)
    np.testing.assert_array_equal(x_NF, before)


def test_short_time_is_kept_and_told():
    rng = np.random.default_rng(0)
    x_NF = rng.normal(size=(4000, 300)).cumsum(axis=1).astype(np.float32)  # correlated: many steps are needed
    y_N = (x_NF @ rng.normal(size=(300, 20))).argmax(1)
    began = time.perf_counter()
    line = fit_line(x_NF, y_N, num_classes=20, seconds=0.0)
    assert time.perf_counter() - began < 10  # the steps that are taken whatever the time; a busy machine
    assert not line.converged
    assert any("not converged" in one for one in line.reasons)


def test_the_slope_left_is_small_where_it_converged():
    x_NF, y_N = digits()
    line = fit_line(x_NF, y_N, num_classes=10, seconds=60)
    assert line.gradient < 2e-3  # the tolerance, in another float32 sum


def test_its_record_survives_json():
    x_NF, y_N = digits()
    line = fit_line(x_NF[:300], y_N[:300], num_classes=10, seconds=60)
    record = line.record(metric="accuracy", train=0.9, valid=None, test=0.8)
    assert from_json(LineFit, to_json(record)) == record
    assert (record.kind, record.num_features, record.num_samples) == ("logistic", 64, 300)


def test_refuses_a_single_class():
    x_NF, y_N = digits()
    with pytest.raises(TrainError, match=r"classes \[3\]"):
        fit_line(x_NF[y_N == 3], y_N[y_N == 3], num_classes=10)


def test_names_the_row_with_nan():
    x_NF, y_N = digits()
    x_NF[17, 3] = np.nan
    with pytest.raises(TrainError, match="row 17"):
        fit_line(x_NF, y_N, num_classes=10)
