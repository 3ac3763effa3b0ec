"""`wellwired fit`: data in, a trained network and its evidence out."""

import sys
import time
from pathlib import Path
from typing import Any

import click

from wellwired.cli.inspect import show_plan
from wellwired.cli.say import say, say_json
from wellwired.cli.values import Duration, Setting

GATE_FAILED = 3  # exit code


@click.command(short_help="Train a network on DATA and write its report.")
@click.argument("data", required=False)
@click.option("--target", metavar="COL", help="Column of the labels, where DATA has columns.")
@click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path), help="Folder of the run [runs/NAME-TIME]."
)
@click.option("--budget", type=Duration(), default="10m", show_default=True, help="Time for everything.")
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Of every draw."
)
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
@click.option("--like", metavar="RUN", type=click.Path(path_type=Path), help="Use that run's plan again.")
@click.option("--resume", metavar="RUN", type=click.Path(path_type=Path), help="Bring a run to its end.")
@click.option("--print-plan", is_flag=True, help="Stop after the plan; nothing is trained or written.")
@click.option(
    "--epochs", metavar="N", type=click.IntRange(1, 1_000_000), help="Passes over the training part."
)
@click.option(
    "--train-set", metavar="NAME=VALUE", type=Setting(), multiple=True, help="Fix a training setting."
)
@click.option("--json", "as_json", is_flag=True, help="Print run.json and nothing else.")
@click.option("--quiet", is_flag=True, help="Print the closing summary only.")
@click.pass_context
def fit(
    ctx: click.Context,
    *,
    data: str | None,
    target: str | None,
    out: Path | None,
    budget: float,
    seed: int,
    device: str,
    like: Path | None,
    resume: Path | None,
    print_plan: bool,
    epochs: int | None,
    train_set: tuple[tuple[str, str], ...],
    as_json: bool,
    quiet: bool,
) -> None:
    """Train a network on DATA and write a report of the evidence.

    DATA is a folder of images (by class, or with a csv), a csv, parquet, npz or idx file, or `digits`. With
    --like or --resume it may be left out.
    """
    started = time.perf_counter()  # the budget counts imports too
    if data is None and like is None and resume is None:
        ctx.fail("DATA is missing: a path, or `digits`. With --like RUN or --resume RUN it may be left out.")
    if print_plan:
        if data is None:
            ctx.fail("--print-plan needs DATA.")
        show_plan(
            data,
            target=target,
            budget_s=budget,
            seed=seed,
            device=device,
            as_json=as_json,
            quiet=quiet,
            started=started,
        )
        return
    if resume is not None:
        _tell_finished(resume, quiet=quiet or as_json)
    from wellwired.cli.watching import Watching
    from wellwired.recipe.fit import fit as run_recipe

    with Watching(quiet=quiet, as_json=as_json) as watching:
        result = run_recipe(
            data,
            target=target,
            out=out,
            budget_s=budget,
            seed=seed,
            device=device,
            like=like,
            resume=resume,
            epochs=epochs,
            overrides=dict(train_set),
            tell=watching.tell,
            on_verdict=watching.on_verdict,
            started=started,
        )
    ctx.exit(_close(result.folder, result.run, as_json=as_json))


def _tell_finished(folder: Path, *, quiet: bool) -> None:
    from wellwired.artifact.run_folder import read_run

    if folder.exists() and read_run(folder).get("status") == "done" and not quiet:
        say(f"{folder} was finished already; its report is drawn again.", stream=sys.stderr)


def _close(folder: Path, run: dict[str, Any], *, as_json: bool) -> int:
    from wellwired.checks import ALL
    from wellwired.core.verdict import Outcome
    from wellwired.report.answer import standing
    from wellwired.report.evidence import read_evidence
    from wellwired.report.page import write_page
    from wellwired.report.summary import summary
    from wellwired.report.terminal import styled, width_of

    page = write_page(folder, checks=ALL)
    evidence = read_evidence(folder)
    if as_json:
        say_json({**run, "folder": str(folder), "report": str(page)})
    else:
        say(styled(summary(evidence, page=page, width=width_of(sys.stdout)), sys.stdout))
    gates = {one.code for one in ALL if one.gate}
    stuck = any(one.outcome is Outcome.FAILED and one.code in gates for one in standing(evidence.verdicts))
    return GATE_FAILED if stuck or run.get("status") == "failed" else 0
