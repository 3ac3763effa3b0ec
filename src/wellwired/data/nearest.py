"""The name that was probably meant."""

import difflib
from collections.abc import Iterable


def nearest(name: str, options: Iterable[str]) -> str | None:
    """Option most like `name` in spelling, upper and lower case alike; None if none is close."""
    by_lower = {option.lower(): option for option in sorted(options, reverse=True)}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(name: str, options: Iterable[str]) -> str:
    """Question that names the nearest option, with a space before it; empty if none is close."""
    found = nearest(name, options)
    return f" (did you mean `{found}`?)" if found is not None else ""


def shortlist(names: Iterable[object], most: int = 5) -> str:
    """The first names in back quotes, and how many more there are."""
    every = [f"`{name}`" for name in names]
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
