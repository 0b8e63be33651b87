# Every target makes its own set-up first; `make help` lists them.
SHELL := /bin/bash
BIN := .venv/bin
DEMO := data/innovasjon
FILED := $(DEMO)/archive-2015.tar.xz
OUT := output
ARCHIVE := $(OUT)/archive
WORKERS := 2

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo demo-2015 archive-2015 lint test test-long reference api format clean

help: ## this list
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## the virtual environment, and the system libraries where they are missing
	@.ci/setup

setup-tests:
	@.ci/setup --tests

demo: setup ## the second year of the Løe study into output/, on the filed first: its survey, its quarters
	@mkdir -p $(ARCHIVE)
	@[ -d $(ARCHIVE)/innovasjon/2015-4 ] || $(BIN)/python -c \
		'import shutil; shutil.unpack_archive("$(FILED)", "$(ARCHIVE)")'
	$(call in_order,2016-1 2016-2 2016-3 2016-3-rettet 2016-4)

demo-2015: setup ## the first year of the Løe study into output/, from its answers and scorecards
	@mkdir -p $(ARCHIVE)
	$(call in_order,2015-1 2015-2 2015-3 2015-4)

# Each round in order: its reports if it has a survey, management's report, and both filed before the next.
define in_order
	@set -e; for round in $(1); do \
		echo "== $$round"; \
		runs=$(OUT)/innovasjon/$${round%-rettet}; \
		if grep -q '^\[groups' $(DEMO)/$$round/round.toml; then \
			$(BIN)/kontorrapport build $(DEMO)/$$round --out $(OUT) --archive $(ARCHIVE); \
			$(BIN)/kontorrapport archive $$runs/latest $(ARCHIVE); \
		fi; \
		$(BIN)/kontorrapport quarter $(DEMO)/$$round --out $(OUT) --archive $(ARCHIVE); \
		$(BIN)/kontorrapport archive $$runs/latest-quarter $(ARCHIVE); \
	done
endef

archive-2015: setup ## the filed first year that the demo goes on from, anew
	@rm -rf build/2015; mkdir -p build/2015/archive
	@set -e; for round in 2015-1 2015-2 2015-3 2015-4; do \
		made="quarter $(DEMO)/$$round"; run=latest-quarter; \
		if grep -q '^\[groups' $(DEMO)/$$round/round.toml; then \
			made="build $(DEMO)/$$round --only county"; run=latest; \
		fi; \
		$(BIN)/kontorrapport $$made --format pdf --out build/2015 --archive build/2015/archive; \
		$(BIN)/kontorrapport archive build/2015/innovasjon/$$round/$$run build/2015/archive \
			--time $$(grep -oP '^date = \K\S+' $(DEMO)/$$round/round.toml)T12:00:00; \
	done
	@tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C build/2015/archive -c innovasjon \
		| xz -9 > $(FILED)

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
