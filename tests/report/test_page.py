"""The page is one harmless file, drawn from the run folder alone, whatever state the run ended in."""

import html.parser
import json
import re
import time

import pytest

from wellwired.core.errors import ArtifactError
from wellwired.core.verdict import Check
from wellwired.report.page import write_page

STATES = ("sound", "failed", "stopped", "hostile", "crowded", "without_test_part")
EXPLAINS = "Samples are mixed.\n\nWhy it matters:\n    So it is.\nWhat to do:\n    Open `where`.\n"
VOID = {"meta", "img", "br", "link"}


class Reader(html.parser.HTMLParser):
    """Collects tags, ids, attributes and text, and whether every tag is closed in its order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.words, self.open, self.wrong = [], [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [v for k, v in attrs if k in ("src", "href", "xlink:href", "action", "data")]
        self.wrong += [k for k, _ in attrs if k.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open = self.open[:-1] if tag not in VOID else self.open

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module", params=STATES)
def page(request, sample_run, tmp_path_factory):
    folder = getattr(sample_run, request.param)(tmp_path_factory.mktemp(request.param))
    return write_page(folder)


def read(folder, **more):
    return Reader(write_page(folder, **more).read_text())


def test_is_below_three_megabytes(page):
    assert page.stat().st_size < 3_000_000


def test_asks_for_nothing_from_outside(page):
    assert all(one.startswith(("#", "data:image/png;base64,")) for one in Reader(page.read_text()).links)
    assert not re.search(r"https?:|@import|url\((?!#)", page.read_text())


def test_has_no_script_and_no_handler(page):
    found = Reader(page.read_text())
    assert "script" not in found.tags
    assert found.wrong == []


def test_every_tag_is_closed(page):
    assert Reader(page.read_text()).open == []


def test_no_id_stands_twice(page):
    ids = Reader(page.read_text()).ids
    assert len(ids) == len(set(ids))


def test_the_policy_forbids_what_is_not_needed(page):
    assert "default-src 'none'" in page.read_text()


def test_every_picture_says_what_it_is(page):
    assert all('alt="' in one for one in re.findall(r"<img[^>]*>", page.read_text()))


def test_a_script_in_a_class_name_is_shown_as_text(sample_run, tmp_path):
    assert "<script>alert(1)</script>" in read(sample_run.hostile(tmp_path)).text


def test_the_answer_comes_first(sample_run, tmp_path):
    found = read(sample_run.sound(tmp_path))
    assert found.tags.index("h1") < found.tags.index("h2")
    assert "The network beats the straight line by 0.028" in found.text


def test_every_number_of_a_verdict_is_shown(sample_run, tmp_path):
    assert "cross-sample influence 0.031, limit 1.0e-06" in read(sample_run.failed(tmp_path)).text


def test_a_failed_check_tells_why_and_what_to_do(sample_run, tmp_path):
    check = Check(code="W03", stage="wiring", needs=int, judge=lambda seen: seen, explains=EXPLAINS)
    text = read(sample_run.failed(tmp_path), checks=(check,)).text
    assert "So it is." in text
    assert "Open where ." in text


def test_is_the_same_when_drawn_again(sample_run, tmp_path):
    folder = sample_run.sound(tmp_path)
    assert write_page(folder).read_bytes() == write_page(folder).read_bytes()


def test_is_drawn_in_three_seconds(sample_run, tmp_path):
    folder = sample_run.sound(tmp_path)
    began = time.process_time()
    write_page(folder)
    assert time.process_time() - began < 3.0


def test_leaves_nothing_else_in_the_folder(sample_run, tmp_path):
    folder = sample_run.sound(tmp_path)
    write_page(folder)
    assert sorted(one.name for one in folder.iterdir()) == ["records.jsonl", "report.html", "run.json"]


def test_a_picture_that_is_none_is_left_out(sample_run, tmp_path):
    folder = sample_run.sound(tmp_path)
    text = (folder / "records.jsonl").read_text()
    (folder / "records.jsonl").write_text(
        re.sub(r'"thumbnail": "[^"]+"', '"thumbnail": "x\\" onerror=\\"a"', text)
    )
    assert "onerror" not in write_page(folder).read_text()


def test_a_last_record_that_was_cut_off_does_no_harm(sample_run, tmp_path):
    folder = sample_run.sound(tmp_path)
    with (folder / "records.jsonl").open("a") as file:
        file.write('{"stage": "train", "rec')
    write_page(folder)


def test_a_run_that_has_only_begun_has_a_page(tmp_path):
    (tmp_path / "run.json").write_text(json.dumps({"status": "running", "asked": {"data": "x"}}))
    assert "has not ended yet" in read(tmp_path).text


def test_a_folder_that_is_none_is_an_error_with_the_nearest_name(sample_run, tmp_path):
    folder = sample_run.sound(tmp_path)
    with pytest.raises(ArtifactError, match=re.escape(folder.name)):
        write_page(folder.with_name(folder.name[:-1] + "9"))


def test_a_broken_run_is_an_error(tmp_path):
    (tmp_path / "run.json").write_text("[1")
    with pytest.raises(ArtifactError, match="one JSON object"):
        write_page(tmp_path)
