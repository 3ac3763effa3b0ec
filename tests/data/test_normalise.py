"""Raw values become inputs the same way in training and in prediction."""

import numpy as np
import pytest
import torch

from wellwired.core.errors import DataError
from wellwired.core.plans import Preprocess
from wellwired.data.normalise import normalise


def card(num_channels):
    return Preprocess(
        height=4,
        width=5,
        num_channels=num_channels,
        fit="exact",
        value_range=(0.0, 255.0),
        mean=tuple(100.0 + n for n in range(num_channels)),
        deviation=tuple(50.0 + n for n in range(num_channels)),
        classes=("a", "b"),
    )


@pytest.mark.parametrize("num_channels", [1, 3])
@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_agrees_with_numpy(num_channels, kind):
    x = np.random.default_rng(0).integers(0, 256, (2, num_channels, 4, 5)).astype(kind)
    mean, deviation = (
        np.array(one)[:, None, None] for one in (card(num_channels).mean, card(num_channels).deviation)
    )
    found = normalise(torch.from_numpy(x), card(num_channels)).numpy()
    np.testing.assert_allclose(found, (x.astype(np.float64) - mean) / deviation, atol=1e-6)


def test_gives_float32_and_keeps_the_order_of_axes():
    x_NHWC = torch.zeros(2, 4, 5, 3, dtype=torch.uint8)
    found = normalise(x_NHWC.permute(0, 3, 1, 2), card(3))
    assert found.dtype is torch.float32
    assert found.is_contiguous(memory_format=torch.channels_last)


def test_refuses_other_channels():
    with pytest.raises(DataError, match=r"\(2, 1, 4, 5\) and 3 means"):
        normalise(torch.zeros(2, 1, 4, 5), card(3))
