"""How much a reader may take: pixels, memory, files, and the share of files that may be broken."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds that no file can exceed, whatever its header says.

    `max_pixels` is height times width of one image. Pixels above `memory_bytes` are kept on disk.
    `unreadable_share` is the largest share of broken images, unit 1, with which reading goes on. `max_files`
    bounds one folder's walk. Pillow's own ceiling, twice `PIL.Image.MAX_IMAGE_PIXELS`, holds besides.
    """

    # Pillow's own warning threshold: a quarter GiB of 24-bit pixels
    max_pixels: int = 89_478_485
    memory_bytes: int = 2**30
    unreadable_share: float = 0.05
    max_files: int = 5_000_000
