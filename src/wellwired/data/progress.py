"""Word of how far a long reading has come, at a bearable pace."""

import time
from collections.abc import Callable

Tell = Callable[[str, int, int], None] | None
INTERVAL_S = 0.05  # 20 words a second are as many as a terminal can show


def paced(tell: Tell) -> Callable[[str, int, int], None]:
    """`tell`, called at most once an interval and always at the end of a work; does nothing for None."""
    last_s = -INTERVAL_S

    def say(what: str, done: int, total: int) -> None:
        nonlocal last_s
        now_s = time.monotonic()
        if tell is not None and (done >= total or now_s - last_s >= INTERVAL_S):
            last_s = now_s
            tell(what, done, total)

    return say
