# Every target makes its own set-up first; `make help` lists them.
SHELL := /bin/bash
BIN := .venv/bin
QUARTERS := $(addprefix data/innovasjon/,2015-1 2015-2 2015-3 2015-4)
OUT := output
ARCHIVE := $(OUT)/archive
WORKERS := 2

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo lint test test-long reference api format clean

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## the virtual environment, and the system libraries where they are missing
	@.ci/setup

setup-tests:
	@.ci/setup --tests

demo: setup ## a year of the Løe study into output/: four quarters, one of them with a survey
	@mkdir -p $(ARCHIVE)
	@set -e; for round in $(QUARTERS); do \
		echo "== $$round"; \
		runs=$(OUT)/innovasjon/$${round##*/}; \
		if grep -q '^\[groups' $$round/round.toml; then \
			$(BIN)/kontorrapport build $$round --out $(OUT) --archive $(ARCHIVE); \
			$(BIN)/kontorrapport archive $$runs/latest $(ARCHIVE); \
		fi; \
		$(BIN)/kontorrapport quarter $$round --out $(OUT) --archive $(ARCHIVE); \
		$(BIN)/kontorrapport archive $$runs/latest-quarter $(ARCHIVE); \
	done

lint: setup ## ruff, mypy and the import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: setup-tests lint ## lint, then the tests (at most 30 minutes on two cores)
	$(if $(LONG),KONTORRAPPORT_LONG=1) $(BIN)/pytest -n $(WORKERS) --dist loadfile </dev/null

test-long: LONG := 1
test-long: test ## the same tests with full counts of kills, fuzz inputs and mails

reference: setup ## docs/study.md, docs/round.md and the JSON Schemas, from the models
	@$(BIN)/python docs/reference.py

api: setup ## the API reference, from the docstrings, into build/api/
	@$(BIN)/pdoc --docformat google --output-directory build/api generator
	@echo build/api/generator.html

format: setup ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean: ## remove what the set-up and the tools made; output/ stays, it may hold runs that were sent
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
