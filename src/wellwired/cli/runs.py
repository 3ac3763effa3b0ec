"""`wellwired runs`: the runs in a folder, one a line."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wellwired.cli.say import say, say_json

if TYPE_CHECKING:
    from wellwired.artifact.list_runs import RunSummary

HEADS = ("run", "status", "data", "metric", "test", "line", "parameters", "time", "")


@click.command(short_help="List the runs in DIR.")
@click.argument("folder", metavar="[DIR]", default="runs", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def runs(*, folder: Path, as_json: bool) -> None:
    """List the runs in DIR (`runs` unless told), broken ones among them."""
    from wellwired.artifact.list_runs import list_runs

    found = list_runs(folder)
    if as_json:
        from dataclasses import asdict

        from wellwired.core.json_form import to_json

        say_json([to_json({**asdict(one), "path": str(one.path)}) for one in found])
    elif found:
        from wellwired.report.columns import columns

        say(columns(HEADS, [_row(one) for one in found], right=(4, 5, 6, 7)))
    else:
        say(f"no runs in {folder}; `wellwired fit DATA` makes one")


def _row(one: "RunSummary") -> tuple[str, ...]:
    from wellwired.report.amounts import duration, score, short_count
    from wellwired.report.clean import clean

    return (
        clean(one.path),
        clean(one.status),
        clean(one.source, most=40),
        clean(one.metric),
        score(one.test),
        score(one.line_test),
        "-" if one.parameters is None else short_count(one.parameters),
        "-" if one.time_s is None else duration(one.time_s),
        clean(one.note, most=80),
    )
