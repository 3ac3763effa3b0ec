"""Arrays in memory, or read from npz and idx, become a source: axes told apart, values checked."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.gates import labelled, refuse_too_few
from wellwired.data.labels import class_targets
from wellwired.data.limits import Limits
from wellwired.data.source import ArrayPixels, Source
from wellwired.data.value_range import range_of_array

_CHANNELS = (1, 3, 4)
_ROWS = 4096


def as_array(values: Any, *, where: str) -> np.ndarray:
    """The numpy array of an array, a tensor or a nested list.

    Raises:
        DataError: it is none, or one of objects.
    """
    if hasattr(values, "detach"):
        values = values.detach().cpu()
        values = (values.float() if str(values.dtype) == "torch.bfloat16" else values).numpy()
    try:
        array = np.asarray(values)
    except (ValueError, TypeError) as error:
        raise DataError(
            seen=f"`{where}` is a {type(values).__name__} that makes no array: {error}",
            wanted="one array, all samples of one shape",
            do="pass a numpy array or a tensor, or a folder for images of many sizes",
        ) from error
    return array


def to_nhwc(values: np.ndarray, *, where: str) -> tuple[np.ndarray, str]:
    """A view with the axes N, height, width, channels, and the reason for the reading.

    Raises:
        DataError: the array has other axes, or is empty.
    """
    if values.ndim == 3 and values.size:
        return values[..., None], f"`{where}` {values.shape} is read as N, height, width: one channel."
    if values.ndim != 4 or not values.size:
        hint = (
            "; rows of pixels need their height and width back: `X.reshape(N, H, W)`"
            if values.ndim == 2
            else ""
        )
        raise DataError(
            seen=f"`{where}` has the shape {values.shape}",
            wanted=f"images with the axes N, height, width, and channels second, last or not at all{hint}",
            do="reshape the array",
        )
    _, first, middle, last = values.shape
    by_last, by_first = last in _CHANNELS, first in _CHANNELS
    if by_last and by_first:
        by_last = first == middle or middle != last
    elif not by_last and not by_first:
        by_last = last < min(first, middle)
        if not by_last and not first < min(middle, last):
            raise DataError(
                seen=f"`{where}` has the shape {values.shape}, and no axis of it is that of the channels",
                wanted="the channels on the second or last axis, fewer than rows and columns",
                do="reshape the array to N, height, width, channels",
            )
    if by_last:
        return (
            values,
            f"`{where}` {values.shape} is read as N, height, width, channels: {last} on the last axis.",
        )
    why = f"{first} on the second axis"
    return values.transpose(
        0, 2, 3, 1
    ), f"`{where}` {values.shape} is read as N, channels, height, width: {why}."


def source_of_arrays(
    pieces: Sequence[tuple[int, str, Any, Any]],
    *,
    form: str,
    source: str,
    limits: Limits,
    target: str = "",
    class_names: Sequence[str] = (),
    reasons: tuple[str, ...] = (),
) -> Source:
    """The source of one (part, name, images, labels) a piece; labels are None throughout or nowhere.

    Raises:
        DataError: shapes disagree, values are no numbers or not finite, labels cannot be classes.
    """
    blocks, told = _blocks(pieces, limits)
    counts = [len(block) for block in blocks]
    names = tuple(
        f"{name}[{row}]"
        for (_, name, _, _), count in zip(pieces, counts, strict=True)
        for row in range(count)
    )
    part_N = np.repeat(np.array([part for part, _, _, _ in pieces], np.int8), counts)
    index_N = np.arange(len(names))
    classes, targets_N = _targets(pieces, counts, where=target or "labels", class_names=class_names)
    notes: tuple[str, ...] = ()
    if classes:
        index_N, notes = labelled(targets_N, part_N, source)
        refuse_too_few(targets_N[index_N], classes, source)
    pixels = ArrayPixels(
        tuple(blocks),
        np.repeat(np.arange(len(blocks)), counts),
        np.concatenate([np.arange(c) for c in counts]),
    )
    low, high = _whole_range(blocks)
    _, height, width, channels = blocks[0].shape
    return Source(
        form=form,
        source=source,
        classes=classes,
        targets_N=targets_N[index_N],
        part_N=part_N[index_N],
        names=tuple(names[i] for i in index_N),
        sizes_N2=np.tile(np.array([height, width], np.int32), (len(index_N), 1)),
        modes=(str(blocks[0].dtype),) * len(index_N),
        formats=("array",) * len(index_N),
        num_channels=channels,
        pixels=pixels.take(index_N),
        value_range=(low, high),
        whole_numbers=blocks[0].dtype.kind != "f",
        target=target,
        num_listed=len(index_N),
        reasons=(*reasons, *told, *notes, f"{blocks[0].dtype}: {low:g} to {high:g} becomes 0 to 255."),
    )


def _blocks(
    pieces: Sequence[tuple[int, str, Any, Any]], limits: Limits
) -> tuple[list[np.ndarray], list[str]]:
    """The images of each piece as NHWC, bytes where that loses nothing, and how they were read."""
    blocks, told = [], []
    for _, name, images, _ in pieces:
        block, why = to_nhwc(_numbers(as_array(images, where=name), where=name), where=name)
        _refuse_not_finite(block, name)
        blocks.append(block)
        told.append(why)
    if all(_are_bytes(block) for block in blocks):
        blocks = [block.astype(np.uint8, copy=False) for block in blocks]
    _refuse_unlike(blocks, [name for _, name, _, _ in pieces], limits)
    return blocks, told


def _numbers(values: np.ndarray, *, where: str) -> np.ndarray:
    if values.dtype.kind not in "biuf":
        raise DataError(
            seen=f"`{where}` holds values of the type {values.dtype}",
            wanted="numbers: bytes, whole numbers or floats",
            do="stack the images into one array of numbers",
        )
    return values


def _refuse_not_finite(block: np.ndarray, name: str) -> None:
    if block.dtype.kind != "f":
        return
    for start in range(0, len(block), _ROWS):
        bad_N = ~np.isfinite(block[start : start + _ROWS]).all(axis=(1, 2, 3))
        if bad_N.any():
            raise DataError(
                seen=f"`{name}` holds NaN or infinite values, first in sample {start + int(bad_N.argmax())}",
                wanted="finite values",
                do="remove those samples, or fill the values in",
            )


def _are_bytes(block: np.ndarray) -> bool:
    """Are all values whole numbers from 0 to 255, and not just the blacks and whites of a set from 0 to 1?"""
    if block.dtype.kind == "b" or block.dtype == np.uint8:
        return True
    if block.min() < 0 or not 1 < block.max() <= 255:
        return False
    runs = (block[start : start + _ROWS] for start in range(0, len(block), _ROWS))
    return block.dtype.kind != "f" or all(bool((rows == np.rint(rows)).all()) for rows in runs)


def _refuse_unlike(blocks: list[np.ndarray], names: list[str], limits: Limits) -> None:
    for name, block in zip(names, blocks, strict=True):
        if block.shape[1:] != blocks[0].shape[1:] or (block.dtype.kind == "f") != (
            blocks[0].dtype.kind == "f"
        ):
            raise DataError(
                seen=f"`{name}` holds images {block.shape[1:]} of {block.dtype}, `{names[0]}`"
                f" {blocks[0].shape[1:]} of {blocks[0].dtype}",
                wanted="one size and type in all parts",
                do="resize or scale the images alike",
            )
        if block.shape[1] * block.shape[2] > limits.max_pixels:
            raise DataError(
                seen=f"`{name}` holds images of {block.shape[1]} x {block.shape[2]} pixels",
                wanted=f"at most {limits.max_pixels:,} pixels an image",
                do="shrink them, or raise `max_pixels` of `Limits`",
            )


def _targets(
    pieces: Sequence[tuple[int, str, Any, Any]], counts: list[int], *, where: str, class_names: Sequence[str]
) -> tuple[tuple[str, ...], np.ndarray]:
    """Classes and class indices of all pieces; none and -1 without labels."""
    if pieces[0][3] is None:
        return (), np.full(sum(counts), -1, np.int64)
    labels = [_labels(one, count) for one, count in zip(pieces, counts, strict=True)]
    classes, targets_N = class_targets(_joined(labels), where=where, class_names=class_names)
    if not classes:
        raise DataError(
            seen=f"`{where}` holds {len(targets_N)} labels, all of them missing",
            wanted="a class for each sample",
            do="fill them in",
        )
    return classes, targets_N


def _labels(piece: tuple[int, str, Any, Any], count: int) -> np.ndarray:
    _, name, _, given = piece
    labels = as_array(given, where=f"labels of {name}")
    if labels.ndim == 0 or len(labels) != count:
        length = len(labels) if labels.ndim else 0
        raise DataError(
            seen=f"`{name}` holds {count} images and there are {length} labels",
            wanted="one label an image",
            do="pass the labels of these images",
        )
    return labels


def _joined(labels: list[np.ndarray]) -> np.ndarray:
    flat = [one[:, 0] if one.ndim == 2 and one.shape[1] == 1 else one for one in labels]
    if len({one.shape[1:] for one in flat}) > 1:
        raise DataError(
            seen=f"the labels of the parts have the shapes {[one.shape for one in flat]}",
            wanted="labels of one form",
            do="save them alike",
        )
    return np.concatenate(flat)


def _whole_range(blocks: list[np.ndarray]) -> tuple[float, float]:
    if all(block.dtype == np.uint8 and block.max() > 16 for block in blocks):
        return 0.0, 255.0
    ranges = [range_of_array(block) for block in blocks]
    return min(low for low, _ in ranges), max(high for _, high in ranges)
