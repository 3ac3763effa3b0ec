"""Scores are those of scikit-learn, and None where they have no meaning."""

import numpy as np
import pytest
from sklearn import metrics

from wellwired.artifact.scores import scores
from wellwired.core.errors import ArtifactError


def drawn(num, num_classes):
    rng = np.random.default_rng(num + num_classes)
    probabilities_NK = rng.dirichlet(np.ones(num_classes), size=num)
    return np.concatenate(
        [np.arange(num_classes), rng.integers(0, num_classes, num - num_classes)]
    ), probabilities_NK


@pytest.mark.parametrize("num_classes", [3, 7])
def test_agrees_with_scikit_learn(num_classes):
    y, p = drawn(200, num_classes)
    found = scores(y, p)
    assert found["accuracy"] == metrics.accuracy_score(y, p.argmax(1))
    assert found["balanced_accuracy"] == pytest.approx(
        metrics.balanced_accuracy_score(y, p.argmax(1)), abs=1e-12
    )
    assert found["auc"] == pytest.approx(metrics.roc_auc_score(y, p, multi_class="ovr"), abs=1e-12)
    assert found["log_loss"] == pytest.approx(metrics.log_loss(y, p), abs=1e-9)
    assert found["n"] == 200


def test_gives_the_area_of_class_one_for_two_classes():
    y, p = drawn(50, 2)
    assert scores(y, p)["auc"] == pytest.approx(metrics.roc_auc_score(y, p[:, 1]), abs=1e-12)


def test_has_no_area_where_a_class_does_not_occur():
    found = scores(np.array([0, 1, 0]), np.full((3, 3), 1 / 3))
    assert found["auc"] is None
    assert found["balanced_accuracy"] == 0.5


def test_bears_a_certain_error():
    assert scores(np.array([0, 1]), np.array([[0.0, 1.0], [0.0, 1.0]]))["log_loss"] == pytest.approx(
        -np.log(1e-12) / 2, rel=1e-6
    )


def test_calibration_is_the_gap_between_said_and_met():
    p = np.array([[0.8, 0.2]] * 10)
    y = np.array([0] * 5 + [1] * 5)
    assert scores(y, p)["calibration_error"] == pytest.approx(0.3)


@pytest.mark.parametrize("y", [[], [0], [0, 3], [0, -1]])
def test_refuses_targets_that_do_not_match(y):
    with pytest.raises(ArtifactError, match="targets for"):
        scores(np.array(y, dtype=np.int64), np.full((len(y) if len(y) != 1 else 2, 3), 1 / 3))
