# Everything a person or a CI needs: each target installs what it lacks.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: run test test-slow check fix unit cover browser clean
.DEFAULT_GOAL := run

run: $(STAMP)  ## install, then run the specs against the embedded sandbox
	$(BIN)/steprun specs/

test: check unit  ## everything that CI runs

check: $(STAMP)  ## style, types, layers; lint of our own specs
	$(BIN)/ruff format --check runner tests
	$(BIN)/ruff check runner tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/steprun lint specs/ -q

unit: $(STAMP)  ## the tests, side by side
	$(BIN)/pytest -n 2 --dist worksteal

cover: $(STAMP)  ## the same tests, and which lines and branches none of them takes: twice the time
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term

browser: $(STAMP)  ## the page, in the Chromium of this machine: without one, `unit` leaves these out
	STEPRUN_BROWSER=required $(BIN)/pytest tests/browser

test-slow: $(STAMP)  ## what takes minutes: interruptions at many random moments
	$(BIN)/pytest -n 2 --dist worksteal -m slow

fix: $(STAMP)  ## what a machine can mend
	$(BIN)/ruff check --fix runner tests
	$(BIN)/ruff format runner tests

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage reports/*

$(STAMP): pyproject.toml runner/version.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "steprun needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[sandbox]' --group dev
	@$(BIN)/python -m compileall -q runner  # where Python may not write byte code, each start would compile anew
	@touch $@
