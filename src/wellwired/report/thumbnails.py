"""Pictures from records, admitted to the page only when they are what they say: small PNGs in base64."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wellwired.report.amounts import as_number
from wellwired.report.clean import clean

MOST_BYTES = 24_000  # base64 of 64x64 pixels in colour that do not compress at all is 22 kB
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Thumbnail:
    """A picture with its caption; `data` is empty where the record has no usable picture."""

    data: str
    title: str
    lines: tuple[str, ...]


def thumbnail_data(text: object) -> str:
    """The base64 text of a PNG, or nothing where it is not one or is too large."""
    if not isinstance(text, str) or not 0 < len(text) <= MOST_BYTES:
        return ""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return text if raw.startswith(_PNG) else ""


def worst_thumbnails(samples: Sequence[Mapping[str, Any]], *, most: int = 24) -> list[Thumbnail]:
    """The worst samples of a `Worst` record, each with what it is and what the network took it for."""
    found = []
    for one in samples[:most]:
        chance = as_number(one.get("probability"))
        lines = (f"is {clean(one.get('true', ''))}", f"taken for {clean(one.get('predicted', ''))}")
        given = "" if chance is None else f"true class given {chance:.3f}"
        found.append(
            Thumbnail(
                data=thumbnail_data(one.get("thumbnail")),
                title=_last(clean(one.get("name", ""))),
                lines=(*lines, given) if given else lines,
            )
        )
    return found


def sample_thumbnails(pictures: Sequence[Mapping[str, Any]], *, most: int = 24) -> list[Thumbnail]:
    """The pictures of a `Pictures` record with their class; those that cannot be shown are left out."""
    found = [
        Thumbnail(
            data=thumbnail_data(one.get("thumbnail")),
            title=_last(clean(one.get("name", ""))),
            lines=(clean(one.get("label", "")),),
        )
        for one in pictures[:most]
    ]
    return [one for one in found if one.data]


def _last(name: str) -> str:
    return name if len(name) <= 40 else "..." + name[-37:]
