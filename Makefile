# Needs Python 3.11 or later and make, nothing else. Everything is installed into .venv.
PYTHON ?= python3
OUT ?= out
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help lectures notebooks test check bench clean

help:  ## say what one can do here
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null \
		|| grep -E '^[a-z]+:.*##' Makefile

lectures: $(VENV)/ready  ## build every lecture into out/ and say what to open
	$(PY) -m lectures build --out $(OUT)

notebooks: $(VENV)/ready  ## write every lecture as a Jupyter notebook into out/notebooks/
	$(PY) -m lectures notebooks --out $(OUT)

test: $(VENV)/ready  ## run every test
	$(PY) -m pytest

check: $(VENV)/ready  ## format, lint, types, and every test
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m pytest

bench: $(VENV)/bench-ready  ## measure against other engines, side by side
	$(PY) -m tests.benchmarks

clean:  ## remove what was built, and the environment
	rm -rf $(VENV) $(OUT) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name one with: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --editable '.[test]'
	@touch $@

$(VENV)/bench-ready: $(VENV)/ready
	$(PY) -m pip install --quiet --editable '.[test,bench]'
	@touch $@
