"""Glorot's weights have variance 2 / (fan_in + fan_out); the uniform ones end at sqrt(3) deviations.

Measured, within five standard errors of the sample; the error of a variance is v sqrt((kurtosis - 1) / N).
"""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from wellwired.network.init import glorot_normal, glorot_uniform

SHAPES = [(200, 300), (500, 50), (64, 32, 3, 3), (16, 8, 5, 5)]
KURTOSIS = {glorot_uniform: 9 / 5, glorot_normal: 3.0}


def fans_by_hand(shape):
    area = 1
    for one in shape[2:]:
        area *= one
    return shape[1] * area, shape[0] * area


def draw(rule, shape, seed=0):
    return rule(shape, rng=torch.Generator().manual_seed(seed)).double()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("rule", KURTOSIS)
def test_variance_is_two_over_the_sum_of_fans(rule, shape):
    weight = draw(rule, shape)
    wanted = 2.0 / sum(fans_by_hand(shape))
    error = wanted * math.sqrt((KURTOSIS[rule] - 1.0) / weight.numel())
    assert abs(float(weight.var(correction=0)) - wanted) < 5.0 * error


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("rule", KURTOSIS)
def test_mean_is_zero(rule, shape):
    weight = draw(rule, shape)
    error = math.sqrt(2.0 / sum(fans_by_hand(shape)) / weight.numel())
    assert abs(float(weight.mean())) < 5.0 * error


@pytest.mark.parametrize("shape", SHAPES)
def test_uniform_weights_reach_their_bound_and_stay_within(shape):
    bound = math.sqrt(6.0 / sum(fans_by_hand(shape)))
    largest = float(draw(glorot_uniform, shape).abs().max())
    # the largest of N uniform draws misses the bound by more than 10 / N with probability e^-10
    assert bound * (1.0 - 10.0 / math.prod(shape)) < largest <= bound * (1.0 + 1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shapes_of_both_distributions_are_as_named(shape):
    total = sum(fans_by_hand(shape))
    flat = draw(glorot_uniform, shape).flatten().numpy() / math.sqrt(6.0 / total)
    bell = draw(glorot_normal, shape).flatten().numpy() / math.sqrt(2.0 / total)
    assert stats.kstest(flat, stats.uniform(-1, 2).cdf).pvalue > 1e-4
    assert stats.kstest(bell, stats.norm.cdf).pvalue > 1e-4


@pytest.mark.parametrize("rule", KURTOSIS)
@pytest.mark.parametrize(("num_out", "num_in"), [(400, 400), (600, 200)])
def test_signal_and_gradient_are_scaled_by_their_share_of_the_fans(num_out, num_in, rule):
    # forward the variance is multiplied by fan_in Var(W), backward by fan_out Var(W): 1 on the average
    weight = draw(rule, (num_out, num_in)).numpy()
    x_BI = np.random.default_rng(1).normal(size=(2000, num_in))
    g_BO = np.random.default_rng(2).normal(size=(2000, num_out))
    forward, backward = (x_BI @ weight.T).var(), (g_BO @ weight).var()
    assert forward == pytest.approx(2.0 * num_in / (num_in + num_out), rel=0.05)
    assert backward == pytest.approx(2.0 * num_out / (num_in + num_out), rel=0.05)
