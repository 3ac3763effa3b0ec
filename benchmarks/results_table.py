"""The README's table of results, from the records that `benchmarks/images.py` wrote.

Run as `python benchmarks/results_table.py`: it fills the place between the README's two markers.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

README = Path(__file__).resolve().parents[1] / "README.md"
RECORDS = Path(__file__).parent / "records"
BEGIN, END = "<!-- results -->\n", "<!-- /results -->"
COLUMNS = ("data", "part", "asked for", "wellwired", "straight line", "wall time", "budget")


def table(folder: Path = RECORDS) -> str:
    """The table in Markdown, one row for each score that was asked for; only its head without records."""
    rows = [COLUMNS, ("---",) * len(COLUMNS)]
    for path in sorted(folder.glob("images_*.json")):
        rows += rows_of(json.loads(path.read_text()))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def rows_of(record: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """One row a score that was asked for; the accuracy, where none was."""
    for score, figure in (record["wanted"] or {"accuracy": None}).items():
        yield (
            record["data"],
            record["part"],
            f"{score} {figure}" if figure is not None else "more than the line",
            f"{score} {_mean(record[score], '.4f')} ({len(record['runs'])} seeds)",
            _mean(record[f"line_{score}"], ".4f"),
            f"{_mean(record['wall_s'], '.0f')} s",
            record["budget"],
        )


def _mean(one: Mapping[str, float], form: str) -> str:
    return f"{one['mean']:{form}} +- {one['spread']:{form}}"


def filled(text: str, content: str) -> str:
    """The text with `content` between its markers."""
    before, found, rest = text.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not (found and closed):
        raise SystemExit(f"the README lacks one of the markers {BEGIN.strip()} and {END}")
    return f"{before}{BEGIN}{content}{END}{after}"


def main() -> None:
    README.write_text(filled(README.read_text(), table()))


if __name__ == "__main__":
    main()
