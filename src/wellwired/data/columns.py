"""Which column holds the labels, and which the parts, found by name and content."""

from collections.abc import Iterable, Mapping, Sequence

from wellwired.core.errors import DataError
from wellwired.data.nearest import did_you_mean, shortlist
from wellwired.data.parts import NOT_GIVEN, part_called, words_of

FILE_NAMES = (
    "file_name",
    "filename",
    "file",
    "image",
    "path",
    "image_path",
    "image_name",
    "file_path",
    "img",
    "id",
)
LABEL_NAMES = (
    ("label", "class", "target", "category"),
    (
        "labels",
        "classes",
        "targets",
        "y",
        "class_name",
        "classname",
        "label_name",
        "species",
        "breed",
        "diagnosis",
    ),
    ("fine_label", "class_id", "label_id", "classid", "coarse_label", "answer"),
)
PART_COLUMNS = ("split", "part", "subset", "set", "partition", "usage", "fold", "dataset")


def plain(name: str) -> str:
    """Spelling of a name by which columns are compared: lower case, words joined by `_`."""
    return "_".join(words_of(name))


def must_be_column(target: str, names: Sequence[str], where: str) -> str:
    """The column that `target` names, upper and lower case alike.

    Raises:
        DataError: there is none.
    """
    if target in names:
        return target
    alike = [name for name in names if name.lower() == target.lower()]
    if len(alike) == 1:
        return alike[0]
    raise DataError(
        seen=f"the target `{target}` is no column of `{where}`{did_you_mean(target, names)}",
        wanted=f"one of its columns: {shortlist(names, 12)}",
        do="name another column with `--target`",
    )


def label_column(names: Sequence[str], *, target: str | None, where: str) -> tuple[str, str]:
    """The column of labels and the reason; `names` leaves out those of files and parts.

    Raises:
        DataError: `target` is no column, there is no other column, or none of several is known by its name.
    """
    if target is not None:
        return must_be_column(target, names, where), "asked for"
    for group in LABEL_NAMES:
        found = [name for name in names if plain(name) in group]
        if len(found) == 1 or (found and group is LABEL_NAMES[0]):
            best = min(found, key=lambda name: (group.index(plain(name)), name))
            return best, "by its name"
    if len(names) == 1:
        return names[0], "it is the only column left"
    wanted = "a column of labels, such as `label`, `class`, `target` or `category`"
    if not names:
        raise DataError(seen=f"`{where}` has 0 columns beside the images", wanted=wanted, do="add one")
    raise DataError(
        seen=f"`{where}` has no column called as labels are{_likely(names)}; it has {shortlist(names, 12)}",
        wanted=wanted,
        do="name the column with `--target`",
    )


def _likely(names: Sequence[str]) -> str:
    for known in LABEL_NAMES[0]:
        found = did_you_mean(known, names)
        if found:
            return found
    return ""


def part_column(columns: Mapping[str, Iterable[object]]) -> str | None:
    """The column whose name and every value speak of parts, if there is one."""
    for wanted in PART_COLUMNS:
        for name, values in columns.items():
            if plain(name) == wanted:
                kinds = {str(value) for value in values}
                if kinds and all(part_called(kind) != NOT_GIVEN for kind in kinds):
                    return name
    return None
