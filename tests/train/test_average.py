"""The average is the weighted mean of all weights taken in, and nothing else."""

import numpy as np
import pytest
import torch
from torch import nn

from wellwired.core.errors import TrainError
from wellwired.train.average import Average


def network(seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))


def wander(model, average, num, seed=1):
    rng = torch.Generator().manual_seed(seed)
    seen = []
    for _ in range(num):
        with torch.no_grad():
            for one in model.parameters():
                one.add_(torch.randn(one.shape, generator=rng))
        model(torch.randn(8, 3, generator=rng))
        average.update(model)
        seen.append(model[0].weight.detach().double().numpy().copy())
    return np.stack(seen)


@pytest.mark.parametrize("num", [1, 2, 30])
def test_equals_the_weighted_mean_by_a_loop(num):
    model, out = network(), network(5)
    average = Average(model, decay=0.9)
    seen = wander(model, average, num)
    average.write_to(out)
    shares = 0.9 ** np.arange(num - 1, -1, -1)
    wanted = np.tensordot(shares / shares.sum(), seen, axes=1)
    np.testing.assert_allclose(out[0].weight.detach().numpy(), wanted, atol=1e-5)  # float32 sums of 30 terms


def test_after_one_update_equals_the_weights_bit_for_bit():
    model, out = network(), network(5)
    average = Average(model, decay=0.99)
    wander(model, average, 1)
    average.write_to(out)
    assert all(map(torch.equal, out.state_dict().values(), model.state_dict().values()))


def test_buffers_are_those_of_the_last_step():
    model, out = network(), network(5)
    average = Average(model, decay=0.9)
    wander(model, average, 4)
    average.write_to(out)
    assert all(map(torch.equal, out.buffers(), model.buffers()))


def test_does_not_touch_the_network_it_looks_at():
    model = network()
    before = {name: one.clone() for name, one in model.state_dict().items()}
    Average(model, decay=0.9).update(model)
    assert all(torch.equal(before[name], one) for name, one in model.state_dict().items())


def test_goes_on_from_its_state_with_the_same_bits():
    model = network()
    average = Average(model, decay=0.9)
    wander(model, average, 3)
    taken_up = Average(network(7), decay=0.9)
    taken_up.load({name: one.clone() for name, one in average.state().items()})
    wander(model, average, 3, seed=2)
    other = network()
    wander(other, Average(other, decay=0.9), 3)
    wander(other, taken_up, 3, seed=2)
    assert all(map(torch.equal, average.state().values(), taken_up.state().values()))


def test_refuses_the_state_of_another_network():
    wide = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5))
    with pytest.raises(TrainError, match="shape"):
        Average(network(), decay=0.9).load(Average(wide, decay=0.9).state())


def test_refuses_a_decay_of_one():
    with pytest.raises(TrainError, match="`decay` is 1"):
        Average(network(), decay=1.0)


def test_refuses_to_write_before_anything_was_taken_in():
    with pytest.raises(TrainError, match="0 updates"):
        Average(network(), decay=0.9).write_to(network())
