"""One update is what its parts say, depends on its arguments alone, and stops before NaN spoils anything."""

import copy

import pytest
import torch

from wellwired.core.plans import Activation, BatchNorm, Conv, Dropout, Flatten, Head, NetworkPlan, TrainPlan
from wellwired.network.build import build
from wellwired.train.optimizer import make_optimizer, set_rate
from wellwired.train.step import update

BLOCKS = (Conv(channels=4), BatchNorm(), Activation(), Flatten())


def network(blocks=BLOCKS, kind="classes"):
    return build(
        NetworkPlan(input_shape=(1, 4, 4), blocks=blocks, head=Head(kind=kind, num_outputs=3)), seed=0
    )


def plan(**words):
    return TrainPlan(**({"num_epochs": 1, "batch_size": 8, "learning_rate": 0.1} | words))


def batch(num=8):
    rng = torch.Generator().manual_seed(0)
    return torch.randn(num, 1, 4, 4, generator=rng), torch.arange(num) % 3


def flat(model):
    return torch.cat([one.detach().flatten() for one in model.parameters()])


def after(model, the_plan, *, steps=1, seed=0, **words):
    optimizer = make_optimizer(the_plan, model)
    for step in range(steps):
        seen = update(model.train(), optimizer, *batch(), the_plan, step=step, seed=seed, **words)
    return seen


def test_equals_a_plain_loop():
    ours, theirs = network(), network()
    after(ours, plan(l2=0.01, label_smoothing=0.1), steps=4)
    names = dict(theirs.named_parameters())
    decayed = [one for one in names.values() if one.ndim > 1]
    rest = [one for one in names.values() if one.ndim == 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": rest}]
    optimizer = torch.optim.SGD(groups, lr=0.1, momentum=0.9, nesterov=True, foreach=False)
    for _ in range(4):
        optimizer.zero_grad()
        x, y = batch()
        torch.nn.functional.cross_entropy(theirs(x), y, label_smoothing=0.1).backward()
        optimizer.step()
    assert torch.allclose(flat(ours), flat(theirs), atol=1e-5)  # other order of float32 sums


def test_tells_loss_right_answers_and_norm():
    model = network()
    x, y = batch()
    outputs = copy.deepcopy(model)(x)
    seen = after(model, plan())
    assert torch.allclose(seen.loss, torch.nn.functional.cross_entropy(outputs, y))
    assert seen.correct == (outputs.argmax(1) == y).sum()
    grads = torch.cat([one.grad.flatten() for one in model.parameters()])
    assert torch.allclose(seen.grad_norm, grads.norm())


def test_numbers_have_a_loss_and_no_right_answers():
    model, the_plan = network(kind="numbers"), plan(learning_rate=0.01)
    seen = update(
        model, make_optimizer(the_plan, model), batch()[0], torch.ones(8, 3), the_plan, step=0, seed=0
    )
    assert seen.finite
    assert seen.correct == 0


def test_clipping_scales_the_gradient_to_the_norm():
    model = network()
    seen = after(model, plan(clip=0.01))
    assert seen.grad_norm > 0.01
    grads = torch.cat([one.grad.flatten() for one in model.parameters()])
    assert grads.norm().item() == pytest.approx(0.01, rel=1e-4)


def test_a_gradient_within_the_limit_is_not_clipped():
    one, two = network(), network()
    after(one, plan(clip=1e6))
    after(two, plan())
    assert torch.equal(flat(one), flat(two))


def test_l1_gives_exact_zeros_where_l2_does_not():
    one, two = network(), network()
    after(one, plan(l1=0.2), steps=30)
    after(two, plan(l2=0.2), steps=30)
    zeros = [(model.head.linear.weight == 0).float().mean().item() for model in (one, two)]
    assert zeros[0] > 0.3
    assert zeros[1] == 0.0


@pytest.mark.parametrize("optimizer", ["sgd", "adamw", "adadelta", "rprop"])
def test_every_optimizer_lowers_the_loss_and_knows_l2(optimizer):
    model, other = network(), network()
    rate = {"adadelta": 1.0, "rprop": 0.01}.get(optimizer, 0.05)
    first = after(network(), plan(optimizer=optimizer, learning_rate=rate)).loss
    last = after(model, plan(optimizer=optimizer, learning_rate=rate), steps=30).loss
    after(other, plan(optimizer=optimizer, learning_rate=rate, l2=0.1), steps=30)
    assert last < 0.7 * first
    assert other.head.linear.weight.norm() < model.head.linear.weight.norm()


NOISY = {"dropout": {}, "input": {"input_noise": 0.1}, "weight": {"weight_noise": 0.1}}


@pytest.mark.parametrize("kind", NOISY)
def test_chance_is_a_function_of_seed_and_step(kind):
    blocks = (*BLOCKS, Dropout(share=0.5)) if kind == "dropout" else BLOCKS
    results = []
    for state, seed in ((1, 0), (2, 0), (1, 5)):
        torch.manual_seed(state)
        model = network(blocks)
        after(model, plan(**NOISY[kind]), steps=2, seed=seed)
        results.append(flat(model))
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])


def test_leaves_torch_random_state():
    before = torch.get_rng_state()
    after(network((*BLOCKS, Dropout(share=0.5))), plan(input_noise=0.1, weight_noise=0.1))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_rate_of_zero_changes_no_weight_even_with_weight_noise():
    model, the_plan = network(), plan(weight_noise=0.5, l1=0.1)
    before, optimizer = flat(model), make_optimizer(the_plan, model)
    set_rate(optimizer, 0.0)
    update(model, optimizer, *batch(), the_plan, step=0, seed=0)
    assert torch.equal(flat(model), before)


def test_bfloat16_is_near_float32_and_keeps_float32_weights():
    one, two = network(), network()
    wanted = after(one, plan(), steps=3).loss
    got = after(two, plan(), steps=3, number_format="bfloat16").loss
    assert {p.dtype for p in two.parameters()} == {torch.float32}
    assert got.item() == pytest.approx(wanted.item(), rel=0.05)  # 8 bits of bfloat16, three steps


@pytest.mark.parametrize("where", ["input", "gradient"])
def test_a_step_that_is_not_finite_changes_nothing(where):
    model, the_plan = network(), plan()
    optimizer = make_optimizer(the_plan, model)
    update(model, optimizer, *batch(), the_plan, step=0, seed=0)
    before = copy.deepcopy((model.state_dict(), optimizer.state_dict()["state"]))
    x, y = batch()
    if where == "input":
        x[0, 0, 0, 0] = torch.nan
    else:
        model.head.linear.weight.register_hook(lambda gradient: gradient * torch.inf)
    seen = update(model, optimizer, x, y, the_plan, step=1, seed=0)
    assert not seen.finite
    now = (model.state_dict(), optimizer.state_dict()["state"])
    assert str(now) == str(before)
    assert all(torch.equal(one, two) for one, two in zip(now[0].values(), before[0].values(), strict=True))
