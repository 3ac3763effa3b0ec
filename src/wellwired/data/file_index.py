"""Which image file a cell of a csv means. No cell can lead out of the folder."""

import posixpath
import re
from collections import defaultdict
from pathlib import PurePosixPath

from wellwired.data.parts import NOT_GIVEN, part_called

_DRIVE = re.compile(r"^[A-Za-z]:")


def leaves_folder(cell: str, csv_folder: str) -> bool:
    """Does the path in `cell`, told from `csv_folder` below the root, lead out of the root?"""
    path = cell.strip().replace("\\", "/")
    if path.startswith(("/", "~")) or _DRIVE.match(path):
        return True
    return posixpath.normpath(posixpath.join(csv_folder, path)).split("/")[0] == ".."


class FileIndex:
    """Image paths by full path, by name and by name without ending."""

    def __init__(self, images: tuple[str, ...]) -> None:
        self._paths = frozenset(images)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in images:
            name = PurePosixPath(path).name
            self._by_name[name].append(path)
            stem = name.rpartition(".")[0]
            if stem and stem != name:
                self._by_name[stem].append(path)

    def names(self) -> tuple[str, ...]:
        """Every image's path."""
        return tuple(sorted(self._paths))

    def find(self, cell: str, *, csv_folder: str, part: int = NOT_GIVEN) -> str | None:
        """Path of the image that `cell` names; None if there is none or several.

        A path counts from the csv's folder, then from the root; failing that the longest common tail decides,
        then the folder of the csv's own part.
        """
        if leaves_folder(cell, csv_folder):
            return None
        wanted = posixpath.normpath(cell.strip().replace("\\", "/"))
        for base in (csv_folder, ""):
            path = posixpath.normpath(posixpath.join(base, wanted))
            if path in self._paths:
                return path
        alike = self._by_name.get(wanted.rpartition("/")[2], [])
        if "/" in wanted:
            tails = [path for path in alike if f"/{path}".rpartition(".")[0].endswith(f"/{wanted}")]
            alike = [path for path in alike if f"/{path}".endswith(f"/{wanted}")] or tails or alike
        if len(alike) > 1:
            alike = _near(alike, csv_folder, part)
        return alike[0] if len(alike) == 1 else None


def _near(paths: list[str], csv_folder: str, part: int) -> list[str]:
    beside = [path for path in paths if csv_folder and path.startswith(f"{csv_folder}/")]
    if beside:
        return beside
    if part != NOT_GIVEN:
        return [path for path in paths if any(part_called(word) == part for word in path.split("/")[:-1])]
    return paths
