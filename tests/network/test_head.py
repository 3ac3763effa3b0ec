"""A head scores features and knows its loss."""

import numpy as np
import pytest
import torch
from sklearn.metrics import log_loss

from wellwired.core.errors import NetworkError
from wellwired.core.plans import Head
from wellwired.network.head import head


def classes(**more):
    return head(Head(kind="classes", num_outputs=4, **more), num_in=3)


def numbers(num_outputs=1):
    return head(Head(kind="numbers", num_outputs=num_outputs), num_in=3)


def scores():
    return torch.randn(6, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


TARGETS_B = torch.tensor([0, 1, 2, 3, 1, 0])


def test_cross_entropy_is_that_of_scikit_learn():
    wanted = log_loss(TARGETS_B.numpy(), scores().softmax(1).numpy(), labels=range(4))
    assert float(classes().loss(scores(), TARGETS_B)) == pytest.approx(wanted, rel=1e-12)


def test_equal_scores_cost_the_logarithm_of_the_number_of_classes():
    assert float(classes().loss(torch.zeros(6, 4), TARGETS_B)) == pytest.approx(np.log(4))


def test_smoothing_gives_every_class_its_share():
    soft_BK = torch.full((6, 4), 0.2 / 4, dtype=torch.float64)
    soft_BK[range(6), TARGETS_B] += 0.8
    wanted = -(soft_BK * scores().log_softmax(1)).sum(1).mean()
    torch.testing.assert_close(classes().loss(scores(), TARGETS_B, label_smoothing=0.2), wanted)


def test_the_scale_multiplies_the_outputs():
    one, other = classes(), classes(scale=0.25)
    other.load_state_dict(one.state_dict())
    x_BF = torch.ones(2, 3)
    torch.testing.assert_close(other(x_BF), one(x_BF) * 0.25)


def test_the_loss_of_narrow_outputs_is_computed_wide():
    assert classes().loss(scores().bfloat16(), TARGETS_B).dtype == torch.float32


def test_numbers_cost_their_mean_square():
    outputs_BK = torch.tensor([[1.0], [3.0]])
    assert float(numbers().loss(outputs_BK, torch.tensor([[0.0], [1.0]]))) == pytest.approx(2.5)


def test_a_plain_list_of_numbers_is_not_broadcast():
    outputs_BK = torch.tensor([[1.0], [3.0]])
    assert float(numbers().loss(outputs_BK, torch.tensor([0.0, 1.0]))) == pytest.approx(2.5)


def test_refuses_one_hot_rows():
    with pytest.raises(NetworkError, match=r"float32 of shape \(6, 4\)"):
        classes().loss(scores(), torch.zeros(6, 4))


def test_refuses_numbers_of_another_shape():
    with pytest.raises(NetworkError, match=r"shape \(2,\), outputs of \(2, 3\)"):
        numbers(3).loss(torch.zeros(2, 3), torch.zeros(2))


def test_refuses_to_smooth_numbers():
    with pytest.raises(NetworkError, match=r"`label_smoothing` is 0\.1"):
        numbers().loss(torch.zeros(2, 1), torch.zeros(2), label_smoothing=0.1)
