"""W04 says: the gradient must reach every weight, and the optimizer hold it."""

import torch
from torch import nn

from wellwired.checks import weight_without_gradient as check
from wellwired.core.verdict import Outcome
from wellwired.probes.reach import gradient_reach


class Detached(nn.Module):
    def forward(self, x):
        return x.detach()


class Rounded(nn.Module):
    def forward(self, x):
        return torch.round(x)


def test_fires_on_a_detach_and_names_the_weights_behind_it(network, loss, batch):
    faulty = network()
    faulty[2] = Detached()
    assert check.judge(gradient_reach(faulty, loss, *batch)).where == "1.weight, 1.bias"


def test_fires_on_a_rounded_output(network, loss, batch):
    faulty = nn.Sequential(network(), Rounded())
    assert check.judge(gradient_reach(faulty, loss, *batch)).outcome is Outcome.FAILED


def test_fires_on_a_module_that_is_never_called(network, loss, batch):
    faulty = network()
    faulty[1].spare = nn.Linear(3, 3)
    assert check.judge(gradient_reach(faulty, loss, *batch)).where == "1.spare.weight, 1.spare.bias"


def test_fires_on_a_layer_that_replaced_one_the_optimizer_holds(network, loss, batch):
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model[-1] = nn.Linear(32, 10)
    verdict = check.judge(gradient_reach(model, loss, *batch, optimizer=optimizer))
    assert verdict.where == "5.weight, 5.bias"


def test_stays_silent_on_sound_networks(sound, loss, batch):
    optimizer = torch.optim.SGD(sound.parameters(), lr=0.1)
    assert check.judge(gradient_reach(sound, loss, *batch, optimizer=optimizer)).outcome is Outcome.PASSED


def test_stays_silent_behind_a_last_layer_that_starts_at_zero(network, loss, batch):
    model = network("residual", depth=2, width=8)
    nn.init.zeros_(model[-1].weight)
    assert check.judge(gradient_reach(model, loss, *batch)).outcome is Outcome.PASSED


def test_stays_silent_on_residual_branches_that_start_at_zero(network, loss, batch):
    model = network("residual", depth=2, width=8)
    for one in (model[1], model[2]):
        nn.init.zeros_(one.body[-1].weight)
    assert check.judge(gradient_reach(model, loss, *batch)).outcome is Outcome.PASSED


def test_stays_silent_on_weights_frozen_on_purpose(network, loss, batch):
    model = network()
    model[1].requires_grad_(False)
    verdict = check.judge(gradient_reach(model, loss, *batch))
    assert (verdict.outcome, verdict.note) == (Outcome.PASSED, "2 frozen on purpose")
