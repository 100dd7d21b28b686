# Needs Python 3.11 or later and make, nothing else. Everything is installed into .venv.
PYTHON ?= python3
OUT ?= out
MINUTES ?= 10
VENV := .venv
PY := $(VENV)/bin/python
# Python compiles a file once, also where it is told not to keep what it compiled beside the sources.
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/compiled
unexport PYTHONDONTWRITEBYTECODE
WHICH := import platform; print(platform.python_version())
QUICK := -m 'not slow and not long'
PYTEST := $(PY) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# pip says one line for each package, as it goes; awk hands on how pip ended, which a pipe would lose. An egg-info that an
# earlier version left here would be taken for the installation.
define install
@{ rm -rf chalkgrad.egg-info; $(PY) -u -m pip install --disable-pip-version-check --progress-bar off --no-color --no-compile --editable '$(1)'; \
	echo "ended $$?"; } | awk 'BEGIN {code = 1} /^ended / {code = $$2} \
	/^ *(Collecting|Processing|Downloading|Building|Installing|Successfully)/ \
	{sub(/ \(from .*/, ""); sub(/: .*/, " ..."); print; fflush()} END {exit code}'
endef

.DEFAULT_GOAL := help
.PHONY: same-python help lectures notebooks docs workbench quick quick-engine quick-others test check bench fuzz mutants clean

help:  ## say what one can do here
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null \
		|| grep -E '^[a-z]+:.*##' Makefile

lectures: $(VENV)/ready  ## build every lecture into out/, and the workbench where there is npm, and say what to open
	@if command -v npm >/dev/null; then $(PY) -m lectures workbench --out $(OUT) || echo "Left out: the workbench."; \
		else echo "Left out: the workbench, which needs npm; make workbench brings one along."; fi
	$(PY) -m lectures build --out $(OUT)

notebooks: $(VENV)/ready  ## write first steps and every lecture as Jupyter notebooks into out/notebooks/
	$(PY) -m lectures notebooks --out $(OUT)

docs: $(VENV)/docs-ready  ## write the reference into out/reference/: every name, the table of primitives, the lectures
	$(PY) -m lectures docs --out $(OUT)

workbench: $(VENV)/ready  ## write the whole engine as one page, out/workbench.html, for questions of one's own
	@command -v npm >/dev/null || $(MAKE) $(VENV)/workbench-ready
	$(PY) -m lectures workbench --out $(OUT)

quick: $(VENV)/test-ready  ## run the quick tests: all but those with a browser, all lectures, other processes or long ones
	@echo "Two halves at a time: of the engine, and of all else. Each says how it ended when it has."
	@$(MAKE) --no-print-directory --keep-going --jobs 2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) quick-engine quick-others

# Each process collects its own half only, and reports to nobody: by --numprocesses the same takes a third longer.
quick-engine: $(VENV)/test-ready
	@$(PY) -m pytest $(QUICK) engine tests/engine
quick-others: $(VENV)/test-ready
	@$(PY) -m pytest $(QUICK) lectures nn tests --ignore=tests/engine

test: $(VENV)/test-ready  ## run every test
	$(PYTEST)

check: $(VENV)/test-ready  ## format, lint, types (of the JavaScript too, where there is node), and every test
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m tests.node
	$(PYTEST)

bench: $(VENV)/bench-ready  ## measure against other engines, side by side, in three minutes
	$(PY) -m tests.benchmarks --out $(OUT)

fuzz: $(VENV)/test-ready  ## search for what no test has thought of, for MINUTES (10)
	$(PY) -m tests.fuzz --minutes $(MINUTES)

mutants: $(VENV)/test-ready $(VENV)/mutants-ready  ## change the source in thousands of small ways; say what no test notices
	$(PY) -m tests.mutants

clean:  ## remove what was built, and the environment
	rm -rf $(VENV) $(OUT) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Whoever names a Python gets that one, or hears why not.
same-python:
ifneq ($(origin PYTHON),file)
	@if [ -x $(PY) ]; then \
		has=$$($(PY) -c '$(WHICH)'); wanted=$$($(PYTHON) -c '$(WHICH)'); \
		[ "$$has" = "$$wanted" ] || { echo "$(VENV) holds Python $$has, and $(PYTHON) is $${wanted:-not there};" \
			"run make clean first, or make without PYTHON="; exit 1; }; fi
endif

$(VENV)/ready: pyproject.toml | same-python
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name one with: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(call install,.)
	@touch $@

$(VENV)/%-ready: $(VENV)/ready
	$(call install,.[$*])
	@touch $@
