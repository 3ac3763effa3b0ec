"""W03 says: samples of a batch must not see each other."""

import pytest
import torch
from torch import nn

from wellwired.checks import rows_talk as check
from wellwired.core.records.wiring import RowInfluence
from wellwired.core.verdict import Outcome
from wellwired.probes.rows import row_influence


class View(nn.Module):
    """A view where a transpose was meant: rows of one sample end in another."""

    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x_BCHW):
        return self.body(x_BCHW.reshape(8, -1, 1, 8).transpose(0, 1).reshape(-1, 1, 8, 8))


class OverBatch(nn.Module):
    def forward(self, x_BF):
        return torch.softmax(x_BF, 0)


def record(**changes):
    plain = {
        "influence": ((1.0, 0.0), (0.0, 1.0)),
        "off_diagonal": 0.0,
        "diagonal": 1.0,
        "noise": 0.0,
        "worst_module": "",
        "input_mixed": False,
        "num_samples": 2,
    }
    return RowInfluence(**(plain | changes))


def test_fires_on_a_view_where_a_transpose_was_meant(network, batch):
    assert check.judge(row_influence(View(network()), batch[0])).outcome is Outcome.FAILED


def test_fires_on_a_softmax_over_the_batch_and_names_it(network, batch):
    model = network()
    model[2] = OverBatch()
    assert check.judge(row_influence(model, batch[0])).where == "2"


def test_fires_on_batch_norm_without_running_statistics(network, batch):
    model = network("norm")
    model[1] = nn.BatchNorm2d(32, track_running_stats=False)
    verdict = check.judge(row_influence(model, batch[0]))
    assert (verdict.outcome, verdict.where) == (Outcome.FAILED, "1")


def test_stays_silent_on_sound_networks(sound, batch):
    assert check.judge(row_influence(sound, batch[0])).outcome is Outcome.PASSED


def test_stays_silent_on_two_samples(network, batch):
    assert check.judge(row_influence(network("norm"), batch[0][:2])).outcome is Outcome.PASSED


def test_is_unsure_when_no_output_moves_at_all():
    assert check.judge(record(diagonal=0.0)).outcome is Outcome.UNSURE


def test_is_unsure_when_two_runs_differ():
    assert check.judge(record(noise=0.1, off_diagonal=0.1)).outcome is Outcome.UNSURE


def test_says_when_the_mix_lies_before_the_module(network, batch):
    assert "before this module" in check.judge(row_influence(View(network()), batch[0])).note


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_ignores_the_scale_of_the_output(network, batch, scale):
    model = View(network())
    with torch.no_grad():
        model.body[-1].weight.mul_(scale)
        model.body[-1].bias.mul_(scale)
    assert check.judge(row_influence(model, batch[0])).outcome is Outcome.FAILED
