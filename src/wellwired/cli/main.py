"""The command line: arguments in, exit code out.

Exit codes: 0 done; 1 error; 2 usage; 3 a gate failed; 130 interrupted (SIGINT); 143 terminated (SIGTERM).
Whatever takes time to import is imported inside the verbs, so that help comes at once.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import click

from wellwired.cli.doctor import doctor
from wellwired.cli.evaluate import evaluate
from wellwired.cli.explain import explain
from wellwired.cli.fit import fit
from wellwired.cli.inspect import inspect
from wellwired.cli.predict import predict
from wellwired.cli.report import report
from wellwired.cli.runs import runs
from wellwired.cli.say import say, say_error
from wellwired.cli.verbs import Verbs
from wellwired.core.errors import WellwiredError
from wellwired.recipe.interrupt import Interrupted

# A thread that waits for another spins for about 0.1 ms, then sleeps. The default is to spin for long: on a
# machine # that does other work too, that takes the core from the thread waited for, and small steps become
# ten times slower. # Read by torch at its import.
os.environ.setdefault("GOMP_SPINCOUNT", "30000")


@dataclass
class Wish:
    """What was asked of all verbs."""

    debug: bool = False


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        say(f"wellwired {version('wellwired')}")
        ctx.exit()


@click.group(
    cls=Verbs, subcommand_metavar="VERB ...", context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show it."
)
@click.pass_context
def root(ctx: click.Context, *, debug: bool) -> None:
    """Build the right network for your data, with evidence at each gate.

    `wellwired fit DATA` reads a folder of pictures, a table of them, an array file or a set that ships with
    wellwired (try `digits`), trains a network and writes a report.
    """
    ctx.ensure_object(Wish).debug = debug


for _verb in (fit, inspect, predict, evaluate, report, runs, explain, doctor):
    root.add_command(_verb)


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(exit_code(args))


def exit_code(args: Sequence[str] | None = None) -> int:
    """Exit code of the command line `args`, or of the process's own."""
    wish = Wish()
    try:
        words = None if args is None else list(args)
        ended = root.main(args=words, prog_name="wellwired", standalone_mode=False, obj=wish)
        return ended if isinstance(ended, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Interrupted as ended:
        say(f"{ended}", stream=sys.stderr)
        return 128 + ended.signal_number
    except SystemExit as ended:  # a pipe that was closed while help was printed
        return ended.code if isinstance(ended.code, int) else 1
    except WellwiredError as error:
        if wish.debug:
            _show_traceback()
        say_error(error)
        return 1
    except Exception as error:
        return _unexpected(error, debug=wish.debug)


def _show_traceback() -> None:
    import traceback

    say(traceback.format_exc(), stream=sys.stderr)


def _unexpected(error: Exception, *, debug: bool) -> int:
    import tempfile
    import traceback

    from wellwired.report.clean import clean

    if debug:
        _show_traceback()
        return 1
    told = f"{type(error).__name__}: {clean(error, most=300)}"
    try:
        with tempfile.NamedTemporaryFile("w", prefix="wellwired-", suffix=".txt", delete=False) as file:
            file.write(traceback.format_exc())
        where = f"the traceback is in {file.name}"
    except OSError:
        where = "the traceback could not be written; `wellwired --debug ...` shows it"
    say(f"error: {told}\n  {where}", stream=sys.stderr)
    return 1


if __name__ == "__main__":
    main()
