"""Imports point down. A room imports from the rooms named for it, and no other."""

import ast
import pathlib

import pytest

ROOT = pathlib.Path(__file__).parents[2] / "src" / "wellwired"
MAY_IMPORT = {
    "core": set(),
    "data": {"core"},
    "structure": {"core", "data"},
    "network": {"core"},
    "checks": {"core"},
    "probes": {"core", "network"},
    "train": {"core", "data", "network"},
    "population": {"core", "data", "network", "train"},
    "artifact": {"core", "data", "network"},
    "watch": {"core", "probes", "checks"},
    "recipe": {
        "core",
        "data",
        "structure",
        "network",
        "checks",
        "probes",
        "train",
        "population",
        "artifact",
        "watch",
    },
    "report": {"core"},
    "cli": {"core", "checks", "recipe", "watch", "artifact", "report"},
}


def imported_rooms(path: pathlib.Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} relative import; write wellwired.<room>"
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "wellwired" and len(parts) > 1:
                yield node.lineno, parts[1]


FILES = sorted(p for p in ROOT.rglob("*.py") if p.parent != ROOT)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path):
    room = path.relative_to(ROOT).parts[0]
    for line, other in imported_rooms(path):
        allowed = MAY_IMPORT[room] | {room}
        assert other in allowed, (
            f"{path.relative_to(ROOT)}:{line} imports {other}; {room} may import {sorted(allowed)}. "
            f"Move the shared word to core, or let recipe call both."
        )


def test_the_floors_have_no_cycle():
    done: set[str] = set()
    while len(done) < len(MAY_IMPORT):
        free = {room for room, lower in MAY_IMPORT.items() if room not in done and lower <= done}
        assert free, f"cycle among {sorted(set(MAY_IMPORT) - done)}"
        done |= free
