"""`wellwired explain`: what a check looks for, why it matters and what to do."""

import difflib
import sys

import click

from wellwired.cli.say import say, say_json
from wellwired.core.errors import AskError
from wellwired.core.verdict import Check


@click.command(short_help="Tell what the check CODE looks for.")
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def explain(*, code: str | None, as_json: bool) -> None:
    """Tell a check by its code (W03) or its name (rows-talk); without one, list them all."""
    from wellwired.checks import ALL
    from wellwired.report.explain import explain as explained
    from wellwired.report.terminal import width_of

    chosen = ALL if code is None else (_named(code, ALL),)
    if as_json:
        say_json([_plain(one) for one in chosen])
    elif code is None:
        say(_list(ALL))
    else:
        say(explained(chosen[0], width=min(width_of(sys.stdout), 88)))


def _named(code: str, checks: tuple[Check, ...]) -> Check:
    """The check of that code or name.

    Raises:
        AskError: there is none; the nearest is named.
    """
    wanted = code.strip().lower().replace("_", "-")
    for one in checks:
        if wanted in (one.code.lower(), one.name):
            return one
    names = [word for one in checks for word in (one.code.lower(), one.name)]
    near = difflib.get_close_matches(wanted, names, 1, cutoff=0.3)
    told = f"did you mean `{near[0].upper() if len(near[0]) == 3 else near[0]}`? " if near else ""
    raise AskError(
        seen=f"there is no check {code!r}",
        wanted="the code or the name of a check, like W03 or rows-talk",
        do=f"{told}`wellwired explain` lists them all",
    )


def _list(checks: tuple[Check, ...]) -> str:
    from wellwired.report.columns import columns
    from wellwired.report.explain import fault

    rows = [
        (one.code, one.name, one.stage, "gate" if one.gate else "advice", fault(one.explains))
        for one in checks
    ]
    return columns(("code", "name", "stage", "", "the fault"), rows)


def _plain(one: Check) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "stage": one.stage,
        "gate": one.gate,
        "explains": one.explains,
    }
