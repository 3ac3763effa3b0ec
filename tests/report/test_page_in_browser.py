"""The page reads well in a browser: it fits a telephone and a desk, and is not blank."""

import re
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from wellwired.report.page import write_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
)
MEASURE = """<body><iframe src="{page}" width={width} height=900></iframe><script>
onload = () => {{ document.title = "wide " + frames[0].document.documentElement.scrollWidth }}
</script></body>"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")]


def browse(url, folder, *more):
    command = [CHROMIUM, *QUIET, f"--user-data-dir={folder / 'profile'}", *more, url]
    return subprocess.run(command, check=True, capture_output=True, timeout=60, text=True).stdout


def shot(page, folder, *, width, height=2000):
    picture = folder / f"{width}.png"
    browse(page.as_uri(), folder, f"--window-size={width},{height}", f"--screenshot={picture}")
    return np.asarray(Image.open(picture).convert("L"), dtype=float)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("state", ["sound", "hostile", "crowded"])
def test_nothing_stands_beyond_the_edge(sample_run, tmp_path, state, width):
    page = write_page(getattr(sample_run, state)(tmp_path))
    outer = tmp_path / "outer.html"  # a frame can be measured from outside although the page runs no script
    outer.write_text(MEASURE.format(page=page.as_uri(), width=width))
    assert re.search(r"wide (\d+)", browse(outer.as_uri(), tmp_path, "--dump-dom"))[1] == str(width)


@pytest.mark.parametrize("width", [390, 1280])
def test_is_not_blank_and_has_its_margins(sample_run, tmp_path, width):
    seen = shot(write_page(sample_run.sound(tmp_path)), tmp_path, width=width)
    assert seen.shape == (2000, width)
    assert np.ptp(seen) > 100
    assert np.ptp(seen[:, :10]) < 3
    assert np.ptp(seen[:, -10:]) < 3
