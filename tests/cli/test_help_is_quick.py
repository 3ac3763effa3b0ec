"""Help comes at once: nothing heavy is imported before a verb needs it."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "numpy", "matplotlib", "sklearn", "pyarrow", "PIL", "rich", "jinja2")
LIGHT_WORDS = (["--help"], ["fit", "--help"], ["explain"], ["explain", "--json"], ["nonsense"])
ASK = """
import sys
from wellwired.cli.main import exit_code
exit_code({words!r})
print("heavy:", *[one for one in {heavy!r} if one in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize("words", LIGHT_WORDS, ids=" ".join)
def test_imports_nothing_heavy_for(words):
    code = ASK.format(words=words, heavy=HEAVY)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert found.stderr.splitlines()[-1] == "heavy:"
