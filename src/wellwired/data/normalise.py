"""Raw values become the network's input: the one place for it, in training and in prediction."""

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from wellwired.core.errors import DataError
from wellwired.core.plans import Preprocess


def normalise(x_BCHW: Shaped[Tensor, "B C H W"], preprocess: Preprocess) -> Float[Tensor, "B C H W"]:
    """Images with mean 0 and deviation 1 by channel over the training part, float32.

    The order of the axes in memory is kept: a channels-last view stays one.

    Args:
        x_BCHW: raw values, uint8 or float.
        preprocess: mean and deviation by channel, in units of the raw values.

    Raises:
        DataError: the images have other channels than the preprocessing.

    Source:
        (x - mean) / deviation.

    Example:
        >>> card = Preprocess(height=1, width=1, num_channels=1, fit="exact", value_range=(0.0, 255.0),
        ...                   mean=(100.0,), deviation=(50.0,), classes=("a", "b"))
        >>> normalise(torch.tensor([[[[200]]]], dtype=torch.uint8), card).item()
        2.0
    """
    if x_BCHW.dim() != 4 or x_BCHW.shape[1] != len(preprocess.mean):
        raise DataError(
            seen=f"images of the shape {tuple(x_BCHW.shape)} and {len(preprocess.mean)} means",
            wanted="axes B, C, H, W, with a mean for each channel",
            do="load the images with the channels of the run's preprocessing",
        )
    mean = torch.tensor(preprocess.mean, dtype=torch.float32, device=x_BCHW.device)
    deviation = torch.tensor(preprocess.deviation, dtype=torch.float32, device=x_BCHW.device)
    return (x_BCHW.to(torch.float32) - mean[:, None, None]) / deviation[:, None, None]
