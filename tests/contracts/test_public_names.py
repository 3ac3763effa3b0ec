"""What a user sees is small and told: few names, each in the README, with arguments and errors."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import wellwired

README = (Path(__file__).parents[2] / "README.md").read_text()
FUNCTIONS = [name for name in wellwired.__all__ if inspect.isfunction(getattr(wellwired, name))]
HEAVY = ("torch", "numpy", "sklearn")


def test_there_are_at_most_twelve_names():
    assert len(wellwired.__all__) <= 12
    assert wellwired.__all__ == sorted(wellwired.__all__)


def test_no_name_is_that_of_a_room():
    # Importing a room puts the module in the place of the name.
    rooms = {path.stem for path in Path(wellwired.__file__).parent.iterdir()}
    assert rooms.isdisjoint(wellwired.__all__)


def test_nothing_else_is_public():
    shown = {name for name, one in vars(wellwired).items() if not name.startswith("_") and callable(one)}
    assert shown - {"Path", "dataclass", "Any"} <= set(wellwired.__all__)


@pytest.mark.parametrize("name", wellwired.__all__)
def test_each_is_told_in_the_readme(name):
    assert f"`ww.{name}" in README


@pytest.mark.parametrize("name", wellwired.__all__)
def test_each_has_a_docstring(name):
    assert len(inspect.getdoc(getattr(wellwired, name)) or "") > 40


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_tells_its_arguments(name):
    function = getattr(wellwired, name)
    told = inspect.getdoc(function).partition("Args:\n")[2].partition("\n\n")[0]
    missing = [one for one in inspect.signature(function).parameters if f"{one}: " not in told]
    assert missing == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_tells_its_errors(name):
    assert "Raises:\n    WellwiredError: " in inspect.getdoc(getattr(wellwired, name))


def test_an_unknown_name_is_answered_with_those_that_are_there():
    with pytest.raises(AttributeError, match=r"no attribute `fitt`; it has .*fit, "):
        _ = wellwired.fitt


def test_the_import_is_light():
    code = f"import sys, wellwired; print([one for one in {HEAVY} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
