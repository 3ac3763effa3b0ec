"""Folders by class, with or without a folder for each part."""

import numpy as np

from wellwired.core.errors import DataError
from wellwired.data.encoded import Listed
from wellwired.data.gates import labelled
from wellwired.data.listing import Listing
from wellwired.data.nearest import shortlist
from wellwired.data.parts import NOT_GIVEN, TRAIN, part_called
from wellwired.data.source import FilePixels


def part_folders(listing: Listing) -> dict[str, int]:
    """Top folders that are parts; empty if their names mean something else, such as a class `train`."""
    called = {name: part_called(name) for name in top_folders(listing) if part_called(name) != NOT_GIVEN}
    if len(set(called.values())) > 1:
        return called
    holds_folders = any(path.count("/") >= 2 and path.split("/")[0] in called for path in listing.images)
    return called if TRAIN in called.values() and holds_folders else {}


def top_folders(listing: Listing) -> tuple[str, ...]:
    """Folders directly in the root that hold an image, at any depth."""
    return tuple(sorted({path.split("/")[0] for path in listing.images if "/" in path}))


def has_class_folders(listing: Listing) -> bool:
    """Do at least two folders look like classes?"""
    parts = part_folders(listing)
    split = [path.split("/") for path in listing.images]
    if parts:
        return len({one[1] for one in split if one[0] in parts and len(one) > 2}) > 1
    return len(top_folders(listing)) > 1


def list_classes(listing: Listing) -> Listed:
    """Images with the class and part that their folders name.

    Raises:
        DataError: no image lies in a class folder.
    """
    rows, notes = _rows(listing)
    if not any(kind for _, kind, _ in rows):
        raise DataError(
            seen=f"`{listing.root}` holds {len(listing.images)} images and no class folders or csv of labels",
            wanted="one subfolder a class, or a csv with the columns `file_name` and `label`",
            do="sort the images into class folders, or put a csv beside them",
        )
    labels = np.array([kind or "" for _, kind, _ in rows], dtype=np.str_)
    classes, targets_N = _by_name(labels)
    part_N = np.array([part for _, _, part in rows], np.int8)
    listed = Listed(
        form="folders",
        source=str(listing.root),
        pixels=FilePixels(tuple(listing.root / path for path, _, _ in rows)),
        names=tuple(path for path, _, _ in rows),
        part_N=part_N,
        targets_N=targets_N,
        classes=classes,
        target="the folder's name",
        reasons=(*listing.notes, *notes, *_empty_folders(listing, rows)),
    )
    return listed.take(*labelled(targets_N, part_N, str(listing.root)))


def _by_name(labels: np.ndarray) -> tuple[tuple[str, ...], np.ndarray]:
    """Folder names stay as written: `01` and `1` are two classes; whole numbers come in their own order."""
    present = sorted(set(labels.tolist()) - {""})
    if all(name.isascii() and name.isdigit() for name in present):
        present.sort(key=lambda name: (int(name), name))
    index = {name: number for number, name in enumerate(present)}
    return tuple(present), np.array([index.get(name, -1) for name in labels.tolist()], np.int64)


def _rows(listing: Listing) -> tuple[list[tuple[str, str, int]], list[str]]:
    """(path, class or nothing, part) of the images, and sentences on those left out."""
    parts = part_folders(listing)
    rows: list[tuple[str, str, int]] = []
    outside: list[str] = []
    inner = _inner_parts(listing) if not parts else False
    for path in listing.images:
        words = path.split("/")
        if parts and words[0] in parts:
            rows.append((path, words[1] if len(words) > 2 else "", parts[words[0]]))
        elif not parts and len(words) > 1:
            rows.append((path, words[0], part_called(words[1]) if inner else NOT_GIVEN))
        else:
            outside.append(path)
    notes = [f"Classes are the names of {'the folders in each part' if parts else 'the top folders'}."]
    if outside:
        notes.append(
            f"{len(outside)} images lie in no class folder and were left out: {shortlist(outside, 3)}."
        )
    labelled_parts = {part for _, kind, part in rows if kind}
    stray = [path for path, kind, part in rows if not kind and part in labelled_parts]
    if stray:
        notes.append(
            f"{len(stray)} images lie in a part but in no class: {shortlist(stray, 3)}; they were left out."
        )
        rows = [row for row in rows if row[1] or row[2] not in labelled_parts]
    return rows, notes


def _inner_parts(listing: Listing) -> bool:
    """Does every class folder hold its own folders of parts?"""
    split = [path.split("/") for path in listing.images]
    inner = {part_called(one[1]) if len(one) > 2 else NOT_GIVEN for one in split if len(one) > 1}
    return NOT_GIVEN not in inner and TRAIN in inner and len(inner) > 1


def _empty_folders(listing: Listing, rows: list[tuple[str, str, int]]) -> tuple[str, ...]:
    parts = part_folders(listing)
    depth = 1 if parts else 0
    held = {"/".join(path.split("/")[: depth + 1]) for path, _, _ in rows}
    tops = [
        one
        for one in listing.folders
        if one.count("/") == depth and (not parts or one.split("/")[0] in parts)
    ]
    empty = [one for one in tops if one not in held]
    return (f"{len(empty)} folders hold no image and make no class: {shortlist(empty)}.",) if empty else ()


def list_unlabelled(listing: Listing) -> Listed:
    """Every image below the folder, without classes."""
    if not listing.images:
        raise DataError(
            seen=f"`{listing.root}` holds 0 images", wanted="a folder with images", do="name another folder"
        )
    count = len(listing.images)
    return Listed(
        form="folders",
        source=str(listing.root),
        pixels=FilePixels(tuple(listing.root / path for path in listing.images)),
        names=listing.images,
        part_N=np.full(count, NOT_GIVEN, np.int8),
        targets_N=np.full(count, -1, np.int64),
        reasons=listing.notes,
    )
