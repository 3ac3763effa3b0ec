"""Stage 2: what a straight line reaches."""

import io
from pathlib import Path

import numpy as np

from wellwired.artifact.durable import write_bytes
from wellwired.core.records.line import LineFit
from wellwired.recipe.data import Data
from wellwired.recipe.journal import Journal
from wellwired.train.line import Line, fit_line
from wellwired.train.line_features import line_features
from wellwired.train.part import Part

CHUNK = 4096  # images read at once
KEPT = "line-{part}.npy"  # the line's probabilities, for the paired comparison of a resumed run


def draw_line(data: Data, journal: Journal, *, seed: int, seconds: float) -> dict[str, np.ndarray]:
    """Probabilities of the linear floor, by held-out part; a resumed run reads those that it had.

    Args:
        data: the parts.
        journal: takes the record, and keeps the probabilities in the run's state.
        seed: of the order in which a large set is thinned.
        seconds: time that the fit may take.
    """
    held_out = [name for name in ("valid", "test") if name in data.parts]
    state = None if journal.folder is None else Path(journal.folder) / "state"
    if state is not None and journal.is_done("line"):
        kept = {name: state / KEPT.format(part=name) for name in held_out}
        if all(path.exists() for path in kept.values()):
            return {name: np.load(path, allow_pickle=False) for name, path in kept.items()}
    journal.tell("line: fitting a straight line", 0, 1)
    features = {name: _features(part) for name, part in data.parts.items()}
    targets = {name: part.targets_N for name, part in data.parts.items()}
    line = fit_line(
        features["train"],
        targets["train"],
        features.get("valid"),
        targets.get("valid"),
        num_classes=len(data.classes),
        seconds=seconds,
        seed=seed,
    )
    found: dict[str, np.ndarray] = {name: line.probabilities(features[name]) for name in held_out}
    if not journal.is_done("line"):
        train = line.probabilities(features["train"])
        journal.note("line", _record(line, {**found, "train": train}, targets))
    if state is not None:
        state.mkdir(exist_ok=True)
        for name, one in found.items():
            buffer = io.BytesIO()
            np.save(buffer, one.astype(np.float32), allow_pickle=False)
            write_bytes(state / KEPT.format(part=name), buffer.getvalue())
    journal.tell("line: fitting a straight line", 1, 1)
    return found


def _features(part: Part) -> np.ndarray:
    """Features of a part, read in chunks so that a memory map stays on the disk."""
    pixels_NHWC = part.samples.pixels_NHWC
    chunks = [line_features(pixels_NHWC[part.index_N[at : at + CHUNK]]) for at in range(0, len(part), CHUNK)]
    return np.concatenate(chunks)


def _record(line: Line, found: dict[str, np.ndarray], targets: dict[str, np.ndarray]) -> LineFit:
    right = {name: float((one.argmax(axis=1) == targets[name]).mean()) for name, one in found.items()}
    return line.record(
        metric="accuracy", train=right["train"], valid=right.get("valid"), test=right.get("test")
    )


def forget_line(folder: Path) -> None:
    """Remove the kept probabilities of a finished run."""
    for path in (folder / "state").glob(KEPT.format(part="*")):
        path.unlink(missing_ok=True)
