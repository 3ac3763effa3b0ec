"""Names of the classes 0, 1, ... from a text file that lies beside the data."""

from pathlib import Path

import numpy as np

FILES = ("classes.txt", "labels.txt", "class_names.txt", "label_names.txt", "names.txt")
MOST_BYTES = 2**22  # longer than any list of class names


def class_names_beside(folder: Path) -> tuple[tuple[str, ...], str]:
    """Class names, one a line, and the file's name; empty if there is no such file."""
    for name in FILES:
        path = folder / name
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
            continue
        lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        names = tuple(line.strip() for line in lines)
        while names and not names[-1]:
            names = names[:-1]
        # "0 airplane", "1 automobile": the number says the place and is no part of the name
        split = [line.split(None, 1) for line in names]
        if names and all(len(one) == 2 and one[0].rstrip(":,") == str(i) for i, one in enumerate(split)):
            names = tuple(one[1].strip() for one in split)
        if names and len(set(names)) == len(names) and "" not in names:
            return names, name
    return (), ""


def number_names(numbers: np.ndarray, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names for class numbers from a list beside the data, if it is long enough, with the reason."""
    names, file = class_names_beside(folder)
    known = [one for one in numbers.reshape(-1).tolist() if isinstance(one, int | float) and one == one]
    if not names or not known:
        return (), ()
    if min(known) < -1 or max(known) >= len(names):
        span = f"{min(known):g} to {max(known):g}"
        return (), (f"`{file}` has {len(names)} lines and labels go from {span}; it was not used.",)
    return names, (f"Class names are the lines of `{file}`.",)
