"""L1 holds weights at exactly zero, as its closed form says; norms and biases go free."""

import numpy as np
import pytest
import torch
from torch import nn

from wellwired.train.penalty import add_l2_gradient, map_weights, penalties, shrink


def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(16, 3))


def test_shrink_equals_the_soft_threshold():
    model = network()
    before = [one.detach().double().numpy() for one in map_weights(model)]
    shrink(model, 0.1)
    for old, new in zip(before, map_weights(model), strict=True):
        wanted = np.sign(old) * np.maximum(np.abs(old) - 0.1, 0.0)
        np.testing.assert_allclose(new.detach().numpy(), wanted, atol=1e-7)  # float32 rounding


def test_shrink_gives_exact_zeros():
    model = network()
    inside = [one.detach().abs() <= 0.1 for one in map_weights(model)]
    shrink(model, 0.1)
    assert all((new[here] == 0.0).all() for new, here in zip(map_weights(model), inside, strict=True))


def test_shrink_leaves_norms_and_biases():
    model = network()
    before = [one.detach().clone() for one in model.parameters() if one.ndim < 2]
    shrink(model, 0.1)
    assert all(map(torch.equal, before, [one.detach() for one in model.parameters() if one.ndim < 2]))


def test_repeated_shrinking_solves_the_lasso_as_scikit_learn_does():
    from sklearn.linear_model import Lasso

    rng = np.random.default_rng(0)
    x = rng.normal(size=(80, 10))
    y = x @ np.array([2, -1, 0.5, 0, 0, 0, 0, 0, 0, 0]) + 0.1 * rng.normal(size=80)
    wanted = Lasso(alpha=0.2, fit_intercept=False, tol=1e-10).fit(x, y).coef_
    model = nn.Linear(10, 1, bias=False).double()
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    for _ in range(500):
        gradient = ((model(x)[:, 0] - y) @ x) / 80
        with torch.no_grad():
            model.weight -= 0.2 * gradient
        shrink(model, 0.2 * 0.2)
    np.testing.assert_allclose(model.weight.detach().numpy()[0], wanted, atol=1e-8)
    assert ((model.weight == 0).numpy()[0] == (wanted == 0)).all()


def test_penalties_equal_their_formula():
    model = network()
    values = np.concatenate([one.detach().double().numpy().ravel() for one in map_weights(model)])
    wanted = 0.3 * np.abs(values).sum() + 0.5 * 0.7 * np.square(values).sum()
    assert penalties(model, l1=0.3, l2=0.7).item() == pytest.approx(wanted, rel=1e-5)


def test_the_gradient_of_l2_equals_that_of_its_value():
    model = network()
    for one in model.parameters():
        one.grad = torch.zeros_like(one)
    add_l2_gradient(model, 0.7)
    value = sum(0.35 * one.square().sum() for one in map_weights(model))
    wanted = torch.autograd.grad(value, map_weights(model))
    assert all(map(torch.allclose, [one.grad for one in map_weights(model)], wanted))
    assert all(one.grad.abs().sum() == 0 for one in model.parameters() if one.ndim < 2)
