"""`wellwired doctor`: what this machine has, and what of it a training will use."""

import click

from wellwired.cli.say import say, say_json


@click.command(short_help="Tell what this machine can do for a training.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def doctor(*, as_json: bool) -> None:
    """Cores, memory, number formats, compiler, graphics cards, versions, and what of it will be used."""
    from wellwired.artifact.machine import describe_machine

    facts = describe_machine()
    if as_json:
        say_json(facts)
        return
    from wellwired.report.facts import plain_rows

    say(plain_rows(facts))
