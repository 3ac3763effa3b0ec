"""Every probe leaves the model, its gradients and modes, and all random states exactly as found."""

import random

import numpy as np
import pytest
import torch

from wellwired.probes.dead import dead_units
from wellwired.probes.differences import gradient_agreement
from wellwired.probes.first_loss import first_loss
from wellwired.probes.first_pass import first_pass
from wellwired.probes.flow import gradient_flow
from wellwired.probes.jacobian import jacobian_spectrum
from wellwired.probes.memory import memorise
from wellwired.probes.reach import gradient_reach, input_reach
from wellwired.probes.rows import row_influence
from wellwired.probes.signal import signal_scale
from wellwired.probes.twins import alike_units

WITH_LOSS = [
    memorise,
    first_loss,
    gradient_reach,
    gradient_agreement,
    first_pass,
    signal_scale,
    gradient_flow,
]
WITHOUT = [
    row_influence,
    input_reach,
    alike_units,
    jacobian_spectrum,
    lambda model, x: dead_units(model, [x]),
]
PROBES = WITH_LOSS + WITHOUT
NAMES = [*(one.__name__ for one in WITH_LOSS + WITHOUT[:-1]), "dead_units"]


def run(probe, model, loss, batch):
    return probe(model, loss, *batch) if probe in WITH_LOSS else probe(model, batch[0])


@pytest.fixture
def used(network, loss, batch):
    """A network in the midst of training: gradients, moved statistics, one module in evaluation mode."""
    network.train()
    loss(network(batch[0]), batch[1]).backward()
    network[1].eval()
    return network


@pytest.mark.parametrize("probe", PROBES, ids=NAMES)
def test_weights_buffers_and_gradients_stay(probe, used, loss, batch):
    state = {name: one.clone() for name, one in used.state_dict().items()}
    gradients = [one.grad.clone() for one in used.parameters()]
    run(probe, used, loss, batch)
    assert all(torch.equal(one, state[name]) for name, one in used.state_dict().items())
    assert all(torch.equal(one.grad, kept) for one, kept in zip(used.parameters(), gradients, strict=True))


@pytest.mark.parametrize("probe", PROBES, ids=NAMES)
def test_modes_and_hooks_stay(probe, used, loss, batch):
    modes = [one.training for one in used.modules()]
    run(probe, used, loss, batch)
    assert modes == [one.training for one in used.modules()]
    assert not any(one._forward_hooks or one._backward_hooks for one in used.modules())


@pytest.mark.parametrize("probe", PROBES, ids=NAMES)
def test_random_states_stay(probe, used, loss, batch):
    torch.manual_seed(5)
    states = torch.get_rng_state(), np.random.get_state()[1].tolist(), random.getstate()
    run(probe, used, loss, batch)
    after = torch.get_rng_state(), np.random.get_state()[1].tolist(), random.getstate()
    assert torch.equal(states[0], after[0])
    assert states[1:] == after[1:]


@pytest.mark.parametrize("probe", PROBES, ids=NAMES)
def test_gives_the_same_record_twice(probe, used, loss, batch):
    assert repr(run(probe, used, loss, batch)) == repr(run(probe, used, loss, batch))
