# Needs Python 3.11 or newer, git, and a package index that pip can reach; the rest is set up below .venv/.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$python >/dev/null 2>&1 && $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
# The stamp carries what was installed, so that a restored or switched tree installs what it needs, and only then.
INSTALLED := $(VENV)/installed-$(firstword $(shell cksum < requirements-dev.txt))

# What the benchmarks compare with is no part of the bot: it gets an environment of its own.
BENCH := .bench/installed-$(firstword $(shell cksum < benchmarks/requirements.txt))

# Tests and demo start many processes: without its cache each of them would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo test chaos bench storyboards check lock bench-lock

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(INSTALLED) ## Run the bot beside a Slack workspace on this machine; PORT=… for another port, CHECK=1 to try it only
	@$(RUN) -m tools.demo $(if $(PORT),--port $(PORT)) $(if $(CHECK),--check) $(ARGS)

test: $(INSTALLED) ## Run all tests; ARGS="…" goes to pytest
	@$(RUN) -m tests.browsers
	@$(RUN) -m pytest -n auto --dist worksteal $(ARGS)

chaos: $(INSTALLED) ## Kill, stop and starve the bot for ten minutes; SEED=… plays the same again, MINUTES=… for longer
	@$(RUN) -m tests.chaos $(if $(SEED),--seed $(SEED)) $(if $(MINUTES),--minutes $(MINUTES)) $(ARGS)

bench: $(INSTALLED) $(BENCH) ## Measure the bot against its baselines, about twenty minutes; ARGS="accepting …" for some
	@BASELINES_PYTHON=$(CURDIR)/.bench/bin/python $(RUN) -m benchmarks $(ARGS)

storyboards: $(INSTALLED) ## Play the stories of docs/conversation/ in the sandbox and photograph them; ARGS="--only rep" for one
	@$(RUN) -m tests.storyboards $(ARGS)

check: $(INSTALLED) ## Formatting, lint, types, and whether the pinned requirements fit
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy
	@$(RUN) tools/lock.py --check

lock: $(INSTALLED) ## Pin the requirements anew from pyproject.toml
	@$(RUN) tools/lock.py

bench-lock: $(INSTALLED)
	@$(RUN) -m uv pip compile benchmarks/requirements.in --universal --generate-hashes -c requirements.txt --no-header \
		--no-emit-index-url --no-emit-find-links --quiet --output-file benchmarks/requirements.txt

$(BENCH): $(INSTALLED)
	@test -x .bench/bin/python || $(RUN) -m venv .bench
	@.bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.txt
	@rm -f .bench/installed-* && touch $@

$(INSTALLED):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: https://www.python.org/downloads/" >&2; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu: apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }
	@echo "Installing what is needed below $(VENV)/ (a minute or so, once)"
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.txt
	@rm -f $(VENV)/installed-* && touch $@
