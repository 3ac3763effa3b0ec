"""Samples as pictures for the report."""

import base64
import io

import numpy as np
import torch
from jaxtyping import Float, Num
from PIL import Image

from wellwired.core.plans import TrainPlan
from wellwired.core.records.pictures import Picture, Pictures
from wellwired.core.records.result import Worst, WorstSample
from wellwired.recipe.data import Data
from wellwired.train.augment import augment
from wellwired.train.part import Part

NUM_SHOWN = 16
NUM_WORST = 24
SIDE = 64  # pixels


def pictures(data: Data, plan: TrainPlan, *, seed: int) -> tuple[Pictures, Pictures]:
    """A few training samples as they are fed to the network, and the same as augmentation changes them."""
    train = data.parts["train"]
    rng = np.random.default_rng(seed)
    each = max(1, NUM_SHOWN // len(data.classes))
    shown = range(min(len(data.classes), NUM_SHOWN))
    rows_B = np.array(
        [r for k in shown for r in rng.permutation(np.flatnonzero(train.targets_N == k))[:each]]
    )
    x, _ = train.read(rows_B)
    ids_B = torch.from_numpy(train.index_N[rows_B])
    changed = augment(x.cpu(), plan.augment, sample_B=ids_B, seed=seed, epoch=0)
    mean, deviation = (torch.tensor(v) for v in (data.preprocess.mean, data.preprocess.deviation))
    changed_BHWC = (changed.float().permute(0, 2, 3, 1) * deviation + mean).numpy()
    raw_BHWC = train.samples.pixels_NHWC[train.index_N[rows_B]]
    found = []
    for sort, pixels_BHWC in (("samples", raw_BHWC), ("augmented", changed_BHWC)):
        shown_pictures = tuple(
            Picture(
                name=train.samples.names[train.index_N[row]],
                label=data.classes[train.targets_N[row]],
                thumbnail=thumbnail(pixels_HWC),
            )
            for row, pixels_HWC in zip(rows_B, pixels_BHWC, strict=True)
        )
        found.append(Pictures(sort=sort, pictures=shown_pictures))
    return found[0], found[1]


def worst(found_NK: Float[np.ndarray, "N K"], part: Part, *, classes: tuple[str, ...], name: str) -> Worst:
    """The wrong answers with the least probability for their target, worst first."""
    targets_N = part.targets_N
    chosen_N = found_NK[np.arange(len(targets_N)), targets_N]
    wrong_N = np.flatnonzero(found_NK.argmax(axis=1) != targets_N)
    rows_N = wrong_N[np.argsort(chosen_N[wrong_N], kind="stable")][:NUM_WORST]
    return Worst(
        samples=tuple(
            WorstSample(
                name=part.samples.names[part.index_N[row]],
                true=classes[targets_N[row]],
                predicted=classes[int(found_NK[row].argmax())],
                probability=float(chosen_N[row]),
                thumbnail=thumbnail(part.samples.pixels_NHWC[part.index_N[row]]),
            )
            for row in rows_N
        ),
        part=name,
    )


def thumbnail(pixels_HWC: Num[np.ndarray, "H W C"]) -> str:
    """PNG of at most 64x64 pixels in base64, from values of 0 to 255; channels beyond three are left out."""
    pixels = np.clip(np.rint(pixels_HWC), 0, 255).astype(np.uint8)
    pixels = pixels[:, :, 0] if pixels.shape[2] < 3 else pixels[:, :, :3]
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.thumbnail((SIDE, SIDE))
    kept = io.BytesIO()
    image.save(kept, format="PNG", optimize=True)
    return base64.b64encode(kept.getvalue()).decode()
