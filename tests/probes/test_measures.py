"""Each measurement agrees with a slow independent computation."""

import copy
import math

import pytest
import torch
from torch import nn

from wellwired.probes.dead import dead_units
from wellwired.probes.differences import gradient_agreement
from wellwired.probes.first_loss import first_loss
from wellwired.probes.flow import gradient_flow
from wellwired.probes.jacobian import jacobian_spectrum
from wellwired.probes.memory import small_batch
from wellwired.probes.reach import gradient_reach
from wellwired.probes.rows import row_influence
from wellwired.probes.signal import signal_scale
from wellwired.probes.twins import alike_units


@pytest.fixture
def plain():
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 12), nn.Tanh(), nn.Linear(12, 5))


def test_jacobian_agrees_with_torch_func(plain, batch):
    x = batch[0][:16]
    each = torch.func.vmap(torch.func.jacrev(lambda one: plain(one[None])[0]))(x).detach().flatten(2)
    centred = each - each.mean(1, keepdim=True)
    values = torch.linalg.svdvals(centred.transpose(0, 1).flatten(1).double())
    found = jacobian_spectrum(plain, batch[0])
    wanted = (values / values[0]).tolist()
    assert found.values[:4] == pytest.approx(wanted[:4], rel=1e-4)  # float32 Jacobians


def test_gradient_flow_agrees_with_autograd(plain, loss, batch):
    loss(plain(batch[0]), batch[1]).backward()
    layers = gradient_flow(plain, loss, *batch).layers
    assert [one.gradient for one in layers] == pytest.approx(
        [float(plain[1].weight.grad.norm()), float(plain[3].weight.grad.norm())], rel=1e-5
    )


def test_signal_is_the_deviation_of_each_layers_output(plain, loss, batch):
    hidden = plain[1](batch[0].flatten(1)).detach()
    signal, _ = signal_scale(plain, loss, *batch)
    assert signal.layers[0].deviation == pytest.approx(float(hidden.std(correction=0)), rel=1e-5)


def test_gradient_scale_is_the_norm_at_each_layers_output(plain, loss, batch):
    hidden = plain[1](batch[0].flatten(1)).detach().requires_grad_()
    (gradient,) = torch.autograd.grad(loss(plain[3](torch.tanh(hidden)), batch[1]), hidden)
    _, back = signal_scale(plain, loss, *batch)
    assert back.layers[0].gradient == pytest.approx(float(gradient.norm() / math.sqrt(24)), rel=1e-5)


def test_signal_behind_a_change_in_place_is_the_one_before_it(network, loss, batch):
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 12), nn.ReLU(inplace=True), nn.Linear(12, 5))
    hidden = model[1](batch[0].flatten(1)).detach()
    assert signal_scale(model, loss, *batch)[0].layers[0].deviation == pytest.approx(
        float(hidden.std(correction=0)), rel=1e-5
    )


def test_even_loss_is_the_mean_over_all_targets(plain, loss, batch):
    logs = torch.log_softmax(plain(batch[0]), 1).detach()
    assert first_loss(plain, loss, *batch).even_loss == pytest.approx(float(-logs.mean()), rel=1e-5)


def test_dead_units_are_those_that_a_loop_finds(batch):
    torch.manual_seed(2)
    model = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(576, 5))
    nn.init.normal_(model[0].bias, mean=-1.0, std=1.0)
    shown = torch.relu(model[0](batch[0])).detach()
    by_loop = sum(bool((shown[:, unit] == 0).all()) for unit in range(16))
    found = dead_units(model, [batch[0][:10], batch[0][10:]])
    assert (found.layers[0].num_dead, found.num_samples, 0 < by_loop < 16) == (by_loop, 24, True)


def test_finite_differences_agree_with_the_gradient_to_six_digits(plain, loss, batch):
    assert gradient_agreement(plain, loss, *batch).error < 1e-6


def test_row_influence_is_zero_off_the_diagonal_in_a_sequence_model(batch):
    class Last(nn.Module):
        def __init__(self):
            super().__init__()
            self.gru, self.out = nn.GRU(8, 6, batch_first=True), nn.Linear(6, 5)

        def forward(self, x):
            return self.out(self.gru(x.squeeze(1))[0][:, -1])

    found = row_influence(Last(), batch[0])
    assert (found.off_diagonal, found.diagonal > 0) == (0.0, True)


def test_row_influence_takes_inputs_in_a_dict(batch):
    class Two(nn.Module):
        def forward(self, first, second):
            return first.flatten(1) + second.mean(0).flatten()

    assert row_influence(Two(), {"first": batch[0], "second": batch[0]}).off_diagonal > 0


def test_reach_names_what_the_optimizer_does_not_hold(plain, loss, batch):
    optimizer = torch.optim.SGD(plain[3].parameters(), lr=0.1)
    held = {
        one.name: one.in_optimizer for one in gradient_reach(plain, loss, *batch, optimizer=optimizer).weights
    }
    assert held == {"1.weight": False, "1.bias": False, "3.weight": True, "3.bias": True}


def test_twins_are_counted_by_layer(plain, batch):
    with torch.no_grad():
        plain[1].weight[4:7] = plain[1].weight[4]
        plain[1].bias[4:7] = 0.0
        plain[3].weight[:, 4:7] = plain[3].weight[:, 4:5]
    found = {
        one.layer: (one.num_alike_start, one.num_alike_after) for one in alike_units(plain, batch[0]).layers
    }
    assert found == {"1.weight": (3, 3), "3.weight": (0, 0)}


def test_copies_that_lead_to_different_weights_part(plain, batch):
    with torch.no_grad():
        plain[1].weight[4:7] = plain[1].weight[4]
        plain[1].bias[4:7] = 0.0
    assert alike_units(plain, batch[0]).layers[0].num_alike_after == 0


def test_a_small_batch_takes_classes_in_turn_and_no_image_twice():
    x = torch.arange(40.0).reshape(40, 1)
    x[1] = x[0]
    y = torch.tensor([0] * 36 + [1, 1, 2, 2])
    assert small_batch(x, y, most=6).tolist() == [0, 2, 36, 37, 38, 39]


def test_a_model_that_cannot_be_copied_is_refused(plain, batch):
    plain.cache = plain(batch[0])
    with pytest.raises(ValueError, match="cannot be copied"):
        row_influence(copy.copy(plain), batch[0])
