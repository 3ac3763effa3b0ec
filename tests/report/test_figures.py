"""A figure is drawn from its data alone: the same bytes each time, in the page's colours, harmless."""

import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor

import pytest

from wellwired.core.errors import AskError
from wellwired.core.verdict import Figure, Series
from wellwired.report.figures import draw
from wellwired.report.lines import MOST_POINTS, _thinned

X = tuple(float(i) for i in range(8))
EVIL = "<script>alert(1)</script> $x^2$ & \x1b"


def figure(form="line", **more):
    series = tuple(Series(name=f"s{i}", x=X, y=tuple((i + 1) * x for x in X)) for i in range(3))
    known = {"caption": "A caption.", "x_axis": "x", "y_axis": "y", "series": series, "limit": 4.0}
    return Figure(form=form, **{**known, **more})


FORMS = pytest.mark.parametrize("form", ["line", "points", "bar", "map"])


@FORMS
def test_gives_the_same_bytes_for_the_same_data(form):
    assert draw(figure(form)) == draw(figure(form))


@FORMS
def test_is_well_formed_and_small(form):
    svg = draw(figure(form))
    assert ET.fromstring(svg).tag.endswith("svg")
    assert len(svg) < 40_000


@FORMS
def test_text_of_data_is_text(form):
    named = (Series(name=EVIL, x=(EVIL, "b"), y=(1.0, 2.0)),)
    svg = draw(figure(form, series=named, caption=EVIL, x_axis=EVIL, y_axis=EVIL))
    assert "<script" not in svg
    assert "&lt;script" in svg


@FORMS
def test_bears_values_that_are_not_finite(form):
    nan, inf = float("nan"), float("inf")
    draw(figure(form, series=(Series(name="a", x=(0.0, 1.0, 2.0), y=(nan, inf, -inf)),), log_y=True))


@FORMS
def test_bears_no_data_at_all(form):
    assert "no data" in draw(figure(form, series=()))


@FORMS
def test_bears_equal_values(form):
    draw(figure(form, series=(Series(name="a", x=X, y=(0.0,) * 8),), limit=0.0))


def test_colours_are_those_of_the_page():
    svg = draw(figure())
    assert "var(--s1" in svg
    assert "var(--bad" in svg


def test_no_id_is_without_the_given_prefix():
    ids = [node.get("id") for node in ET.fromstring(draw(figure(), prefix="f7-")).iter() if node.get("id")]
    assert ids
    assert all(one.startswith("f7-") for one in ids)


def test_every_reference_has_its_target():
    root = ET.fromstring(draw(figure("points"), prefix="f7-"))
    ids = {node.get("id") for node in root.iter()}
    links = {node.get("href")[1:] for node in root.iter() if (node.get("href") or "").startswith("#")}
    assert links <= ids


def test_a_screen_reader_hears_the_caption():
    assert ET.fromstring(draw(figure())).get("aria-label") == "A caption."


def test_the_limit_is_written_beside_its_line():
    assert "limit 4" in draw(figure())


def test_threads_do_not_disturb_each_other():
    figures = [figure(form) for form in ("line", "bar", "map", "points")] * 3
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, figures)) == [draw(one) for one in figures]


def test_an_unknown_form_is_an_error():
    with pytest.raises(AskError, match="'pie'"):
        draw(figure("pie"))


def test_a_long_line_keeps_its_spike():
    import numpy as np

    y = np.zeros(50_000)
    y[31_415] = 7.0
    x, thin = _thinned(np.arange(50_000.0), y)
    assert len(x) <= MOST_POINTS
    assert thin.max() == 7.0
