# `make demo` runs the sample city; `make test` runs everything; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test lint bench lock generate clean

help:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/.run: pyproject.toml .ci/lock/run.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/lock/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.test: $(VENV)/.run .ci/lock/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/lock/test.txt
	touch $@

demo: $(VENV)/.run ## the sample city: check, mark, roll up (result in out/demo)
	$(BIN)/xl-tools demo --out out/demo

test: $(VENV)/.test ## the whole test suite
	$(BIN)/python -m pytest

lint: $(VENV)/.test ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test ## speed against peers, in one run
	$(BIN)/python -m tests.bench

generate: $(VENV)/.run ## everything generated: schemas, rule pages, sample workbooks
	$(BIN)/xl-tools schemas
	$(BIN)/xl-tools rules --markdown > docs/rules.md
	$(BIN)/python -m xl_tools.sample workbooks

lock: ## resolve the dependencies anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o .ci/lock/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --all-extras pyproject.toml -o .ci/lock/test.txt

clean: ## remove what was made here
	rm -rf $(VENV) out
