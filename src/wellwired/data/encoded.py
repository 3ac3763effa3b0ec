"""Encoded images with their labels become a source: headers read, broken images named, channels chosen."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from wellwired.data.gates import refuse_too_few, refuse_unreadable
from wellwired.data.headers import Header, is_deep, scan_headers
from wellwired.data.limits import Limits
from wellwired.data.nearest import shortlist
from wellwired.data.progress import Tell
from wellwired.data.source import FilePixels, ParquetPixels, Source
from wellwired.data.value_range import range_of_images


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Encoded images as a reader lists them; without labels `targets_N` is -1 and `classes` is empty."""

    form: str
    source: str
    pixels: FilePixels | ParquetPixels
    names: tuple[str, ...]
    part_N: np.ndarray
    targets_N: np.ndarray
    classes: tuple[str, ...] = ()
    target: str = ""
    reasons: tuple[str, ...] = ()

    def take(self, index_N: np.ndarray, notes: tuple[str, ...] = ()) -> "Listed":
        """The same for a choice of samples, given in rising order."""
        return Listed(
            form=self.form,
            source=self.source,
            pixels=self.pixels.take(index_N),
            names=tuple(self.names[i] for i in index_N),
            part_N=self.part_N[index_N],
            targets_N=self.targets_N[index_N],
            classes=self.classes,
            target=self.target,
            reasons=self.reasons + notes,
        )


def source_of(listed: Listed, *, limits: Limits, tell: Tell = None) -> Source:
    """The source, without the images whose header cannot be read.

    Raises:
        DataError: too many broken images, a decompression bomb, too few classes or samples.
    """
    headers = scan_headers(listed.pixels, listed.names, limits=limits, tell=tell)
    broken = tuple((name, one.broken) for name, one in zip(listed.names, headers, strict=True) if one.broken)
    refuse_unreadable(broken, len(headers), limits)
    if broken:
        listed = listed.take(np.array([i for i, one in enumerate(headers) if not one.broken], np.int64))
        sound = [one for one in headers if not one.broken]
    else:
        sound = headers
    if listed.classes:
        refuse_too_few(listed.targets_N, listed.classes, listed.source)
    num_channels, reasons = _channels(sound)
    value_range, more = range_of_images(sound)
    return Source(
        form=listed.form,
        source=listed.source,
        classes=listed.classes,
        targets_N=listed.targets_N,
        part_N=listed.part_N,
        names=listed.names,
        sizes_N2=np.array([(one.height, one.width) for one in sound], np.int32).reshape(-1, 2),
        modes=tuple(one.mode for one in sound),
        formats=tuple(one.form for one in sound),
        num_channels=num_channels,
        pixels=listed.pixels,
        value_range=value_range,
        target=listed.target,
        unreadable=broken,
        num_listed=len(headers),
        reasons=listed.reasons + _broken_note(broken, len(headers)) + (reasons, *more),
    )


def _broken_note(broken: tuple[tuple[str, str], ...], num_listed: int) -> tuple[str, ...]:
    if not broken:
        return ()
    names = shortlist(name for name, _ in broken)
    return (f"{len(broken)} of {num_listed} images cannot be read and were left out: {names}.",)


def _channels(headers: list[Header]) -> tuple[int, str]:
    modes = ", ".join(
        f"{count} {mode}" for mode, count in sorted(Counter(one.mode for one in headers).items())
    )
    deep = "; wider values are scaled to bytes" if any(is_deep(one.mode) for one in headers) else ""
    if all(one.grey for one in headers):
        return 1, f"One channel: every image is grey ({modes}{deep})."
    return 3, f"Three channels: not every image is grey ({modes}{deep})."
