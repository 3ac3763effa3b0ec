"""Scores agree with scikit-learn and with their formulas, and are None where they have no meaning."""

import numpy as np
import pytest
from sklearn import metrics

from wellwired.core.errors import DataError
from wellwired.network.scores import (
    auc,
    balanced_error,
    calibration,
    confusion,
    figures,
    paired_error,
    scores,
)


@pytest.fixture(params=[2, 3, 10])
def drawn(request):
    rng = np.random.default_rng(request.param)
    probability = rng.dirichlet(np.full(request.param, 0.5), 400)
    return probability, np.array([rng.choice(request.param, p=row) for row in probability])


def test_agree_with_scikit_learn(drawn):
    probability, target = drawn
    found = scores(probability, target, part="test")
    assert found.accuracy == pytest.approx(metrics.accuracy_score(target, probability.argmax(1)))
    assert found.balanced_accuracy == pytest.approx(
        metrics.balanced_accuracy_score(target, probability.argmax(1))
    )
    assert found.log_loss == pytest.approx(metrics.log_loss(target, probability), rel=1e-6)


def test_auc_agrees_with_scikit_learn(drawn):
    probability, target = drawn
    if probability.shape[1] == 2:
        wanted = metrics.roc_auc_score(target, probability[:, 1])
    else:
        wanted = metrics.roc_auc_score(target, probability, multi_class="ovr", average="macro")
    assert auc(probability, target) == pytest.approx(wanted)


def test_auc_is_not_told_where_a_class_is_missing():
    assert auc(np.full((4, 3), 1 / 3), np.array([0, 1, 1, 0])) is None


def test_balanced_accuracy_is_over_the_classes_that_occur():
    found = scores(np.full((3, 3), 1 / 3), np.array([0, 1, 0]), part="test")
    assert found.balanced_accuracy == 0.5


def test_log_loss_bears_a_certain_error():
    found = scores(np.array([[0.0, 1.0], [0.0, 1.0]]), np.array([0, 1]), part="test")
    assert found.log_loss == pytest.approx(-np.log(1e-12) / 2, rel=1e-6)


def test_rows_that_do_not_sum_to_one_are_scaled():
    one, other = (scores(np.array([[3.0, 1.0], [1.0, 4.0]]) * k, np.array([0, 1]), part="x") for k in (1, 7))
    assert one == other


def test_figures_are_told_under_the_names_of_run_json(drawn):
    found = scores(*drawn, part="test")
    assert list(figures(found)) == [
        "accuracy",
        "balanced_accuracy",
        "auc",
        "log_loss",
        "calibration_error",
        "n",
    ]
    assert (figures(found)["n"], figures(found)["auc"]) == (400, found.auc)


def test_calibration_error_is_the_gap_between_said_and_met():
    found = scores(np.array([[0.8, 0.2]] * 10), np.array([0] * 5 + [1] * 5), part="test")
    assert found.calibration_error == pytest.approx(0.3)


def test_calibration_error_of_a_network_sure_of_all_and_right_in_half():
    found = calibration(np.eye(2)[[0] * 10], np.array([0, 1] * 5))
    assert (found.error, found.bins[-1].num_samples) == (pytest.approx(0.5), 10)


def test_calibration_error_of_true_probabilities_is_what_chance_shows(drawn):
    found = calibration(*drawn)
    assert found.error < 2 * found.noise


def test_confusion_counts_every_sample_once(drawn):
    probability, target = drawn
    names = tuple(map(str, range(probability.shape[1])))
    assert np.array(confusion(probability, target, classes=names, part="test").counts).sum() == 400


def test_balanced_error_is_the_spread_over_draws():
    rng = np.random.default_rng(0)
    target = np.repeat([0, 1], [400, 40])
    draws = []
    for _ in range(400):
        predicted = np.where(rng.random(440) < 0.8, target, 1 - target)
        draws.append(metrics.balanced_accuracy_score(target, predicted))
    assert balanced_error(np.eye(2)[predicted], target) == pytest.approx(np.std(draws), rel=0.2)  # 400 draws


def test_paired_error_is_the_spread_over_draws():
    rng = np.random.default_rng(0)
    both = rng.random(500) < 0.8  # samples that both have right
    draws = []
    for _ in range(400):
        first, second = both | (rng.random(500) < 0.4), both | (rng.random(500) < 0.4)
        draws.append(first.mean() - second.mean())
    assert paired_error(first, second) == pytest.approx(np.std(draws), rel=0.25)  # 400 draws


@pytest.mark.parametrize("target", [[0, 5], [0, -1], [0], []])
def test_refuse_targets_that_name_no_column(target):
    with pytest.raises(DataError, match="targets"):
        scores(np.full((2, 3), 1 / 3), np.array(target, dtype=np.int64), part="test")


def test_refuse_probabilities_that_are_not_finite():
    with pytest.raises(DataError, match="not finite"):
        scores(np.array([[np.nan, 1.0]]), np.array([1]), part="test")
