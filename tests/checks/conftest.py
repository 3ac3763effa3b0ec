"""Real samples and small sound networks on which faults are planted."""

import itertools

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torch import nn


@pytest.fixture(scope="session")
def digits():
    """All digits as (x_BCHW, y), scaled to mean 0 and deviation 1."""
    found = load_digits()
    x_BCHW = torch.tensor(found.images, dtype=torch.float32).unsqueeze(1)
    return (x_BCHW - x_BCHW.mean()) / x_BCHW.std(), torch.tensor(found.target)


@pytest.fixture
def batch(digits):
    x_BCHW, y = digits
    return x_BCHW[:64], y[:64]


@pytest.fixture
def loss():
    return nn.CrossEntropyLoss()


@pytest.fixture
def network():
    """A maker of small sound networks for digits: `plain`, `conv`, `norm` or `residual`."""
    return make_network


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x_BCHW):
        return torch.relu(x_BCHW + self.body(x_BCHW))


def make_network(kind="plain", *, seed=0, width=32, depth=2, activation=nn.ReLU, he=False):
    torch.manual_seed(seed)
    if kind == "plain":
        sizes = [64] + [width] * depth
        body = [nn.Flatten()]
        for num_in, num_out in itertools.pairwise(sizes):
            body += [nn.Linear(num_in, num_out), activation()]
        model = nn.Sequential(*body, nn.Linear(width, 10))
    else:
        first = nn.Conv2d(1, width, 3, padding=1)
        middle = {
            "conv": [nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(width, width, 3, padding=1), nn.ReLU()],
            "norm": [
                nn.BatchNorm2d(width),
                nn.ReLU(),
                nn.Conv2d(width, width, 3),
                nn.BatchNorm2d(width),
                nn.ReLU(),
            ],
            "residual": [Residual(width) for _ in range(depth)],
        }[kind]
        model = nn.Sequential(
            first, *middle, nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Dropout(0.2), nn.Linear(4 * width, 10)
        )
    for layer in model.modules() if he else ():
        if isinstance(layer, nn.Linear | nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias) if layer.bias is not None else None
    return model


SOUND = [
    {"kind": "plain"},
    {"kind": "plain", "depth": 6, "width": 64},
    {"kind": "plain", "depth": 10, "width": 64, "he": True},
    {"kind": "plain", "depth": 3, "activation": nn.Tanh},
    {"kind": "conv"},
    {"kind": "conv", "width": 8, "he": True},
    {"kind": "norm", "width": 16},
    {"kind": "residual", "width": 16, "depth": 3},
    {"kind": "residual", "width": 8, "depth": 2, "he": True},
]


@pytest.fixture(params=SOUND, ids=lambda one: "-".join(str(getattr(v, "__name__", v)) for v in one.values()))
def sound(request):
    """Networks with nothing wrong: shallow, deep, tanh, convolutions, batch norm, residual."""
    return make_network(**request.param)


@pytest.fixture
def train():
    """A maker of trainings: updates the network in place, gives losses and updates over weights by layer."""
    return run_training


def run_training(model, x, y, *, rate=3e-3, steps=40, batch=64, optimizer=torch.optim.Adam, seed=0):
    torch.manual_seed(seed)
    chosen = optimizer(model.parameters(), lr=rate)
    losses, ratios = [], {}
    rng = np.random.default_rng(seed)
    model.train()
    for _ in range(steps):
        rows = torch.as_tensor(rng.integers(0, len(y), batch))
        before = {name: one.detach().clone() for name, one in model.named_parameters() if one.ndim > 1}
        chosen.zero_grad()
        value = nn.functional.cross_entropy(model(x[rows]), y[rows])
        value.backward()
        chosen.step()
        losses.append(float(value.detach()))
        for name, one in model.named_parameters():
            if one.ndim > 1:
                change = (one.detach() - before[name]).norm() / before[name].norm().clamp_min(1e-12)
                ratios.setdefault(name, []).append(float(change))
    model.eval()
    return losses, ratios


@pytest.fixture
def probabilities():
    """Probabilities of a network in evaluation mode, as an array."""

    def look(model, x):
        with torch.no_grad():
            return model.eval()(x).softmax(1).double().numpy()

    return look


@pytest.fixture
def scan_of(tmp_path):
    """The real scan of arrays: (pixels_NHWC uint8, targets, parts or None)."""
    from wellwired.data.load import load
    from wellwired.data.read import read_labelled
    from wellwired.data.scan import scan

    def look(pixels, targets, parts=None):
        source = read_labelled((pixels, targets))
        height, width = pixels.shape[1:3]
        samples = load(source, height=height, width=width, num_channels=1, fit="exact", folder=tmp_path)
        return scan(samples, source, np.zeros(len(targets), np.int8) if parts is None else parts)

    return look


@pytest.fixture
def images():
    """Different grey images of ten classes in three parts: pixels, targets, parts."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (300, 8, 8, 1)).astype(np.uint8)
    return pixels, np.arange(300) % 10, np.repeat([0, 1, 2], [200, 50, 50]).astype(np.int8)
