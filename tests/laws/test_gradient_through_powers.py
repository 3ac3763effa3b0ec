"""The gradient through t equal linear steps is W^t = V diag(D)^t V^-1: |D| > 1 explodes, |D| < 1 vanishes.

Held against autograd through the steps, layer by layer.
"""

import numpy as np
import pytest
import torch

from wellwired.network.init import orthogonal

NUM_STEPS = 100


def matrix_of(eigenvalues, seed=0):
    """A matrix that is not symmetric, with these eigenvalues and its eigenvectors."""
    draw = np.random.default_rng(seed)
    size = len(eigenvalues)
    vectors = np.linalg.qr(draw.normal(size=(size, size)))[0] + 0.1 * draw.normal(size=(size, size))
    return vectors @ np.diag(eigenvalues) @ np.linalg.inv(vectors), vectors


def jacobian_through_steps(weight, num_steps):
    def unrolled(start):
        state = start
        for _ in range(num_steps):
            state = torch.nn.functional.linear(state, torch.from_numpy(weight))
        return state

    return torch.autograd.functional.jacobian(unrolled, torch.zeros(len(weight), dtype=torch.float64)).numpy()


@pytest.mark.parametrize("num_steps", [1, 10, NUM_STEPS])
def test_the_jacobian_is_the_power_by_eigenvalues(num_steps):
    eigenvalues = np.array([1.1, 1.0, -0.9, 0.5])
    weight, vectors = matrix_of(eigenvalues)
    wanted = vectors @ np.diag(eigenvalues**num_steps) @ np.linalg.inv(vectors)
    np.testing.assert_allclose(jacobian_through_steps(weight, num_steps), wanted, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("eigenvalue", [1.1, 1.0, 0.9, -1.1, -0.9])
def test_along_an_eigenvector_it_grows_by_the_eigenvalue_a_step(eigenvalue):
    weight, vectors = matrix_of(np.array([eigenvalue, 0.3, 0.2]))
    along = jacobian_through_steps(weight, NUM_STEPS) @ vectors[:, 0]
    np.testing.assert_allclose(along, eigenvalue**NUM_STEPS * vectors[:, 0], rtol=1e-8, atol=1e-30)


def test_one_eigenvalue_above_one_makes_it_explode():
    weight, _ = matrix_of(np.array([1.2, 0.5, 0.1]))
    assert np.linalg.norm(jacobian_through_steps(weight, NUM_STEPS)) > 1e6  # 1.2^100 = 8e7


def test_all_eigenvalues_below_one_make_it_vanish():
    weight, _ = matrix_of(np.array([0.8, 0.5, 0.1]))
    assert np.linalg.norm(jacobian_through_steps(weight, NUM_STEPS)) < 1e-8  # 0.8^100 = 2e-10


@pytest.mark.parametrize("radius", [0.9, 1.0, 1.1])
def test_a_complex_pair_counts_by_its_absolute_value(radius):
    turn = radius * np.array([[np.cos(0.7), -np.sin(0.7)], [np.sin(0.7), np.cos(0.7)]])
    seen = np.linalg.norm(jacobian_through_steps(turn, NUM_STEPS), ord=2)
    assert seen == pytest.approx(radius**NUM_STEPS, rel=1e-9)


@pytest.mark.parametrize("activation", [torch.tanh, torch.relu])
def test_an_activation_of_slope_one_or_less_cannot_stop_it_from_vanishing(activation):
    weight = torch.from_numpy(0.8 * np.eye(3))
    start = torch.ones(3, dtype=torch.float64, requires_grad=True)
    state = start
    for _ in range(NUM_STEPS):
        state = activation(state @ weight.T)
    state.sum().backward()
    assert float(start.grad.norm()) <= 0.8**NUM_STEPS * np.sqrt(3) * (1 + 1e-9)


def test_orthogonal_weights_keep_its_length():
    weight = orthogonal((8, 8), rng=torch.Generator().manual_seed(0)).double().numpy()
    values = np.linalg.svd(jacobian_through_steps(weight, NUM_STEPS), compute_uv=False)
    np.testing.assert_allclose(values, 1.0, atol=1e-4)  # drawn in float32: 1e-7 a step
