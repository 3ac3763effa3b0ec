"""The exit code tells how a call ended, and an error says what to do, without a traceback."""

import signal
import subprocess
import sys

import click
import pytest

from wellwired.cli.main import exit_code, root
from wellwired.core.errors import DataError
from wellwired.recipe.interrupt import Interrupted


@pytest.fixture
def planted():
    """A verb that raises what it is given, taken away after the test."""

    def plant(error):
        @click.command("plant")
        def command():
            raise error

        root.add_command(command)

    yield plant
    root.commands.pop("plant", None)


def test_done_is_zero(capsys):
    assert exit_code(["--help"]) == 0
    assert "wellwired fit DATA" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["fti"], "Did you mean `wellwired fit`?"),
        (["fit"], "DATA is missing"),
        (["fit", "digits", "--buget", "5m"], "--budget"),
        (["fit", "digits", "--budget", "soon"], "is no time"),
        (["fit", "digits", "--seed", "-1"], "--seed"),
        (["explain", "W03", "more"], "unexpected extra argument"),
    ],
    ids=lambda one: one[0] if isinstance(one, list) else "",
)
def test_usage_is_two_and_says_what_was_meant(capsys, words, told):
    assert exit_code(words) == 2
    assert told in capsys.readouterr().err


def test_a_path_in_place_of_a_verb_is_understood(capsys, tmp_path):
    assert exit_code([str(tmp_path)]) == 2
    assert f"wellwired fit {tmp_path}" in capsys.readouterr().err


def test_an_error_of_ours_is_one_with_its_three_parts(capsys, planted):
    planted(DataError(seen=f"`{'x'}` is 3", wanted="2", do="remove one"))
    assert exit_code(["plant"]) == 1
    assert capsys.readouterr().err == "error: `x` is 3\n  wanted: 2\n  do: remove one\n"


def test_a_name_in_an_error_cannot_colour_the_terminal(capsys, planted):
    planted(DataError(seen=f"`{chr(27)}[31m` is a file", wanted="a folder", do="give one"))
    exit_code(["plant"])
    assert "\x1b" not in capsys.readouterr().err


def test_an_unexpected_error_is_one_and_keeps_its_traceback_in_a_file(capsys, planted, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    planted(KeyError("deep"))
    assert exit_code(["plant"]) == 1
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "Traceback" in next(tmp_path.iterdir()).read_text()


def test_debug_shows_the_traceback(capsys, planted):
    planted(KeyError("deep"))
    assert exit_code(["--debug", "plant"]) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_gives_its_own_code(planted, number, code):
    planted(Interrupted(number))
    assert exit_code(["plant"]) == code


def test_a_key_that_interrupts_is_130(planted):
    planted(KeyboardInterrupt())
    assert exit_code(["plant"]) == 130


@pytest.mark.parametrize("words", [["--help"], ["explain"]])
def test_a_closed_pipe_is_quiet(words):
    process = subprocess.Popen(
        [sys.executable, "-m", "wellwired.cli.main", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
    assert told == b""
