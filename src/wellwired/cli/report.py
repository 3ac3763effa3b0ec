"""`wellwired report`: a run's page, drawn again from what was measured."""

import sys
from pathlib import Path

import click

from wellwired.cli.say import say, say_json


@click.command(short_help="Draw the report of RUN again and tell it in short.")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print run.json and where the page is.")
@click.option("--quiet", is_flag=True, help="Print only where the page is.")
def report(*, run: Path, as_json: bool, quiet: bool) -> None:
    """Draw report.html of a run again, in whatever state it ended, and print its summary."""
    from wellwired.checks import ALL
    from wellwired.report.evidence import read_evidence
    from wellwired.report.page import write_page

    page = write_page(run, checks=ALL)
    evidence = read_evidence(run)
    if as_json:
        say_json({**evidence.run, "folder": str(run), "report": str(page)})
        return
    if quiet:
        say(str(page))
        return
    from wellwired.report.summary import run_text
    from wellwired.report.terminal import styled, width_of

    say(styled(run_text(evidence, page=page, width=width_of(sys.stdout)), sys.stdout))
