"""`wellwired predict`: classes of new samples, as csv or JSON."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wellwired.cli.say import say, say_json

if TYPE_CHECKING:
    from wellwired.artifact.predictions import Predictions

MOST_SAMPLES = 10_000  # passes; the spread no longer changes


@click.command(short_help="Use the network of RUN on new DATA.")
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("data")
@click.option("--out", metavar="FILE.csv", type=click.Path(path_type=Path), help="Write csv there.")
@click.option(
    "--samples", metavar="N", type=click.IntRange(0, MOST_SAMPLES), default=0, help="Dropout passes."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of csv.")
def predict(*, run: Path, data: str, out: Path | None, samples: int, as_json: bool) -> None:
    """Classes and probabilities for new samples: an image, a folder of them, a csv, parquet, npz or idx file.

    Without --out they are printed as csv. With --samples N the network is asked N times with dropout on, and
    the spread of its answers is given.
    """
    from wellwired.artifact.predict import predict as run_network
    from wellwired.report.progress import Progress

    with Progress() as progress:
        found = run_network(run, data, samples=samples, tell=progress.tell)
    _tell_unreadable(found.unreadable)
    if out is not None:
        from wellwired.artifact.csv_form import write_csv

        write_csv(found, out)
    if as_json:
        say_json(_plain(found))
    elif out is None:
        _print_csv(found)
    else:
        say(f"{len(found.names)} predictions are in {out}", stream=sys.stderr)


def _tell_unreadable(unreadable: tuple[tuple[str, str], ...]) -> None:
    from wellwired.report.clean import clean

    for name, why in unreadable[:20]:
        say(f"left out: {clean(name)}: {clean(why)}", stream=sys.stderr)
    if len(unreadable) > 20:
        say(f"left out: {len(unreadable) - 20} more", stream=sys.stderr)


def _print_csv(found: "Predictions") -> None:
    from wellwired.artifact.csv_form import csv_text
    from wellwired.report.clean import clean_lines

    text = csv_text(found).removesuffix("\n")
    say(clean_lines(text) if sys.stdout.isatty() else text)


def _plain(found: "Predictions") -> dict[str, Any]:
    rows = []
    for i, name in enumerate(found.names):
        chances = {one: float(p) for one, p in zip(found.classes, found.probabilities_NK[i], strict=True)}
        best = found.predicted[i]
        row: dict[str, Any] = {
            "name": name,
            "class": best,
            "probability": chances[best],
            "probabilities": chances,
        }
        if found.spread_NK is not None:
            row["spread"] = {one: float(s) for one, s in zip(found.classes, found.spread_NK[i], strict=True)}
        rows.append(row)
    left_out = [{"name": name, "why": why} for name, why in found.unreadable]
    return {"classes": list(found.classes), "predictions": rows, "unreadable": left_out}
