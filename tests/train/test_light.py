"""Light and contrast change values alone; an erased square has the size and place asked for."""

import numpy as np
import torch

from wellwired.train.light import erase, relight


def images(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


def test_relight_equals_its_formula():
    x_BCHW, gains, lights = images(4, 3, 5, 5), [0.5, 1.0, 1.5, 2.0], [0.0, 0.1, -0.2, 1.0]
    wanted = np.stack(
        [(x - 0.3) * g + 0.3 + s for x, g, s in zip(x_BCHW.numpy(), gains, lights, strict=True)]
    )
    got = relight(x_BCHW, gain_B=torch.tensor(gains), light_B=torch.tensor(lights), middle=0.3)
    np.testing.assert_allclose(got, wanted, atol=1e-6)  # float32 rounding of values near 1


def test_relight_leaves_its_input():
    x_BCHW = images(1, 1, 2, 2)
    before = x_BCHW.clone()
    relight(x_BCHW, gain_B=torch.tensor([2.0]), light_B=torch.tensor([1.0]))
    assert torch.equal(x_BCHW, before)


def test_erase_equals_slices_sample_by_sample():
    x_BCHW = images(6, 2, 8, 10)
    down_B, right_B = torch.tensor([0, 0.2, 0.5, 0.7, 0.9, 0.99]), torch.tensor([0.99, 0.6, 0.5, 0.3, 0.1, 0])
    got = erase(x_BCHW, side=4, down_B=down_B, right_B=right_B, fill=7.0)
    for b in range(6):
        top, left = int(down_B[b] * 8) - 2, int(right_B[b] * 10) - 2
        wanted = x_BCHW[b].clone()
        wanted[:, max(top, 0) : top + 4, max(left, 0) : left + 4] = 7.0
        assert torch.equal(got[b], wanted)
