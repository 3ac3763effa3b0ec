"""Batch norm is gamma (x - mean) / sqrt(variance + eps) + beta over all axes but the channels.

Held against the formula in numpy; its gradients against a derivation by hand and finite differences.
"""

import numpy as np
import pytest
import torch

from wellwired.core.plans import BatchNorm
from wellwired.network.blocks.batch_norm import batch_norm

DRAW = np.random.default_rng(0)
SHAPES = {"features": (12, 3), "maps": (5, 3, 4, 2)}
EPS = 1e-5


def case(kind):
    shape = SHAPES[kind]
    layer = batch_norm(BatchNorm(momentum=0.25), shape=shape[1:]).double()
    gamma, beta = DRAW.normal(size=3), DRAW.normal(size=3)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(gamma))
        layer.bias.copy_(torch.from_numpy(beta))
    return layer, 3.0 + 2.0 * DRAW.normal(size=shape), gamma, beta


def by_channel(x):
    """Values of each channel in a row of its own."""
    return np.moveaxis(x, 1, 0).reshape(x.shape[1], -1)


def like(x_CN, shape):
    return np.moveaxis(x_CN.reshape(shape[1], shape[0], *shape[2:]), 0, 1)


def formula(x, gamma, beta):
    x_CN = by_channel(x)
    centred = x_CN - x_CN.mean(1, keepdims=True)
    unit = centred / np.sqrt((centred**2).mean(1, keepdims=True) + EPS)
    return like(gamma[:, None] * unit + beta[:, None], x.shape)


@pytest.mark.parametrize("kind", SHAPES)
def test_training_output_is_the_formula(kind):
    layer, x, gamma, beta = case(kind)
    np.testing.assert_allclose(layer(torch.from_numpy(x)).detach(), formula(x, gamma, beta), atol=1e-12)


@pytest.mark.parametrize("kind", SHAPES)
def test_gradients_are_those_derived_by_hand(kind):
    layer, x, gamma, _ = case(kind)
    g = DRAW.normal(size=x.shape)
    given = torch.from_numpy(x).requires_grad_()
    layer(given).backward(torch.from_numpy(g))
    x_CN, g_CN = by_channel(x), by_channel(g)
    deviation = np.sqrt(x_CN.var(1, keepdims=True) + EPS)
    unit = (x_CN - x_CN.mean(1, keepdims=True)) / deviation
    through_mean, through_variance = g_CN.mean(1, keepdims=True), unit * (g_CN * unit).mean(1, keepdims=True)
    wanted = gamma[:, None] / deviation * (g_CN - through_mean - through_variance)
    np.testing.assert_allclose(given.grad, like(wanted, x.shape), atol=1e-12)
    np.testing.assert_allclose(layer.weight.grad, (g_CN * unit).sum(1), atol=1e-12)
    np.testing.assert_allclose(layer.bias.grad, g_CN.sum(1), atol=1e-12)


@pytest.mark.parametrize("kind", SHAPES)
def test_gradients_are_those_of_finite_differences(kind):
    layer, x, gamma, beta = case(kind)
    g = DRAW.normal(size=x.shape)
    given = torch.from_numpy(x).requires_grad_()
    layer(given).backward(torch.from_numpy(g))
    step = 1e-5  # error step^2 in theory, 1e-16 / step by rounding: both 1e-10
    slopes = np.zeros_like(x)
    for place in np.ndindex(*x.shape):
        moved = np.zeros_like(x)
        moved[place] = step
        slopes[place] = ((formula(x + moved, gamma, beta) - formula(x - moved, gamma, beta)) * g).sum() / (
            2 * step
        )
    np.testing.assert_allclose(given.grad, slopes, atol=1e-7)


@pytest.mark.parametrize("kind", SHAPES)
def test_at_the_start_every_channel_has_mean_zero_and_variance_one(kind):
    _, x, _, _ = case(kind)
    layer = batch_norm(BatchNorm(), shape=x.shape[1:]).double()
    y_CN = by_channel(layer(torch.from_numpy(x)).detach().numpy())
    np.testing.assert_allclose(y_CN.mean(1), 0.0, atol=1e-12)
    np.testing.assert_allclose(y_CN.var(1), 1.0, atol=1e-4)  # eps against a variance of 4


@pytest.mark.parametrize("kind", SHAPES)
def test_neither_scale_nor_shift_of_the_input_matters(kind):
    layer, x, _, _ = case(kind)
    one, other = layer(torch.from_numpy(x)), layer(torch.from_numpy(50.0 * x - 7.0))
    torch.testing.assert_close(one, other, rtol=0, atol=1e-4)  # eps against a variance of 4


@pytest.mark.parametrize("kind", SHAPES)
def test_running_figures_move_by_their_momentum_and_serve_in_eval_mode(kind):
    layer, x, gamma, beta = case(kind)
    layer(torch.from_numpy(x))
    x_CN = by_channel(x)
    mean, variance = 0.25 * x_CN.mean(1), 0.75 + 0.25 * x_CN.var(1, ddof=1)
    np.testing.assert_allclose(layer.running_mean, mean, atol=1e-12)
    np.testing.assert_allclose(layer.running_var, variance, atol=1e-12)
    unit = (x_CN - mean[:, None]) / np.sqrt(variance[:, None] + EPS)
    wanted = like(gamma[:, None] * unit + beta[:, None], x.shape)
    np.testing.assert_allclose(layer.eval()(torch.from_numpy(x)).detach(), wanted, atol=1e-12)
