"""Values of options that a person writes: times, settings."""

import difflib
import re
from typing import Any

import click

_TIME = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s?)?")
MOST_S = 30 * 86400.0  # a month; more is a slip of the hand
LEAST_S = 1.0


class Duration(click.ParamType):  # type: ignore[type-arg]
    """A time in seconds, written `90`, `90s`, `10m` or `1h30m`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds of a written time."""
        if isinstance(value, int | float):
            return float(value)
        text = "".join(str(value).lower().split())
        found = _TIME.fullmatch(text)
        if not text or found is None:
            self.fail(f"{value!r} is no time; write 90s, 10m or 1h30m", param, ctx)
        hours, minutes, seconds = (float(one or 0) for one in found.groups())
        time_s = 3600 * hours + 60 * minutes + seconds
        if not LEAST_S <= time_s <= MOST_S:
            self.fail(f"{value!r} is {time_s:g} s; write a time from 1s to 720h", param, ctx)
        return time_s


class Setting(click.ParamType):  # type: ignore[type-arg]
    """A setting of the training plan, written `NAME=VALUE`."""

    name = "name=value"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Name and value; the name is one that a training plan has."""
        from dataclasses import fields

        from wellwired.core.plans import TrainPlan

        if isinstance(value, tuple):
            return value
        name, equals, text = str(value).partition("=")
        if not equals or not text:
            self.fail(f"{value!r} is no setting; write for example learning_rate=0.1", param, ctx)
        known = [
            one.name for one in fields(TrainPlan) if one.name not in ("augment", "reasons", "num_epochs")
        ]
        name = name.strip().replace("-", "_")
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            told = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(known)}"
            self.fail(f"a training plan has no {name!r}; {told}", param, ctx)
        return name, text.strip()
