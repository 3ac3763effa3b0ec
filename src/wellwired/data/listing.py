"""The files of a folder, in an order that no file system changes, and none from outside it."""

import os
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from wellwired.core.errors import DataError
from wellwired.data.image_file import ENDINGS
from wellwired.data.limits import Limits
from wellwired.data.nearest import shortlist

_SYSTEM = frozenset({"__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db", "$recycle.bin", "@eadir"})
TABLES = frozenset({".csv", ".tsv"})


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Paths below `root`, with forward slashes, sorted; `notes` tells what was passed over."""

    root: Path
    images: tuple[str, ...]
    others: tuple[str, ...]
    folders: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def below(self, folder: str) -> "Listing":
        """The part of the listing inside `folder`."""
        head = f"{folder}/"
        inside = [
            tuple(one[len(head) :] for one in paths if one.startswith(head))
            for paths in (self.images, self.others, self.folders)
        ]
        return Listing(
            root=self.root / folder, images=inside[0], others=inside[1], folders=inside[2], notes=self.notes
        )

    def from_parent(self) -> "Listing":
        """The same files, told from the folder above."""
        head = f"{self.root.name}/"
        return replace(
            self,
            root=self.root.parent,
            images=tuple(head + one for one in self.images),
            others=tuple(head + one for one in self.others),
            folders=(self.root.name, *(head + one for one in self.folders)),
        )

    def with_note(self, note: str) -> "Listing":
        """The same with one more sentence."""
        return replace(self, notes=(*self.notes, note))


@dataclass
class _Found:
    images: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    special: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)


def list_folder(root: Path, limits: Limits) -> Listing:
    """Every plain file below `root`, hidden and system files apart.

    Links are followed only to files inside `root`; pipes and devices are passed over.

    Raises:
        DataError: there are more than `limits.max_files` files.
    """
    found, real_root = _Found(), root.resolve()
    waiting = [""]
    while waiting:
        head = waiting.pop()
        try:
            entries = sorted(os.scandir(root / head), key=lambda entry: entry.name)
        except OSError as error:
            found.closed.append(f"{head} ({error.strerror})")
            continue
        for entry in entries:
            path = f"{head}{entry.name}"
            if _sort_in(entry, path, real_root, found):
                waiting.append(f"{path}/")
        if len(found.images) + len(found.others) > limits.max_files:
            raise DataError(
                seen=f"`{root}` holds more than {limits.max_files:,} files",
                wanted="a folder with one set of images",
                do="name the folder of the set",
            )
    return Listing(
        root=root,
        images=tuple(sorted(found.images)),
        others=tuple(sorted(found.others)),
        folders=tuple(sorted(found.folders)),
        notes=_notes(found),
    )


def _sort_in(entry: os.DirEntry[str], path: str, real_root: Path, found: _Found) -> bool:
    """Put one entry into its list; is it a folder to go into?"""
    if entry.name.startswith(".") or entry.name.lower() in _SYSTEM:
        found.hidden.append(path)
    elif entry.is_symlink() and not _inside(entry, real_root):
        found.linked.append(path)
    elif entry.is_dir(follow_symlinks=False):
        found.folders.append(path)
        return True
    elif not entry.is_file():
        found.special.append(path)
    elif PurePosixPath(path).suffix.lower() in ENDINGS:
        found.images.append(path)
    else:
        found.others.append(path)
    return False


def _inside(entry: os.DirEntry[str], real_root: Path) -> bool:
    try:
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_relative_to(real_root) and target.is_file()


def _notes(found: _Found) -> tuple[str, ...]:
    told = {
        "hidden or system files were passed over": found.hidden,
        "links were not followed, as they lead to a folder or out of the set": found.linked,
        "entries are no plain files and were passed over": found.special,
        "folders cannot be opened": found.closed,
    }
    return tuple(
        f"{len(paths)} {what}: {shortlist(sorted(paths), 3)}." for what, paths in told.items() if paths
    )


def endings_of(paths: tuple[str, ...]) -> str:
    """How many files of which ending, most frequent first."""
    counts = Counter(PurePosixPath(path).suffix.lower() or "no ending" for path in paths)
    return ", ".join(
        f"{count} {ending}" for ending, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:5]
    )
