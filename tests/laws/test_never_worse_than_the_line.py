"""Linear regression is a network: L_NN(W*) <= L_LS(w*), and equal where a ReLU sees no negative number.

Held against numpy's least squares.
"""

import numpy as np
import pytest
import torch

from wellwired.core.plans import Activation, Dense, Flatten, Head, NetworkPlan, Residual
from wellwired.network.build import build

NUM_SAMPLES, NUM_FEATURES, NUM_UNITS = 80, 4, 6
HEAD = Head(kind="numbers", num_outputs=1)


def data(*, curved):
    draw = np.random.default_rng(0)
    x_NF = draw.uniform(0.0, 1.0, size=(NUM_SAMPLES, NUM_FEATURES))
    bend = np.sin(6.0 * x_NF[:, 0]) if curved else 0.0
    return x_NF, x_NF @ np.array([1.0, -2.0, 0.5, 0.0]) + 0.7 + bend + 0.1 * draw.normal(size=NUM_SAMPLES)


def least_squares(x_NF, y_N):
    """Weights, offset and mean square of the best line."""
    padded = np.hstack([x_NF, np.ones((len(x_NF), 1))])
    weight = np.linalg.lstsq(padded, y_N, rcond=None)[0]
    return weight[:-1], weight[-1], float(np.square(padded @ weight - y_N).mean())


def images(x_NF):
    return torch.from_numpy(x_NF).view(-1, 1, 2, 2)


def loss_of(network, x_NF, y_N):
    return network.loss(network(images(x_NF)), torch.from_numpy(y_N))


def relu_network(seed=0):
    blocks = (Flatten(), Dense(units=NUM_UNITS, bias=False), Activation(name="relu"))
    network = build(NetworkPlan(input_shape=(1, 2, 2), blocks=blocks, head=HEAD), seed=seed).double()
    with torch.no_grad():
        network.body[1].weight.abs_()
    return network


def from_the_line(weight_F, offset):
    """A network that starts as the line: the skip holds it, and the body's last layer is 0."""
    body = (Dense(units=16), Activation(name="tanh"), Dense(units=1))
    plan = NetworkPlan(input_shape=(1, 2, 2), blocks=(Flatten(), Residual(body=body)), head=HEAD)
    network = build(plan, seed=0).double()
    with torch.no_grad():
        network.body[1].skip.weight.copy_(torch.from_numpy(weight_F)[None])
        network.body[1].body[2].weight.zero_()
        network.head.linear.weight.fill_(1.0)
        network.head.linear.bias.fill_(offset)
    return network


def descend(network, x_NF, y_N, *, rate, num_steps):
    """Loss before every step, and the weights of the best of them, handed back to the network."""
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=0.9, nesterov=True)
    losses, best = [], {}
    for _ in range(num_steps):
        optimizer.zero_grad()
        loss = loss_of(network, x_NF, y_N)
        losses.append(float(loss.detach()))
        if losses[-1] <= min(losses):
            best = {name: one.clone() for name, one in network.state_dict().items()}
        loss.backward()
        optimizer.step()
    network.load_state_dict(best)
    return losses


@pytest.mark.parametrize("seed", range(5))
def test_without_negative_numbers_a_relu_network_is_a_linear_map(seed):
    network = relu_network(seed)
    x_NF, _ = data(curved=True)
    product = network.head.linear.weight @ network.body[1].weight
    wanted = torch.from_numpy(x_NF) @ product.T + network.head.linear.bias
    torch.testing.assert_close(network(images(x_NF)), wanted, rtol=0, atol=1e-12)


@pytest.mark.parametrize("curved", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_without_negative_numbers_the_best_loss_is_that_of_least_squares(seed, curved):
    x_NF, y_N = data(curved=curved)
    network = relu_network(seed)
    hidden_NU = network.body(images(x_NF)).detach().numpy()
    weight_U, offset, _ = least_squares(hidden_NU, y_N)  # the best last layer over these units
    with torch.no_grad():
        network.head.linear.weight.copy_(torch.from_numpy(weight_U)[None])
        network.head.linear.bias.fill_(offset)
    assert float(loss_of(network, x_NF, y_N).detach()) == pytest.approx(
        least_squares(x_NF, y_N)[2], rel=1e-10
    )


@pytest.mark.parametrize("seed", range(3))
def test_without_negative_numbers_training_does_not_get_below_least_squares(seed):
    x_NF, y_N = data(curved=True)
    network = relu_network(seed)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9)
    lowest = least_squares(x_NF, y_N)[2]
    for _ in range(1500):
        optimizer.zero_grad()
        loss = loss_of(network, x_NF, y_N)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            network.body[1].weight.clamp_(min=0.0)
        assert float(loss.detach()) >= lowest * (1.0 - 1e-12)
    assert float(loss.detach()) == pytest.approx(lowest, rel=1e-2)


@pytest.mark.parametrize("curved", [True, False])
def test_the_first_loss_from_the_line_is_the_line_s(curved):
    x_NF, y_N = data(curved=curved)
    weight_F, offset, lowest = least_squares(x_NF, y_N)
    loss = loss_of(from_the_line(weight_F, offset), x_NF, y_N)
    assert float(loss.detach()) == pytest.approx(lowest, rel=1e-12)


@pytest.mark.parametrize("rate", [0.01, 0.1, 1.0])
@pytest.mark.parametrize("curved", [True, False])
def test_the_best_iterate_from_the_line_never_exceeds_it(curved, rate):
    x_NF, y_N = data(curved=curved)
    weight_F, offset, lowest = least_squares(x_NF, y_N)
    network = from_the_line(weight_F, offset)
    losses = descend(network, x_NF, y_N, rate=rate, num_steps=300)
    if rate == 1.0:
        assert max(losses) > lowest  # a rate too high leaves the line; the best iterate is what holds
    assert float(loss_of(network, x_NF, y_N).detach()) <= lowest * (1.0 + 1e-12)


def test_on_curved_data_the_network_gets_below_the_line():
    x_NF, y_N = data(curved=True)
    weight_F, offset, lowest = least_squares(x_NF, y_N)
    network = from_the_line(weight_F, offset)
    descend(network, x_NF, y_N, rate=0.1, num_steps=1500)
    assert float(loss_of(network, x_NF, y_N).detach()) < 0.8 * lowest
