"""A finished network at work on raw files: classes with probabilities, and scores where labels are known."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from wellwired.artifact.bounds import largest_output
from wellwired.artifact.predictions import Predictions
from wellwired.artifact.run_folder import load_network
from wellwired.artifact.thinned import thinned_outputs
from wellwired.core.errors import ArtifactError, AskError, DataError
from wellwired.core.plans import Preprocess
from wellwired.data.batches import batch
from wellwired.data.limits import Limits
from wellwired.data.load import load
from wellwired.data.nearest import did_you_mean, shortlist
from wellwired.data.normalise import normalise
from wellwired.data.read import read_labelled, read_unlabelled
from wellwired.data.samples import Samples
from wellwired.data.source import ArrayPixels, Source
from wellwired.network.build import Network
from wellwired.network.infer import outputs, probabilities
from wellwired.network.scores import figures, scores

Tell = Callable[[str, int, int], None] | None
_BATCH_VALUES = 1 << 26  # values of one layer's output for a batch: 256 MiB in float32
_PLAIN = (0.0, 255.0)
_LIMITS = Limits()
_HELD_OUT = {"test": 2, "valid": 1}  # by their number in `Samples.part_N`, the first that is there


def predict(
    folder: Path,
    data: Any,
    *,
    samples: int = 0,
    seed: int = 0,
    batch_size: int = 256,
    device: str = "cpu",
    limits: Limits = _LIMITS,
    tell: Tell = None,
) -> Predictions:
    """Classes of new samples by the network of a run.

    Args:
        folder: the run's folder.
        data: a folder of images, an image, a table, an array: whatever can be read, labels or not.
        samples: passes with dropout left on, whose mean and spread are given; 0 for one pass without dropout.
        seed: of the dropout.
        batch_size: largest number of samples at once; fewer where the network's layers are large.
        device: torch's name of the device.
        limits: of reading.
        tell: told how far it has come.

    Raises:
        ArtifactError: the run is not whole, or its network gives no finite numbers.
        DataError: the data cannot be read.
        AskError: a setting is out of range, or dropout is asked of a network without any.
    """
    _must_be_askable(samples, batch_size=batch_size, device=device)
    network, preprocess, facts = load_network(folder)
    source = read_unlabelled(data, limits=limits, tell=tell)
    with tempfile.TemporaryDirectory(prefix="wellwired-") as scratch:
        loaded = _loaded(source, preprocess, scratch=Path(scratch), limits=limits, tell=tell)
        batches = _Batches(loaded, preprocess, _batch_size(network, batch_size), torch.device(device))
        mean_NK, spread_NK = _passes(
            network.to(device), batches, facts, samples=samples, seed=seed, tell=tell
        )
    return Predictions(
        names=loaded.names,
        classes=preprocess.classes,
        probabilities_NK=mean_NK,
        predicted_N=mean_NK.argmax(axis=1),
        spread_NK=spread_NK if samples else None,
        unreadable=_all_unreadable(source, loaded),
    )


def evaluate(
    folder: Path,
    data: Any,
    target: str | None = None,
    *,
    batch_size: int = 256,
    device: str = "cpu",
    limits: Limits = _LIMITS,
    tell: Tell = None,
) -> dict[str, Any]:
    """Scores of the network of a run on labelled data.

    Args:
        folder: the run's folder.
        data: as `fit` takes it. Where its files name a test part, or else a validation part, that is scored;
            where they name none, all of it.
        target: column of the labels, None to find it.
        batch_size: largest number of samples at once.
        device: torch's name of the device.
        limits: of reading.
        tell: told how far it has come.

    Returns:
        The scores as run.json tells them, with `part` (`test`, `valid` or `all`) and `unreadable` (number of
        files left out).

    Raises:
        ArtifactError: the run is not whole.
        DataError: the data cannot be read, has no labels, or has a class that the run does not know.
        AskError: a setting is out of range.
    """
    _must_be_askable(0, batch_size=batch_size, device=device)
    network, preprocess, facts = load_network(folder)
    source = read_labelled(data, target=target, limits=limits, tell=tell)
    class_of = _class_numbers(source, preprocess.classes)
    with tempfile.TemporaryDirectory(prefix="wellwired-") as scratch:
        loaded = _loaded(source, preprocess, scratch=Path(scratch), limits=limits, tell=tell)
        part, chosen_N = _judged(loaded)
        size = _batch_size(network, batch_size)
        batches = _Batches(loaded, preprocess, size, torch.device(device), chosen_N)
        found_NK, _ = _passes(network.to(device), batches, facts, samples=0, seed=0, tell=tell)
    found = scores(found_NK, class_of[loaded.targets_N[chosen_N]], part=part)
    return {**figures(found), "part": part, "unreadable": len(_all_unreadable(source, loaded))}


def _judged(loaded: Samples) -> tuple[str, np.ndarray]:
    """The part that a network did not learn from, as far as the files tell, and its labelled samples."""
    is_known_N = loaded.targets_N >= 0
    for part, number in _HELD_OUT.items():
        chosen_N = np.flatnonzero(is_known_N & (loaded.part_N == number))
        if len(chosen_N):
            return part, chosen_N
    return "all", np.flatnonzero(is_known_N)


class _Batches:
    """Normalised batches of samples on a device, each pass anew."""

    def __init__(
        self,
        samples: Samples,
        preprocess: Preprocess,
        size: int,
        device: torch.device,
        index_N: np.ndarray | None = None,
    ) -> None:
        self.samples, self.preprocess, self.size, self.device = samples, preprocess, size, device
        self.index_N = np.arange(len(samples.names)) if index_N is None else index_N

    def __iter__(self) -> Iterator[Float[Tensor, "B C H W"]]:
        for start in range(0, len(self.index_N), self.size):
            x, _ = batch(self.samples, self.index_N[start : start + self.size])
            yield normalise(x.to(self.device), self.preprocess)


def _passes(
    network: Network, batches: _Batches, facts: dict[str, Any], *, samples: int, seed: int, tell: Tell
) -> tuple[Float[np.ndarray, "N K"], Float[np.ndarray, "N K"]]:
    """Mean and deviation of the probabilities over passes: one without dropout, or `samples` with it."""
    is_mirrored, num = bool(facts.get("mirror_at_test")), len(batches.index_N)
    mean_NK, squares_NK = np.zeros(()), np.zeros(())
    for number in range(max(samples, 1)):

        def say(done: int, number: int = number) -> None:
            if tell is not None:
                tell("predicting", number * num + done, max(samples, 1) * num)

        if samples:
            out = thinned_outputs(network, batches, seed=seed, number=number, mirror=is_mirrored, tell=say)
        else:
            out = outputs(network, batches, mirror=is_mirrored, tell=say)
        _must_be_finite(out)
        # Welford 1962: mean and squared deviations in one go, so that no pass has to be kept.
        found_NK = probabilities(out)
        change_NK = found_NK - mean_NK
        mean_NK = mean_NK + change_NK / (number + 1)
        squares_NK = squares_NK + change_NK * (found_NK - mean_NK)
    return mean_NK, np.sqrt(squares_NK / max(samples - 1, 1))


def _batch_size(network: Network, most: int) -> int:
    return max(1, min(most, _BATCH_VALUES // largest_output(network.plan)))


def _loaded(source: Source, preprocess: Preprocess, *, scratch: Path, limits: Limits, tell: Tell) -> Samples:
    """Samples brought to the size, channels and range of values that the network was trained on."""
    # Plain bytes say nothing of wider images that come later; those then keep the range found in them.
    is_unsaid = preprocess.value_range == _PLAIN and not isinstance(source.pixels, ArrayPixels)
    return load(
        source,
        height=preprocess.height,
        width=preprocess.width,
        num_channels=preprocess.num_channels,
        fit=preprocess.fit,
        folder=scratch,
        limits=limits,
        tell=tell,
        value_range=None if is_unsaid else preprocess.value_range,
    )


def _all_unreadable(source: Source, loaded: Samples) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((*source.unreadable, *loaded.unreadable)))


def _class_numbers(source: Source, classes: tuple[str, ...]) -> np.ndarray:
    """Number that the run gives to each of the source's classes, matched by name."""
    used = {source.classes[number] for number in np.unique(source.targets_N) if number >= 0}
    unknown = sorted(used - set(classes))
    if unknown or not used:
        raise DataError(
            seen=f"{len(unknown)} classes that the run does not know: {shortlist(unknown)}"
            f"{did_you_mean(unknown[0], classes) if unknown else ' (no labels at all)'}",
            wanted=f"labels among the run's classes {shortlist(classes)}",
            do="rename or leave out those samples, or name the column of the labels with `--target`",
        )
    return np.array([classes.index(one) if one in used else -1 for one in source.classes])


def _must_be_askable(samples: int, *, batch_size: int, device: str) -> None:
    if samples < 0 or samples == 1 or batch_size < 1:
        raise AskError(
            seen=f"`samples` is {samples}, `batch_size` is {batch_size}",
            wanted="0 or at least 2 dropout samples (a spread needs two), and batches of at least 1",
            do="change the setting",
        )
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise AskError(
            seen=f"`device` {device!r} cannot be used: {str(error).splitlines()[0]}",
            wanted="a device of this machine",
            do="use `cpu`, or look at `wellwired doctor`",
        ) from error


def _must_be_finite(out: np.ndarray) -> None:
    num = int((~np.isfinite(out)).any(axis=1).sum())
    if num:
        raise ArtifactError(
            seen=f"{num} of {len(out)} samples get an output that is infinite or NaN",
            wanted="finite outputs for every sample",
            do="look whether the data has values that training never saw; else train again",
        )
