# `make demo` runs the sample city; `make test` runs everything; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test windows lint bench bench-rules lossless fuzz mutants sbom audit lock generate clean

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

demo: $(VENV)/.run ## the sample city: check, mark, roll up, hand out, draft mails, score (result in out/demo)
	$(BIN)/xl-tools demo --out out/demo

test: $(VENV)/.test ## the whole test suite
	$(BIN)/python -m pytest

windows: $(VENV)/.test ## the bundle installed and run on a Windows of its own under Wine
	$(BIN)/python -m pytest tests/windows tests/surfaces/excel/test_bundle.py

lint: $(VENV)/.test ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.bench: $(VENV)/.test .ci/lock/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/lock/bench.txt
	touch $@

bench: $(VENV)/.bench ## speed against peers, in one run (LARGE=1: up to all counties and 10,000 rows)
	$(BIN)/python -m tests.bench $(if $(LARGE),--large)
	$(BIN)/python -m tests.bench.reading
	$(BIN)/python -m tests.bench.papers
	$(BIN)/python -m tests.bench.petition_growth

bench-rules: $(VENV)/.test ## proof of the rules: known faults planted in clean tables (docs/rules-proof.md), and their speed
	$(BIN)/python -m tests.bench.rules --write

generate: $(VENV)/.test ## everything generated: working days, schemas, rule pages, sample workbooks, the add-in, the tables in the form that loads at once, the words expressions wait for
	$(BIN)/python -m tests.core.holidays_of_package > xl_tools/data/working_days.toml.new
	mv xl_tools/data/working_days.toml.new xl_tools/data/working_days.toml
	$(BIN)/xl-tools schemas
	$(BIN)/xl-tools rules --markdown > docs/rules.md
	$(BIN)/python -m xl_tools.sample workbooks
	$(BIN)/xl-tools addin build
	$(BIN)/python -m tests.core.tables
	$(BIN)/python -m tests.core.needed_words

lossless: $(VENV)/.test ## mark and clear the collection of real files; the table in out/lossless.md
	$(BIN)/python -m tests.trust.lossless out/lossless.md

SECONDS ?= 600
ROUNDS ?= 2500
ALTERED ?= 500
SCHEMES ?= 200
fuzz: $(VENV)/.test ## fuzz each target for SECONDS (600); ROUNDS (2500) random tables; ALTERED (500) roll-ups edited by hand; SCHEMES (200) tables of rules
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)
	$(BIN)/python -m tests.fuzz.patterns
	$(BIN)/python -m tests.fuzz.rounds --rounds $(ROUNDS)
	$(BIN)/python -m tests.round.mail.altered --rounds $(ALTERED)
	$(BIN)/python -m tests.fuzz.schemes --schemes $(SCHEMES)

$(VENV)/.mutants: $(VENV)/.test .ci/lock/mutants.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/lock/mutants.txt
	touch $@

SAMPLE ?= 500
mutants: $(VENV)/.mutants ## do the tests notice SAMPLE (500) small changes to the program; the survivors in out/mutants.md (hours)
	$(BIN)/python -m tests.mutants --sample $(SAMPLE)

sbom: $(VENV)/.test ## the list of parts that the wheel carries (CycloneDX), from the lock file
	$(BIN)/uvx --from cyclonedx-bom==7.5.0 cyclonedx-py requirements .ci/lock/run.txt --pyproject pyproject.toml \
	  --output-reproducible --spec-version 1.6 --output-format JSON --output-file .ci/lock/sbom.cdx.json

audit: $(VENV)/.test ## known holes in the pinned packages; warns when the index cannot be asked
	$(BIN)/python .ci/audit

lock: ## resolve the dependencies anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o .ci/lock/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --all-extras pyproject.toml -o .ci/lock/test.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group bench -o .ci/lock/bench.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group mutants -o .ci/lock/mutants.txt
	$(MAKE) sbom

clean: ## remove what was made here
	rm -rf $(VENV) out
