# Targets are files with real prerequisites: what is up to date is not made again. Works with GNU Make 3.81.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help new report index notebooks docs data collect test check calibrate bench sample clean distclean

STUDY ?= demo
ifeq ($(STUDY),demo)
PRICES ?= sample
else
PRICES ?= yahoo
endif
FORMATS ?=
PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
BUILD := reports/build/$(STUDY)
MANIFEST := $(BUILD)/manifest.json
STUDIES := $(patsubst reports/%/study.toml,%,$(wildcard reports/*/study.toml))
STORE := $(or $(AFTERSHOCK_HOME),data/prices)
PACKAGE := $(shell find analysis/aftershock -type f ! -path '*/__pycache__/*' ! -name '.*')
BUILT_STUDIES := $(sort $(wildcard reports/build/*/manifest.json))
DOCS := $(shell find docs -type f ! -path '*/__pycache__/*' 2>/dev/null)
HEADLINES := $(wildcard data/headlines/* data/sample/live-blog.txt data/sample/planted.csv)
SAMPLE := $(wildcard data/sample/*)
NOTEBOOKS := $(patsubst reports/notebooks/%.py,reports/build/notebooks/%.html,$(wildcard reports/notebooks/*.py))
KIT := $(wildcard $(or $(AFTERSHOCK_KIT),../shared/data))
STUDY_FILES := $(wildcard reports/$(STUDY)/*)
NAMED_FILES := $(wildcard $(addprefix reports/$(STUDY)/,$(shell sed -n 's/^file *= *"\([^" ]*\)".*/\1/p' reports/$(STUDY)/study.toml 2>/dev/null)))

ifeq ($(PRICES),sample)
PRICE_FILES := $(wildcard data/sample/*)
else ifneq ($(filter store store:%,$(PRICES)),)
PRICE_FILES := $(shell find -L '$(STORE)' -type f -name '*.parquet' ! -name '.*' 2>/dev/null | sed 's/ /\\ /g')
PRICE_PLACE := $(STORE)
else ifeq ($(shell [ -d '$(PRICES)' ] && echo folder),folder)
PRICE_FILES := $(shell find -L '$(PRICES)' -type f ! -name '.*' | sed 's/ /\\ /g') $(wildcard tests/kit/prices.toml)
KNOWN_PRICES := folder
else
PRICE_FILES := $(wildcard $(PRICES))
KNOWN_PRICES := $(PRICE_FILES)$(findstring ://,$(PRICES))
endif

EXTRAS := $(filter pdf excel,$(FORMATS))
STAMP = $(strip $(PRICES) $(PRICE_PLACE) $(FORMATS))

# A checkout that was moved takes a broken environment with it: its stamps name the old place and are dropped.
ifneq ($(wildcard $(VENV)/.core),)
ifneq ($(shell cat $(VENV)/.core),$(CURDIR))
$(shell rm -f $(VENV)/.core $(VENV)/.dev $(VENV)/.pdf $(VENV)/.excel $(VENV)/.notebooks $(VENV)/.docs)
endif
endif

ifneq ($(filter report data $(MANIFEST),$(MAKECMDGOALS)),)
ifeq ($(filter $(STUDY),$(STUDIES)),)
$(error There is no study '$(STUDY)': reports/$(STUDY)/study.toml does not exist. Studies there are: $(STUDIES). Say for example: make report STUDY=demo)
endif
ifeq ($(filter sample yahoo store store:%,$(PRICES))$(KNOWN_PRICES),)
$(error PRICES='$(PRICES)' is neither yahoo nor store nor sample, nor a folder, file or pattern of files that exists. Say for example: make report STUDY=$(STUDY) PRICES=../prices)
endif
endif
ifneq ($(filter report $(MANIFEST),$(MAKECMDGOALS)),)
# The stamp changes only when the source of prices or the formats do, so that switching them rebuilds the report.
$(shell mkdir -p $(BUILD); [ "$$(cat $(BUILD)/.prices 2>/dev/null)" = '$(STAMP)' ] || echo '$(STAMP)' > $(BUILD)/.prices)
endif

ifneq ($(filter notebooks $(NOTEBOOKS),$(MAKECMDGOALS)),)
# Pages with real prices and without are not the same: they are made again when the market data kit comes or goes.
$(shell mkdir -p reports/build/notebooks; [ "$$(cat reports/build/notebooks/.kit 2>/dev/null)" = '$(KIT)' ] || echo '$(KIT)' > reports/build/notebooks/.kit)
endif

help: ## list the targets (this text)
	@echo 'usage: make TARGET [STUDY=name] [PRICES=source] [FORMATS="pdf excel"] [PYTHON=python3] [ARGS="options of pytest"]'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  STUDY    one of: $(STUDIES) (default demo)'
	@echo '  PRICES   yahoo, store, sample, a folder of price files, or Parquet files (default sample for demo, else yahoo)'
	@echo '  FORMATS  of pdf, markdown, latex, excel, beside HTML (default those that the study names)'
	@echo '  AFTERSHOCK_HOME  folder of the price store (here: $(STORE))'
	@echo
	@echo 'The first run makes its own environment in $(VENV); it needs Python 3.11 or newer and nothing else.'

new: $(VENV)/.core ## begin a study: reports/STUDY with a study.toml and a list of headlines to fill in
	@$(BIN)/aftershock new '$(STUDY)' --folder reports --prices '$(PRICES)'

report: $(MANIFEST) ## build the report of STUDY; alone it is the embedded demo, without a network
	@$(if $(BUILT),echo 'built $(BUILD)/report.html',echo 'nothing to do: $(BUILD)/report.html is up to date')

$(MANIFEST): $(VENV)/.core $(PACKAGE) $(STUDY_FILES) $(NAMED_FILES) $(HEADLINES) $(PRICE_FILES) $(BUILD)/.prices $(EXTRAS:%=$(VENV)/.%)
	@$(BIN)/aftershock report reports/$(STUDY)/study.toml --out $(BUILD) --prices '$(PRICES)' $(addprefix --format ,$(FORMATS))
	@touch $@
	@:$(eval BUILT := yes)

$(BUILD)/.prices:
	@mkdir -p $(@D) && echo '$(STAMP)' > $@

index: reports/index.html ## set all studies that were built side by side: reports/index.html
	@echo 'the page is reports/index.html'

reports/index.html: $(VENV)/.core $(BUILT_STUDIES)
	@$(if $(BUILT_STUDIES),,echo 'No study has been built yet. Begin with: make report' >&2; exit 1)
	@$(BIN)/aftershock compare $(BUILT_STUDIES:%/manifest.json=%) --out $@

docs: reports/build/docs/index.html ## build the documentation: its snippets run, its charts are drawn, warnings are errors
	@echo 'the documentation is in reports/build/docs'

reports/build/docs/index.html: mkdocs.yml METHODS.md CHANGELOG.md $(DOCS) $(VENV)/.docs $(PACKAGE)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@touch $@

data: $(VENV)/.core ## fetch all prices that STUDY needs into the store, from PRICES
	@$(BIN)/aftershock data pull --study reports/$(STUDY)/study.toml $(if $(filter store store:%,$(PRICES)),,--source '$(PRICES)')

collect: $(VENV)/.core ## fetch what is new of all prices in the store; for cron. ARGS="SPX --interval 1min"
	@$(BIN)/aftershock data collect $(ARGS)

test: $(VENV)/.dev ## run the tests; ARGS="-k words" to choose among them
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev ## lint, format, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

calibrate: $(VENV)/.dev ## the long simulations of the size of each test; minutes to hours
	@AFTERSHOCK_CALIBRATION=long $(BIN)/python -m pytest -m calibration $(ARGS)

notebooks: $(NOTEBOOKS) ## execute the notebooks of reports/notebooks and write each as a page
	@$(if $(BUILT),,echo 'nothing to do: the pages in reports/build/notebooks are up to date')

reports/build/notebooks/%.html: reports/notebooks/%.py reports/execute.py reports/notebook_page.py reports/build/notebooks/.kit $(VENV)/.notebooks $(PACKAGE) $(HEADLINES) $(SAMPLE) $(wildcard tests/kit/prices.toml)
	@$(BIN)/python reports/execute.py $< $@
	@echo 'built $@'
	@:$(eval BUILT := yes)

reports/build/notebooks/.kit:
	@mkdir -p $(@D) && echo '$(KIT)' > $@

bench: $(VENV)/.dev ## measure the time of what people wait for
	@$(BIN)/python tests/benchmarks/bench.py
	@$(BIN)/python tests/benchmarks/bench_headlines.py
	@$(BIN)/python tests/benchmarks/bench_store.py
	@$(BIN)/python tests/benchmarks/bench_inference.py
	@$(BIN)/python tests/benchmarks/bench_study.py
	@$(BIN)/python tests/benchmarks/bench_align.py
	@$(BIN)/python tests/benchmarks/bench_clock.py
	@$(BIN)/python tests/benchmarks/bench_reactions.py
	@$(BIN)/python tests/benchmarks/bench_comovement.py
	@$(BIN)/python tests/benchmarks/bench_lead_lag.py
	@$(BIN)/python tests/benchmarks/bench_report.py

sample: $(VENV)/.core ## simulate data/sample anew from its stories and its seed
	@$(BIN)/python -m aftershock.simulate data/sample

clean: ## remove what was built: reports and wheels
	rm -rf reports/build reports/index.html dist

distclean: clean ## remove the environment and the caches as well
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -type d -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/.core: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer, or name yours: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "aftershock needs Python 3.11 or newer, but '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name a newer one, for example: make PYTHON=python3.12" >&2; exit 1; }
	@echo 'making $(VENV) and installing aftershock with what it needs (once; a minute or two) ...'
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && grep -qsF '$(CURDIR)/$(VENV)' $(BIN)/pip \
	  || $(PYTHON) -m venv --clear $(VENV) \
	  || { echo "'$(PYTHON) -m venv' failed. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@echo '$(CURDIR)' > $@

$(VENV)/.dev: $(VENV)/.core
	@echo 'installing what tests and checks need (once) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@echo '$(CURDIR)' > $@

$(VENV)/.pdf $(VENV)/.excel $(VENV)/.notebooks $(VENV)/.docs: $(VENV)/.core
	@echo 'installing what aftershock[$(@F:.%=%)] takes (once) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$(@F:.%=%)]'
	@echo '$(CURDIR)' > $@
