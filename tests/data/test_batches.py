"""Order is a function of seed and epoch; a batch is a channels-last view of the kept bytes."""

import numpy as np
import pytest
import torch

from wellwired.data.batches import batch, order, rows_of_step, steps_per_epoch
from wellwired.data.load import load
from wellwired.data.read import read_labelled


@pytest.fixture
def samples(noise):
    source = read_labelled((noise(0, 8, 6, 5, 3), np.arange(8) % 2))
    return load(source, height=6, width=5, num_channels=3, fit="exact", folder=None)


def test_order_is_a_permutation():
    assert sorted(order(100, seed=3, epoch=0).tolist()) == list(range(100))


def test_order_follows_from_seed_and_epoch_alone():
    torch.manual_seed(1)
    first = order(100, seed=3, epoch=7)
    torch.manual_seed(2)
    assert (order(100, seed=3, epoch=7) == first).all()
    assert (order(100, seed=3, epoch=8) != first).any()
    assert (order(100, seed=4, epoch=7) != first).any()


@pytest.mark.parametrize(("count", "size", "steps"), [(100, 10, 10), (109, 10, 10), (5, 10, 1)])
def test_an_epoch_has_whole_batches(count, size, steps):
    assert steps_per_epoch(count, batch_size=size) == steps


def test_steps_share_no_sample():
    rows = [rows_of_step(order(20, seed=0, epoch=0), step, batch_size=5) for step in range(4)]
    assert sorted(np.concatenate(rows).tolist()) == list(range(20))


def test_a_batch_holds_the_samples_asked_for(samples):
    x_BCHW, y_B = batch(samples, np.array([3, 0, 6]))
    assert (x_BCHW.permute(0, 2, 3, 1).numpy() == samples.pixels_NHWC[[3, 0, 6]]).all()
    assert y_B.tolist() == [1, 0, 0]


def test_a_batch_is_channels_last_bytes(samples):
    x_BCHW, y_B = batch(samples, np.arange(8))
    assert x_BCHW.shape == (8, 3, 6, 5)
    assert x_BCHW.is_contiguous(memory_format=torch.channels_last)
    assert (x_BCHW.dtype, y_B.dtype) == (torch.uint8, torch.int64)


def test_changing_a_batch_leaves_the_samples(samples):
    before = samples.pixels_NHWC.copy()
    batch(samples, np.arange(8))[0].zero_()
    assert (samples.pixels_NHWC == before).all()
