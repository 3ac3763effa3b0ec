"""Stage 1: what the data is, and whether it can be trusted."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Int

from wellwired.core.cards import DataCard, PartCard, StructureCard
from wellwired.core.plans import Preprocess
from wellwired.core.seeds import seed_of
from wellwired.data.limits import Limits
from wellwired.data.load import load
from wellwired.data.read import read_labelled
from wellwired.data.samples import Samples
from wellwired.data.scan import duplicate_groups, fingerprint, scan
from wellwired.data.source import Source
from wellwired.data.split import split
from wellwired.recipe.ask import Asked
from wellwired.recipe.journal import Journal
from wellwired.structure.locality import locality
from wellwired.structure.size import working_size
from wellwired.train.part import Part

PARTS = ("train", "valid", "test")
MOST_FOR_SCALE = 5000  # images; the mean of a channel over 5000 images is known to a hundredth of a deviation


@dataclass(frozen=True, kw_only=True)
class Data:
    """The data set as every later stage sees it; a part that does not exist is absent from `parts`."""

    parts: dict[str, Part]
    card: DataCard
    structure: StructureCard
    preprocess: Preprocess

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names in the order of the outputs."""
        return self.preprocess.classes

    def held_out(self) -> str:
        """Name of the part on which the run is judged."""
        return next(name for name in ("test", "valid") if name in self.parts)


def read_data(
    data: Any, asked: Asked, journal: Journal, *, like: Preprocess | None, device: str, limits: Limits
) -> Data:
    """The data, split, scanned and carded; the scan is judged.

    Args:
        data: path, name or arrays.
        asked: the question.
        journal: takes the scan's record and the cards.
        like: preprocessing to repeat in size and channels, from an earlier run.
        device: where batches are brought.
        limits: what the reader may take.

    Raises:
        DataError: the data cannot be read or used as given.
    """
    source = read_labelled(data, target=asked.target, limits=limits, tell=journal.tell)
    (height, width), fit, why = _size(source, asked, like)
    channels = like.num_channels if like else source.num_channels
    samples = load(
        source,
        height=height,
        width=width,
        num_channels=channels,
        fit=fit,
        folder=None if journal.folder is None else Path(journal.folder) / "state",
        limits=limits,
        tell=journal.tell,
        value_range=like.value_range if like else None,
    )
    group_N = duplicate_groups(samples)
    part_N, told = split(
        samples.targets_N, samples.part_N, seed=seed_of(asked.seed, "split"), group_N=group_N
    )
    image_scan = scan(samples, source, part_N, group_N=group_N)
    card = _card(source, samples, part_N, told=told, why=why)
    preprocess = _preprocess(samples, part_N == 0)
    near = locality(samples.pixels_NHWC, seed=seed_of(asked.seed, "locality"))
    structure = StructureCard(
        kind="grid",
        axes=("height", "width", "channels"),
        shape=(height, width, channels),
        reasons=(
            f"samples are images: pixels next to each other correlate with {near.next_pixel:z.2f}, pixels"
            f" half an image apart with {near.half_image_apart:z.2f}, at random places with"
            f" {near.random_pixel:z.2f}",
        ),
    )
    if not journal.is_done("data"):
        journal.note("data", image_scan, near)
    journal.run.update(data=card, structure=structure, task="classes", preprocess=preprocess)
    parts = {
        name: Part(samples=samples, index_N=np.flatnonzero(part_N == i), preprocess=preprocess, device=device)
        for i, name in enumerate(PARTS)
        if (part_N == i).any()
    }
    return Data(parts=parts, card=card, structure=structure, preprocess=preprocess)


def _size(source: Source, asked: Asked, like: Preprocess | None) -> tuple[tuple[int, int], str, str]:
    if like is not None:
        uniform = bool((source.sizes_N2 == (like.height, like.width)).all())
        fit = "exact" if uniform else ("cover" if like.fit == "exact" else like.fit)
        return (like.height, like.width), fit, f"{like.height}x{like.width} as in the run to repeat"
    known = source.part_N == 0
    num_train = int(known.sum()) if known.any() else int(0.7 * len(source.targets_N))
    return working_size(source.sizes_N2, num_train=max(1, num_train), budget_s=asked.budget_s)


def _preprocess(samples: Samples, train_N: Int[np.ndarray, "N"]) -> Preprocess:
    rows_N = np.flatnonzero(train_N)
    rows_N = rows_N[:: max(1, len(rows_N) // MOST_FOR_SCALE)]
    pixels = np.asarray(samples.pixels_NHWC[rows_N])
    mean_C = pixels.mean(axis=(0, 1, 2), dtype=np.float64)
    deviation_C = pixels.std(axis=(0, 1, 2), dtype=np.float64)
    _, height, width, channels = samples.pixels_NHWC.shape
    return Preprocess(
        height=height,
        width=width,
        num_channels=channels,
        fit=samples.fit,
        value_range=samples.value_range,
        mean=tuple(float(m) for m in mean_C),
        deviation=tuple(float(d) if d > 0 else 1.0 for d in deviation_C),
        classes=samples.classes,
    )


def _card(source: Source, samples: Samples, part_N: Int[np.ndarray, "N"], *, told: str, why: str) -> DataCard:
    num_classes = len(samples.classes)
    parts = tuple(
        PartCard(
            name=name,
            num_samples=int((part_N == i).sum()),
            num_by_class=tuple(
                int(n)
                for n in np.bincount(samples.targets_N[part_N == i], minlength=num_classes)[:num_classes]
            ),
        )
        for i, name in enumerate(PARTS)
        if (part_N == i).any()
    )
    sizes = source.sizes_N2

    def size_of(pick: Any) -> tuple[int, int]:
        height, width = pick(sizes, axis=0)
        return int(height), int(width)

    return DataCard(
        source=source.source,
        form=source.form,
        task="classes",
        target=source.target,
        classes=samples.classes,
        num_samples=len(samples.targets_N),
        parts=parts,
        split=told,
        min_size=size_of(np.min),
        median_size=size_of(np.median),
        max_size=size_of(np.max),
        num_channels=int(samples.pixels_NHWC.shape[-1]),
        fingerprint=fingerprint(samples),
        reasons=(*source.reasons, why),
    )
