"""Pictures for the report: what the samples look like, and what augmentation makes of them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """One sample: its name, its class, and a PNG of at most 64x64 pixels in base64."""

    name: str
    label: str
    thumbnail: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Pictures:
    """A few pictures of one sort: `samples` as they are fed to the network, or `augmented`."""

    sort: str
    pictures: tuple[Picture, ...]
