PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-slow lint

.venv/.made: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $@

demo: .venv/.made
	$(BIN)/wellwired fit digits

test: .venv/.made
	$(BIN)/python -m pytest -q -m "not slow"

test-slow: .venv/.made
	$(BIN)/python -m pytest -q -m "slow"

lint: .venv/.made
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
