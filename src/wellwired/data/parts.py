"""Which part of a set a name speaks of: train, valid or test."""

import re

TRAIN, VALID, TEST, NOT_GIVEN = 0, 1, 2, -1
PART_NAMES = ("train", "valid", "test")
_WORDS = {
    "train": TRAIN,
    "training": TRAIN,
    "val": VALID,
    "valid": VALID,
    "validation": VALID,
    "dev": VALID,
    "test": TEST,
    "testing": TEST,
    "t10k": TEST,
}
# "xtrain", "TrainImages": words stuck together are parted at a lower-to-upper step and after a single x or y
_STEP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|^(?<![a-zA-Z])([xyXY])(?=(?:train|val|test|dev)[a-z]*$)")


def words_of(name: str) -> tuple[str, ...]:
    """Lower-case words of a file, folder, column or array name.

    Example:
        >>> words_of("train-00000-of-00002"), words_of("xTest"), words_of("ytrain")
        (('train', '00000', 'of', '00002'), ('x', 'test'), ('y', 'train'))
    """
    spaced = _STEP.sub(lambda found: f"{found.group(1) or ''} ", name)
    return tuple(word.lower() for word in re.split(r"[^a-zA-Z0-9]+", spaced) if word)


def part_called(name: str) -> int:
    """Part that `name` as a whole calls, else `NOT_GIVEN`."""
    return _WORDS.get(name.strip().lower(), NOT_GIVEN)


def part_among(name: str) -> int:
    """Part that the first fitting word of `name` calls, else `NOT_GIVEN`."""
    return next((_WORDS[word] for word in words_of(name) if word in _WORDS), NOT_GIVEN)


def without_part(name: str) -> tuple[str, ...]:
    """Words of `name` that do not call a part."""
    return tuple(word for word in words_of(name) if word not in _WORDS)
