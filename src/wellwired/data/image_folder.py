"""A folder of image files: whether a csv or the folders name the classes."""

from pathlib import Path

from wellwired.core.errors import DataError
from wellwired.data.encoded import Listed
from wellwired.data.file_index import FileIndex
from wellwired.data.find_set import kind_of, search
from wellwired.data.limits import Limits
from wellwired.data.listing import Listing, list_folder
from wellwired.data.nearest import shortlist
from wellwired.data.read_csv import ImageCsv, find_csvs, list_csv, list_csv_unlabelled, refuse_csv
from wellwired.data.read_folders import has_class_folders, list_classes


def refuse_target(target: str | None, where: str) -> None:
    """Nothing, if no target is asked for where there are no columns.

    Raises:
        DataError: one is.
    """
    if target is not None:
        raise DataError(
            seen=f"the target `{target}` was asked of `{where}`, which has no columns",
            wanted="no target: the classes are part of the data",
            do="leave `--target` out",
        )


def list_images(listing: Listing, target: str | None) -> Listed:
    """Image files with their classes from a csv or from their folders.

    Raises:
        DataError: neither names classes, or the target is no column.
    """
    inside, index, csvs, tables = _csvs(listing)
    by_folder = has_class_folders(listing)
    # Beside class folders a csv counts only if it has a column that is called as labels are.
    named = [one for one in csvs if one.has_label_name] if by_folder and target is None else csvs
    if named:
        return list_csv(inside, named, index, target=target)
    if tables and (target is not None or not by_folder):
        refuse_csv(inside, tables)
    refuse_target(target, str(listing.root))
    if tables:
        listing = listing.with_note(
            f"Classes are taken from the folders; {shortlist(tables, 3)} was not used."
        )
    return list_classes(listing)


def _csvs(listing: Listing) -> tuple[Listing, FileIndex, list[ImageCsv], tuple[str, ...]]:
    """Csv files that name the images, in the folder or, failing that, beside it; and all csv files seen."""
    tables = search(listing, lambda path: kind_of(path) == "table")
    index = FileIndex(listing.images if tables else ())
    if tables or has_class_folders(listing):
        return listing, index, find_csvs(listing, index, tables), tables
    parent = listing.root.resolve().parent
    try:
        around = sorted(
            one.name for one in parent.iterdir() if one.is_file() and kind_of(one.name) == "table"
        )
    except OSError:
        around = []
    outer = Listing.from_parent(listing)
    outer_index = FileIndex(outer.images)
    found = find_csvs(outer, outer_index, tuple(around))
    return (outer, outer_index, found, tuple(around)) if found else (listing, index, [], ())


def list_csv_file(path: Path, *, target: str | None, limits: Limits, labels: bool) -> Listed:
    """The images that one csv names, with or without its labels.

    Raises:
        DataError: no column names images below the csv's folder, or what `list_csv` raises.
    """
    listing = list_folder(path.parent, limits)
    index = FileIndex(listing.images)
    csvs = find_csvs(listing, index, (path.name,))
    if not csvs:
        refuse_csv(listing, (path.name,))
    if labels:
        return list_csv(listing, csvs, index, target=target)
    return list_csv_unlabelled(listing, csvs[0], index)
