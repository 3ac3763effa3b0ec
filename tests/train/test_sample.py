"""Samples at test time are those of thinned networks, and the network keeps its modes."""

import itertools

import pytest
import torch

from wellwired.core.errors import TrainError
from wellwired.core.plans import BatchNorm, Conv, Dense, Dropout, Flatten, Head, NetworkPlan
from wellwired.network.build import build
from wellwired.train.sample import sample_outputs


def network(*blocks, kind="numbers"):
    head = Head(kind=kind, num_outputs=3)
    return build(NetworkPlan(input_shape=(1, 4, 4), blocks=blocks, head=head), seed=0)


def images():
    return torch.randn(5, 1, 4, 4, generator=torch.Generator().manual_seed(0))


THIN = (Flatten(), Dense(units=4), Dropout(share=0.5))


def test_mean_and_deviation_near_those_of_all_thinned_networks():
    model = network(*THIN).eval()
    hidden_BD = model.body[:2](images())
    masks = torch.tensor(list(itertools.product([0.0, 2.0], repeat=4)))
    all_SBK = torch.stack([model.head(hidden_BD * mask) for mask in masks])
    got = sample_outputs(model, images(), num_samples=2000, seed=0)
    error_BK = all_SBK.std(0, correction=0) / 2000**0.5
    assert ((got.mean_BK - all_SBK.mean(0)).abs() < 5 * error_BK).all()
    assert torch.allclose(got.deviation_BK, all_SBK.std(0, correction=0), rtol=0.1)


def test_without_dropout_the_deviation_is_exactly_zero():
    model = network(Conv(channels=2), BatchNorm(), Flatten(), kind="classes")
    assert sample_outputs(model, images(), num_samples=3, seed=0).deviation_BK.eq(0).all()


def test_probabilities_of_classes_sum_to_one():
    got = sample_outputs(network(*THIN, kind="classes"), images(), num_samples=4, seed=0)
    assert torch.allclose(got.mean_BK.sum(1), torch.ones(5))


def test_equal_seeds_give_equal_samples_and_leave_the_random_state():
    before = torch.get_rng_state()
    one, same, other = (
        sample_outputs(network(*THIN), images(), num_samples=2, seed=seed).mean_BK for seed in (0, 0, 1)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("training", [True, False])
def test_modes_and_buffers_stay(training):
    model = network(Conv(channels=2), BatchNorm(), Flatten(), Dropout(share=0.5)).train(training)
    before = {name: one.clone() for name, one in model.state_dict().items()}
    sample_outputs(model, images(), num_samples=2, seed=0)
    assert {one.training for one in model.modules()} == {training}
    assert all(torch.equal(before[name], one) for name, one in model.state_dict().items())


def test_refuses_no_samples():
    with pytest.raises(TrainError, match="`num_samples` is 0"):
        sample_outputs(network(*THIN), images(), num_samples=0, seed=0)
