"""`wellwired evaluate`: a network's figures on data whose classes are known."""

from pathlib import Path
from typing import Any

import click

from wellwired.cli.say import say, say_json


@click.command(short_help="Score the network of RUN on labelled DATA.")
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("data")
@click.option("--target", metavar="COL", help="Column of the labels, where DATA has columns.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def evaluate(*, run: Path, data: str, target: str | None, as_json: bool) -> None:
    """Accuracy, balanced accuracy, AUC, log loss and calibration error on DATA, whose classes are known."""
    from wellwired.artifact.predict import evaluate as run_network
    from wellwired.report.facts import plain_rows
    from wellwired.report.progress import Progress

    with Progress() as progress:
        found: dict[str, Any] = run_network(run, data, target=target, tell=progress.tell)
    if as_json:
        from wellwired.core.json_form import to_json

        say_json(to_json(found))
    else:
        say(plain_rows(found))
