"""L1 draws weights to exactly 0, where L2 only makes them small.

Held against the closed form on an orthogonal design, and against scikit-learn's Lasso and Ridge on another.
"""

import numpy as np
import pytest
import torch
from sklearn.linear_model import Lasso, Ridge
from torch import nn

from wellwired.train.penalty import add_l2_gradient, shrink

NUM_SAMPLES, NUM_FEATURES, AMOUNT = 60, 8, 0.3
TRUE = np.array([2.0, -1.5, 0.2, 0.0, 0.0, 1.0, 0.0, -0.1])


def design(*, orthogonal):
    draw = np.random.default_rng(0)
    x_NF = draw.normal(size=(NUM_SAMPLES, NUM_FEATURES))
    if orthogonal:
        x_NF = np.linalg.qr(x_NF)[0] * np.sqrt(NUM_SAMPLES)  # X^T X / N = 1
    return x_NF, x_NF @ TRUE + 0.1 * draw.normal(size=NUM_SAMPLES)


def descend(x_NF, y_N, *, l1=0.0, l2=0.0, num_steps=2000):
    """Weights after gradient steps on half the mean square, each followed by our penalty."""
    network = nn.Linear(NUM_FEATURES, 1, bias=False).double()
    nn.init.ones_(network.weight)
    x, y = torch.from_numpy(x_NF), torch.from_numpy(y_N)
    rate = 1.0 / (np.linalg.eigvalsh(x_NF.T @ x_NF / NUM_SAMPLES)[-1] + l2)
    for _ in range(num_steps):
        network.zero_grad()
        (0.5 * (network(x)[:, 0] - y).square().mean()).backward()
        add_l2_gradient(network, l2)
        with torch.no_grad():
            network.weight.sub_(network.weight.grad, alpha=rate)
        shrink(network, rate * l1)
    return network.weight.detach().numpy()[0]


def test_l1_is_the_soft_threshold_on_an_orthogonal_design():
    x_NF, y_N = design(orthogonal=True)
    plain = x_NF.T @ y_N / NUM_SAMPLES
    wanted = np.sign(plain) * np.maximum(np.abs(plain) - AMOUNT, 0.0)
    np.testing.assert_allclose(descend(x_NF, y_N, l1=AMOUNT), wanted, atol=1e-10)


def test_l2_is_a_plain_division_on_an_orthogonal_design():
    x_NF, y_N = design(orthogonal=True)
    wanted = x_NF.T @ y_N / NUM_SAMPLES / (1.0 + AMOUNT)
    np.testing.assert_allclose(descend(x_NF, y_N, l2=AMOUNT), wanted, atol=1e-10)


@pytest.mark.parametrize("orthogonal", [True, False])
def test_l1_reaches_the_lasso_of_scikit_learn_with_its_zeros(orthogonal):
    x_NF, y_N = design(orthogonal=orthogonal)
    wanted = Lasso(alpha=AMOUNT, fit_intercept=False, tol=1e-12, max_iter=100_000).fit(x_NF, y_N).coef_
    seen = descend(x_NF, y_N, l1=AMOUNT)
    np.testing.assert_allclose(seen, wanted, atol=1e-7)
    np.testing.assert_array_equal(seen == 0.0, wanted == 0.0)


@pytest.mark.parametrize("orthogonal", [True, False])
def test_l2_reaches_the_ridge_of_scikit_learn(orthogonal):
    x_NF, y_N = design(orthogonal=orthogonal)
    wanted = Ridge(alpha=AMOUNT * NUM_SAMPLES, fit_intercept=False, tol=1e-12).fit(x_NF, y_N).coef_
    np.testing.assert_allclose(descend(x_NF, y_N, l2=AMOUNT), wanted, atol=1e-8)


def test_l1_gives_exact_zeros():
    x_NF, y_N = design(orthogonal=False)
    assert (descend(x_NF, y_N, l1=AMOUNT) == 0.0).sum() >= 3


@pytest.mark.parametrize("amount", [0.3, 3.0, 30.0])
def test_l2_gives_none_however_strong(amount):
    x_NF, y_N = design(orthogonal=False)
    assert (descend(x_NF, y_N, l2=amount) != 0.0).all()


def test_a_gradient_of_the_absolute_value_alone_would_give_none():
    x_NF, y_N = design(orthogonal=True)
    weight = np.ones(NUM_FEATURES)
    for _ in range(2000):
        slope = x_NF.T @ (x_NF @ weight - y_N) / NUM_SAMPLES + AMOUNT * np.sign(weight)
        weight -= 0.01 * slope
    assert (weight != 0.0).all()
