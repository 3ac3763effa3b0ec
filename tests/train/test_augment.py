"""Augmentation keeps to its plan, and a sample's draw does not depend on its company."""

import math

import pytest
import torch

from wellwired.core.errors import TrainError
from wellwired.core.plans import Augment
from wellwired.train.augment import augment, transforms_one
from wellwired.train.geometry import Affine, warp

MOVES = Augment(flip_horizontal=True, translate=0.2)
LIGHT = Augment(light=0.3, contrast=0.3)
CUT = Augment(flip_vertical=True, cut=0.5)
ALL = Augment(
    flip_horizontal=True,
    flip_vertical=True,
    rotate_deg=20,
    translate=0.1,
    skew_deg=10,
    scale=0.2,
    light=0.2,
    contrast=0.2,
    cut=0.3,
    crop=0.7,
)
PLANS = pytest.mark.parametrize("plan", [MOVES, LIGHT, CUT, ALL], ids=["moves", "light", "cut", "all"])
SAMPLES = torch.arange(23) * 1_000_003 % 50_000


def images(num=23, *, height=9, width=12):
    x_BCHW = torch.rand(num, 3, height, width, generator=torch.Generator().manual_seed(0))
    return x_BCHW.contiguous(memory_format=torch.channels_last)


@PLANS
def test_a_sample_alone_gets_the_same_bits_as_in_a_batch(plan):
    x_BCHW = images()
    together = augment(x_BCHW, plan, sample_B=SAMPLES, seed=1, epoch=2)
    alone = [augment(x_BCHW[[b]], plan, sample_B=SAMPLES[[b]], seed=1, epoch=2) for b in range(23)]
    assert torch.equal(together, torch.cat(alone))


@PLANS
def test_the_order_of_a_batch_changes_nothing(plan):
    x_BCHW, order = images(), torch.randperm(23, generator=torch.Generator().manual_seed(3))
    in_order = augment(x_BCHW, plan, sample_B=SAMPLES, seed=1, epoch=2)
    assert torch.equal(
        augment(x_BCHW[order], plan, sample_B=SAMPLES[order], seed=1, epoch=2), in_order[order]
    )


@PLANS
@pytest.mark.parametrize("other", [{"seed": 2}, {"epoch": 3}], ids=str)
def test_another_seed_or_epoch_gives_other_images(plan, other):
    words = {"seed": 1, "epoch": 2}
    one, two = (augment(images(), plan, sample_B=SAMPLES, **w) for w in (words, words | other))
    assert not torch.equal(one, two)


@PLANS
@pytest.mark.parametrize("layout", [torch.channels_last, torch.contiguous_format])
@pytest.mark.parametrize("number", [torch.float32, torch.bfloat16])
def test_keeps_shape_number_format_and_layout(plan, layout, number):
    x_BCHW = images().to(number).contiguous(memory_format=layout)
    got = augment(x_BCHW, plan, sample_B=SAMPLES, seed=0, epoch=0)
    assert (got.shape, got.dtype) == (x_BCHW.shape, number)
    assert got.is_contiguous(memory_format=layout)


@PLANS
def test_leaves_its_input(plan):
    x_BCHW = images()
    augment(x_BCHW, plan, sample_B=SAMPLES, seed=0, epoch=0)
    assert torch.equal(x_BCHW, images())


def test_an_empty_plan_hands_the_input_back():
    x_BCHW = images()
    assert augment(x_BCHW, Augment(), sample_B=SAMPLES, seed=0, epoch=0) is x_BCHW


def test_refuses_bytes():
    with pytest.raises(TrainError, match=r"torch\.uint8"):
        augment(images().to(torch.uint8), MOVES, sample_B=SAMPLES, seed=0, epoch=0)


def test_half_of_the_images_are_mirrored():
    x_BCHW = images(1).expand(2000, -1, -1, -1)
    got = augment(x_BCHW, Augment(flip_horizontal=True), sample_B=torch.arange(2000), seed=0, epoch=0)
    mirrored = (got == x_BCHW.flip(3)).flatten(1).all(1)
    assert (mirrored | (got == x_BCHW).flatten(1).all(1)).all()
    assert 0.45 < mirrored.float().mean() < 0.55  # 4.5 standard errors of 2000 throws


def test_moves_by_every_whole_distance_up_to_the_share():
    column = torch.arange(20.0).expand(1000, 1, 4, 20)
    got = augment(column, Augment(translate=0.1), sample_B=torch.arange(1000), seed=0, epoch=0)
    assert set((10 - got[:, 0, 0, 10]).int().tolist()) == {-2, -1, 0, 1, 2}


def test_a_crop_shows_at_least_its_share_of_the_area():
    slope = torch.arange(64.0).expand(500, 1, 64, 64)  # how fast values grow tells how much was magnified
    got = augment(slope, Augment(crop=0.5), sample_B=torch.arange(500), seed=0, epoch=0)
    side_B = got[:, 0, 0, 33] - got[:, 0, 0, 32]
    assert math.sqrt(0.5) - 1e-3 <= side_B.min() <= 0.72  # float32 places
    assert 0.99 <= side_B.max() <= 1.0 + 1e-3


def test_a_crop_stays_inside_the_image():
    slope = torch.arange(64.0).expand(500, 1, 64, 64)
    got = augment(slope, Augment(crop=0.3), sample_B=torch.arange(500), seed=0, epoch=0)
    rises = got[:, 0, 0].diff(dim=1)
    # a mirrored edge would show as a fall; pixels reach half of one beyond their middles
    assert (rises[:, 1:-1] > 0).all()


def test_rotation_equals_one_warp_by_the_angle():
    x_BCHW = images(2, height=9, width=9)
    got = transforms_one(x_BCHW, "rotate", 30.0)
    cos, sin = math.cos(math.pi / 6), math.sin(math.pi / 6)

    def turned(sign):
        rows = ([cos] * 2, [-sign * sin] * 2, [sign * sin] * 2, [cos] * 2, [0.0] * 2, [0.0] * 2)
        names = Affine.__dataclass_fields__
        return warp(x_BCHW, Affine(**dict(zip(names, torch.tensor(rows, dtype=torch.float64), strict=True))))

    # the sign is drawn; 1e-4 since the draw ends 2**-24 below the full angle
    near = [torch.isclose(got, turned(sign), atol=1e-4).flatten(1).all(1) for sign in (1, -1)]
    assert (near[0] ^ near[1]).all()


@pytest.mark.parametrize("name", ["flip_horizontal", "flip_vertical"])
def test_one_flip_mirrors_every_image(name):
    wanted = images().flip(3 if name == "flip_horizontal" else 2)
    assert torch.equal(transforms_one(images(), name, 1.0), wanted)


@pytest.mark.parametrize(
    ("name", "amount"),
    [("rotate", 15.0), ("skew", 15.0), ("translate", 0.2), ("scale", 0.2), ("light", 0.2), ("contrast", 0.2)],
)
def test_one_change_takes_both_signs_and_nothing_between(name, amount):
    x_BCHW = images(1).expand(40, -1, -1, -1)
    got = {tuple(one.flatten().tolist()) for one in transforms_one(x_BCHW, name, amount)}
    assert len(got) == (4 if name == "translate" else 2)  # translate draws a sign for each axis


def test_one_change_of_no_known_name_is_refused_with_the_names():
    with pytest.raises(TrainError, match="'sharpen'"):
        transforms_one(images(), "sharpen", 1.0)
