"""Dropout keeps the mean, and is a draw among 2^H thinned networks that share their weights.

Held against all 2^H networks, each built small, without the units that it lacks.
"""

import itertools
import math

import pytest
import torch

from wellwired.core.plans import Activation, Dense, Dropout, Flatten, Head, NetworkPlan
from wellwired.network.build import build
from wellwired.train.sample import sample_outputs

NUM_UNITS, SHARE = 6, 0.3
MASKS = torch.tensor(list(itertools.product([False, True], repeat=NUM_UNITS)))


def network_of(*behind):
    blocks = (Flatten(), Dense(units=NUM_UNITS), Activation(name="tanh"), Dropout(share=SHARE), *behind)
    plan = NetworkPlan(input_shape=(1, 2, 2), blocks=blocks, head=Head(kind="numbers", num_outputs=1))
    return build(plan, seed=0).double()


def image():
    return torch.randn(1, 1, 2, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def thinned(network, mask_H):
    """Output of the small network that has only the units of the mask."""
    first, last = network.body[1], network.head.linear
    hidden = torch.tanh(image().flatten(1) @ first.weight[mask_H].T + first.bias[mask_H])
    kept = network.body[4:](hidden / (1.0 - SHARE))
    return kept @ last.weight[:, mask_H].T + last.bias


def all_thinned(network):
    with torch.no_grad():
        return torch.stack([thinned(network, mask_H)[0, 0] for mask_H in MASKS])


def probabilities():
    kept = MASKS.sum(1).double()
    return (1.0 - SHARE) ** kept * SHARE ** (NUM_UNITS - kept)


def sampled(network, num):
    torch.manual_seed(0)
    with torch.no_grad():
        return network.train()(image().expand(num, -1, -1, -1))[:, 0]


def test_the_mean_of_a_value_stays():
    x_N = torch.full((200_000,), 3.0)
    torch.manual_seed(0)
    kept = network_of().body[3].train()(x_N)
    error = 3.0 * math.sqrt(SHARE / (1.0 - SHARE) / len(x_N))
    assert abs(float(kept.mean()) - 3.0) < 5.0 * error


def test_the_share_of_zeros_is_as_asked():
    torch.manual_seed(0)
    zeros = network_of().body[3].train()(torch.ones(200_000)) == 0.0
    assert abs(float(zeros.double().mean()) - SHARE) < 5.0 * math.sqrt(SHARE * (1.0 - SHARE) / 200_000)


def test_every_draw_is_one_of_the_thinned_networks():
    network = network_of()
    outputs = all_thinned(network)
    nearest = (sampled(network, 2000)[:, None] - outputs).abs().min(1).values
    assert nearest.max() < 1e-12


def test_the_thinned_networks_come_as_often_as_their_probability_says():
    network = network_of()
    which = (sampled(network, 20_000)[:, None] - all_thinned(network)).abs().argmin(1)
    seen = torch.bincount(which, minlength=len(MASKS)) / 20_000
    error = (probabilities() * (1.0 - probabilities()) / 20_000).sqrt()
    assert ((seen - probabilities()).abs() < 5.0 * error).all()


def test_with_a_linear_head_eval_mode_is_the_mean_of_all_thinned_networks():
    network = network_of()
    mean = (probabilities() * all_thinned(network)).sum()
    torch.testing.assert_close(network.eval()(image())[0, 0], mean, rtol=0, atol=1e-12)


@pytest.mark.parametrize("behind", [(), (Activation(name="relu"),)], ids=["linear", "relu"])
def test_the_mean_of_draws_is_the_mean_of_all_thinned_networks(behind):
    network = network_of(*behind)
    outputs = all_thinned(network)
    mean = (probabilities() * outputs).sum()
    error = ((probabilities() * (outputs - mean) ** 2).sum() / 20_000).sqrt()
    assert abs(sampled(network, 20_000).mean() - mean) < 5.0 * error


@pytest.mark.parametrize("behind", [(), (Activation(name="relu"),)], ids=["linear", "relu"])
def test_sampling_at_test_time_tells_their_mean_and_spread(behind):
    network = network_of(*behind)
    outputs = all_thinned(network)
    mean = (probabilities() * outputs).sum()
    deviation = (probabilities() * (outputs - mean) ** 2).sum().sqrt()
    spread = sample_outputs(network, image().expand(100, -1, -1, -1), num_samples=200, seed=0)
    assert abs(spread.mean_BK.mean() - mean) < 5.0 * deviation / math.sqrt(100 * 200)
    # a variance over n draws is too small by 1 / n on average: 0.5 %, and the rest is sampling error
    assert float(spread.deviation_BK.square().mean().sqrt()) == pytest.approx(float(deviation), rel=0.03)


def test_thinned_networks_share_their_weights():
    network = network_of()
    before = all_thinned(network)
    trained = MASKS[0b110000]
    (thinned(network, trained) - 10.0).square().sum().backward()
    torch.optim.SGD([network.body[1].weight], lr=0.01).step()
    changed = (all_thinned(network) - before).abs() > 1e-9
    # those that own one of the trained units change along; no other does
    assert torch.equal(changed, (MASKS & trained).any(1))
