"""Which changes of an image keep its label: found by trial on held-out samples, never by the data's name.

A small network learns the classes from one half of a sample of the training part and is asked about the other
half, as it is and changed. Where a mirrored image is another thing (a digit, a letter, an arrow), the skill
is lost; where it is the same thing, most of it is kept.
"""

import math
import time

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from wellwired.core.plans import Augment, TrainPlan
from wellwired.core.records.structure import SymmetryTest, SymmetryTrial
from wellwired.core.seeds import seed_of
from wellwired.network.build import Network, build
from wellwired.network.infer import outputs
from wellwired.structure.family import member
from wellwired.train.augment import transforms_one
from wellwired.train.optimizer import make_optimizer, set_rate
from wellwired.train.part import Part
from wellwired.train.schedule import rate_factor
from wellwired.train.step import update

MOST_SAMPLES = 3000  # half of them are asked: a share of 0.9 of the skill is then known within about 0.03
MOST_SIDE = 32  # pixels; a mirrored label shows at low resolution
NUM_UPDATES = 120  # of 64 samples: enough to leave the guess far behind on separable classes
BATCH, ASK_BATCH = 64, 256  # samples
MIRROR_KEEPS = (
    0.9  # a mirror image is as natural as the image itself, or it is not: hardly any skill may be lost
)
CHANGE_KEEPS = 0.6  # small turns, moves and lights are new to the network: it may stumble, the label stays
LEAST_SKILL = 0.1  # below this the trial network knows too little to tell
# name and full amount: degrees for rotate and skew, shares of the side, size or brightness otherwise
TRIALS = (
    ("flip_horizontal", 0.0),
    ("flip_vertical", 0.0),
    ("rotate", 12.0),
    ("translate", 0.1),
    ("scale", 0.12),
    ("skew", 8.0),
    ("light", 0.2),
    ("contrast", 0.2),
)


def find_symmetries(
    train: Part, *, num_classes: int, seed: int, number_format: str, seconds: float
) -> SymmetryTest:
    """Skill kept under each change, by cross-trial on a sample of the training part.

    Args:
        train: the training part.
        num_classes: outputs of the trial network.
        seed: of the sample, the halves and the trial network.
        number_format: `float32` or `bfloat16`.
        seconds: after which no new update of a trial network is begun.
    """
    rng = np.random.default_rng(seed_of(seed, "symmetry"))
    x_NCHW, y_N = _small(train, rng.permutation(len(train))[:MOST_SAMPLES])
    half = len(y_N) // 2
    folds = [(slice(0, half), slice(half, None)), (slice(half, None), slice(0, half))]
    ends = time.perf_counter() + seconds
    right: dict[str, list[Bool[np.ndarray, B]]] = {}
    targets: list[Int[np.ndarray, B]] = []
    for learn, ask in folds if len(y_N) < MOST_SAMPLES else folds[:1]:
        network = _learn(
            x_NCHW[learn], y_N[learn], num_classes, seed=seed, number_format=number_format, ends=ends
        )
        targets.append(y_N[ask].numpy())
        for name, amount in (("", 0.0), *TRIALS):
            asked = transforms_one(x_NCHW[ask], name, amount) if name else x_NCHW[ask]
            answers = outputs(network, torch.split(asked, ASK_BATCH), number_format=number_format).argmax(
                axis=1
            )
            right.setdefault(name, []).append(answers == targets[-1])
    found = {name: np.concatenate(parts) for name, parts in right.items()}
    return _judge(found, np.concatenate(targets), num_classes)


def to_augment(test: SymmetryTest, *, num_epochs: int) -> tuple[Augment, str]:
    """The changes to train with, and the sentence that says why.

    Mirrors and moves cost nothing and are always used where they keep the label. The others make the task
    harder and pay only where a sample is seen often: from 25 epochs on.
    """
    used = {trial.name: trial.amount for trial in test.trials if trial.used}
    much = num_epochs >= 25
    plan = Augment(
        flip_horizontal="flip_horizontal" in used,
        flip_vertical="flip_vertical" in used,
        translate=used.get("translate", 0.0),
        rotate_deg=used.get("rotate", 0.0) if much else 0.0,
        scale=used.get("scale", 0.0) if much else 0.0,
        skew_deg=used.get("skew", 0.0) if much else 0.0,
        light=used.get("light", 0.0) if much else 0.0,
        contrast=used.get("contrast", 0.0) if much else 0.0,
    )
    refused = [f"{t.name} ({t.kept:.0%})" for t in test.trials if not t.used]
    return plan, (
        f"augmentation keeps {', '.join(sorted(used)) or 'nothing'}"
        + (f"; refused, for the skill kept is too low: {', '.join(refused)}" if refused else "")
        + ("" if much else f"; with {num_epochs} epochs only mirrors and moves are used")
    )


def _small(train: Part, rows_N: Int[np.ndarray, "N"]) -> tuple[Float[Tensor, "N C H W"], Int[Tensor, "N"]]:
    xs, ys = [], []
    for start in range(0, len(rows_N), 256):
        x, y = train.read(np.sort(rows_N[start : start + 256]))
        height, width = (min(side, MOST_SIDE) for side in x.shape[2:])
        xs.append(x if x.shape[2:] == (height, width) else adaptive_avg_pool2d(x, (height, width)))
        ys.append(y)
    order = torch.from_numpy(np.random.default_rng(len(rows_N)).permutation(len(rows_N)))
    x_NCHW = torch.cat(xs)[order].contiguous(memory_format=torch.channels_last)
    return x_NCHW.cpu(), torch.cat(ys)[order].cpu()


def _learn(
    x_NCHW: Tensor, y_N: Tensor, num_classes: int, *, seed: int, number_format: str, ends: float
) -> Network:
    _, channels, height, width = x_NCHW.shape
    network = build(member((channels, height, width), num_classes, width=16), seed=seed)
    network.to(memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    plan = TrainPlan(num_epochs=1, batch_size=BATCH, learning_rate=0.1, l2=5e-4)
    optimizer = make_optimizer(plan, network)
    rng = np.random.default_rng(seed_of(seed, "symmetry order"))
    for step in range(NUM_UPDATES):
        if time.perf_counter() > ends:
            break
        rows_B = torch.from_numpy(rng.choice(len(x_NCHW), min(BATCH, len(x_NCHW)), replace=False))
        set_rate(optimizer, rate_factor(plan, step=step, num_steps=NUM_UPDATES))
        x, y = x_NCHW[rows_B], y_N[rows_B]
        update(network, optimizer, x, y, plan, step=step, seed=seed, number_format=number_format)
    return network.eval()


def _judge(
    right: dict[str, Bool[np.ndarray, "N"]], y_N: Int[np.ndarray, "N"], num_classes: int
) -> SymmetryTest:
    """Skill is the mean over the classes of the share answered right, above 1 / K; so rare classes count in
    full."""
    plain_N = right.pop("")
    count_K = np.bincount(y_N, minlength=num_classes)
    guess = 1.0 / max(1, int((count_K > 0).sum()))
    weight_N = guess / count_K[y_N]
    plain = float(weight_N @ plain_N)
    skill = max(plain - guess, 1e-9)
    amounts = dict(TRIALS)
    trials = []
    for name, changed_N in right.items():
        lost_N = plain_N.astype(np.float64) - changed_N
        lost = float(weight_N @ lost_N)
        error = math.sqrt(float(weight_N**2 @ (lost_N - lost) ** 2)) / skill
        kept = 1.0 - lost / skill
        least = MIRROR_KEEPS if name.startswith("flip") else CHANGE_KEEPS
        used = skill >= LEAST_SKILL * (1.0 - guess) and kept + error >= least
        trials.append(
            SymmetryTrial(
                name=name, amount=amounts[name], accuracy=plain - lost, kept=kept, kept_error=error, used=used
            )
        )
    return SymmetryTest(
        plain_accuracy=plain, guess_accuracy=guess, num_samples=len(y_N), trials=tuple(trials)
    )
