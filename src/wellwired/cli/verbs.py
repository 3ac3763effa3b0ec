"""The group of verbs: their order in the help, and the nearest one to a verb that does not exist."""

import difflib
from pathlib import Path

import click


class Verbs(click.Group):
    """A group that keeps its verbs in the order of their making and suggests the nearest."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which they were added."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that `args` begin with; an unknown one is a usage error with what may have been meant."""
        word = args[0]
        if word in self.commands or word.startswith("-"):
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(word.lower(), self.list_commands(ctx), 1, cutoff=0.5)
        if Path(word).exists():
            told = f"Did you mean `wellwired fit {word}`?"
        elif near:
            told = f"Did you mean `wellwired {near[0]}`?"
        else:
            told = f"There are {', '.join(self.list_commands(ctx))}."
        return ctx.fail(f"No such verb {word!r}. {told}")
