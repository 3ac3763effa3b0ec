"""Small networks and batches for the probes."""

import pytest
import torch
from torch import nn


@pytest.fixture
def batch():
    torch.manual_seed(1)
    return torch.randn(24, 1, 8, 8), torch.arange(24) % 5


@pytest.fixture
def network():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 6, 3, padding=1),
        nn.BatchNorm2d(6),
        nn.ReLU(inplace=True),
        nn.Dropout(0.5),
        nn.Flatten(),
        nn.Linear(384, 5),
    )


@pytest.fixture
def loss():
    return nn.CrossEntropyLoss()
