"""`wellwired inspect`: the card, the line and the plan, and nothing more."""

import sys
import time
from pathlib import Path

import click

from wellwired.cli.say import say, say_json
from wellwired.cli.values import Duration


@click.command(short_help="Show what DATA is and which network it would get.")
@click.argument("data")
@click.option("--target", metavar="COL", help="Column of the labels, where DATA has columns.")
@click.option(
    "--budget", type=Duration(), default="10m", show_default=True, help="Time the plan is made for."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Of every draw."
)
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def inspect(
    *, data: str, target: str | None, budget: float, seed: int, device: str, as_json: bool, quiet: bool
) -> None:
    """Read DATA, fit the straight line, make the plan, show all three; nothing is trained or written."""
    show_plan(
        data,
        target=target,
        budget_s=budget,
        seed=seed,
        device=device,
        as_json=as_json,
        quiet=quiet,
        started=time.perf_counter(),
    )


def show_plan(
    data: str,
    *,
    target: str | None,
    budget_s: float,
    seed: int,
    device: str,
    as_json: bool,
    quiet: bool,
    started: float,
) -> None:
    """Run stages 1 to 3 on the data and print what they found."""
    from wellwired.cli.watching import Watching
    from wellwired.recipe.fit import inspect as run_recipe

    with Watching(quiet=quiet, as_json=as_json) as watching:
        run = run_recipe(
            data,
            target=target,
            budget_s=budget_s,
            seed=seed,
            device=device,
            tell=watching.tell,
            on_verdict=watching.on_verdict,
            started=started,
        )
    if as_json:
        say_json(run)
        return
    from wellwired.report.summary import card_text, plan_text, scores_text
    from wellwired.report.terminal import width_of

    width = width_of(sys.stdout)
    parts = [card_text(run, width=width), scores_text(run), plan_text(run, width=width)]
    told = "\n\n".join(one for one in parts if one)
    say(f"\n{told}\n\nnext          wellwired fit {_quoted(data)}")


def _quoted(data: str) -> str:
    import shlex

    from wellwired.report.clean import clean

    return shlex.quote(clean(Path(data) if Path(data).exists() else data))
