"""Which set of images a folder holds, and in which form."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from wellwired.core.errors import DataError
from wellwired.data.limits import Limits
from wellwired.data.listing import TABLES, Listing, endings_of, list_folder
from wellwired.data.nearest import shortlist
from wellwired.data.parts import NOT_GIVEN, TRAIN, part_among, part_called
from wellwired.data.read_folders import part_folders, top_folders
from wellwired.data.read_idx import is_idx
from wellwired.data.read_parquet import ENDINGS as PARQUET

FEW_IMAGES = 10  # so many stray pictures (a logo, a plot) do not make a folder of arrays a folder of images
_INNER = frozenset({"data", "raw", "default"})  # folders that belong to a set rather than being one


def kind_of(path: str) -> str:
    """`parquet`, `npz`, `idx`, `table` or nothing, by the file's name."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in PARQUET:
        return "parquet"
    if suffix == ".npz":
        return "npz"
    if suffix in TABLES:
        return "table"
    return "idx" if is_idx(PurePosixPath(path).name) else ""


def find_set(folder: Path, limits: Limits) -> Listing:
    """Listing of the one set in a folder; folders that hold nothing but another folder are gone through.

    Raises:
        DataError: the folder holds no images, or several sets.
    """
    listing = list_folder(folder, limits)
    while True:
        sets = _sets_in(listing)
        if len(sets) > 1:
            raise DataError(
                seen=f"`{folder}` holds {len(sets)} sets: {shortlist(sets, 12)}",
                wanted="one set",
                do=f"name one of them, such as `{folder / sets[0]}`",
            )
        inner = sets[0] if sets and not _images_outside(listing, sets[0]) else _only_folder(listing)
        if not inner:
            break
        listing = listing.below(inner).with_note(f"The set lies in the folder `{inner}`.")
    if not listing.images and not data_files(listing):
        held = f": {endings_of(listing.others)}" if listing.others else ""
        raise DataError(
            seen=f"`{folder}` holds 0 images in {len(listing.others)} files{held}",
            wanted="images (png, jpeg, bmp, gif, webp, tiff, ppm), parquet, npz or idx",
            do="name the folder of the set" + ("; " + " ".join(listing.notes) if listing.notes else ""),
        )
    return listing


def data_files(listing: Listing) -> tuple[str, ...]:
    """Files of the listing that hold whole sets: parquet, npz, idx."""
    return tuple(path for path in listing.others if kind_of(path) in ("parquet", "npz", "idx"))


def _sets_in(listing: Listing) -> list[str]:
    """Folders below the root that are sets of their own; none if the root itself is one."""
    if any("/" not in path for path in (*data_files(listing), *listing.images)) or part_folders(listing):
        return []
    homes = {_home(path) for path in data_files(listing)} - {""}
    homes |= _parted_folders(listing)
    nested = {one for one in homes for other in homes if other != one and one.startswith(f"{other}/")}
    return sorted(homes - nested)


def _home(path: str) -> str:
    """The folder that is the set of a data file: above its parts and its `data` or `raw`."""
    folders = path.split("/")[:-1]
    while folders and (folders[-1].lower() in _INNER or part_among(folders[-1]) != NOT_GIVEN):
        folders.pop()
    return "/".join(folders)


def _parted_folders(listing: Listing) -> set[str]:
    """Folders, one or two deep, that hold a part `train` with class folders in it."""
    found = set()
    for path in listing.images:
        words = path.split("/")
        for depth in (1, 2):
            if (
                len(words) > depth + 2
                and part_called(words[depth]) == TRAIN
                and part_called(words[depth - 1]) < 0
            ):
                found.add("/".join(words[:depth]))
    return found


def _images_outside(listing: Listing, folder: str) -> bool:
    return any(not path.startswith(f"{folder}/") for path in listing.images)


def _only_folder(listing: Listing) -> str:
    """The one folder that holds everything, if it holds folders of images in turn or a table beside them."""
    tops = top_folders(listing)
    stray = [path for path in (*listing.images, *listing.others) if "/" not in path and kind_of(path)]
    stray += [path for path in listing.images if "/" not in path]
    if len(tops) != 1 or stray or data_files(listing):
        return ""
    inside = listing.below(tops[0])
    deeper = len(top_folders(inside)) > 0 and not any("/" not in path for path in inside.images)
    has_table = any(kind_of(path) == "table" for path in inside.others)
    return tops[0] if (deeper and part_called(tops[0]) == NOT_GIVEN) or has_table else ""


def choose_files(listing: Listing) -> tuple[str, tuple[str, ...]]:
    """The form and files of a folder that holds whole sets in files; nothing if images decide.

    Raises:
        DataError: it holds such files of several forms, or many images besides.
    """
    files = data_files(listing)
    if not files:
        return "", ()
    by_kind: dict[str, list[str]] = {}
    for path in files:
        by_kind.setdefault(kind_of(path), []).append(path)
    if len(listing.images) > FEW_IMAGES or len(by_kind) > 1:
        told = [f"{len(paths)} {kind}" for kind, paths in sorted(by_kind.items())]
        if listing.images:
            told.append(f"{len(listing.images)} image")
        raise DataError(
            seen=f"`{listing.root}` holds {' and '.join(told)} files, such as {shortlist(files, 3)}",
            wanted="a set in one form",
            do="name the file itself, or put the others elsewhere",
        )
    kind, paths = next(iter(by_kind.items()))
    return kind, tuple(paths)


def search(listing: Listing, wanted: Callable[[str], bool]) -> tuple[str, ...]:
    """Files other than images for which `wanted` holds, at most two folders deep."""
    return tuple(path for path in listing.others if path.count("/") <= 2 and wanted(path))
