"""The theory is told and held: `docs/theory.md` links every law's test, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "theory.md"
LAWS = sorted((ROOT / "tests" / "laws").glob("test_*.py"))
LINKS = re.findall(r"\]\(([^)#]+)\)", PAGE.read_text())
CHAPTERS = PAGE.read_text().split("\n## ")[1:]


@pytest.mark.parametrize("law", LAWS, ids=lambda path: path.stem)
def test_every_law_is_linked(law):
    assert law in [(PAGE.parent / link).resolve() for link in LINKS], f"tell {law.name} in docs/theory.md"


@pytest.mark.parametrize("link", sorted(set(LINKS)))
def test_every_link_leads_to_a_file_of_the_repository(link):
    path = (PAGE.parent / link).resolve()
    assert path.exists()
    assert path.is_relative_to(ROOT)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda text: text.splitlines()[0])
def test_every_law_links_code_and_test(chapter):
    assert "](../src/wellwired/" in chapter
    assert "](../tests/laws/test_" in chapter


@pytest.mark.parametrize("law", LAWS, ids=lambda path: path.stem)
def test_every_law_says_what_it_is_held_against(law):
    head = law.read_text().split('"""')[1]
    assert "Held" in head or "Measured" in head
