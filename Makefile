# The commands of Civic. `make` alone lists them.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 5000
HOST ?= 127.0.0.1
JOBS ?= auto
COMPLETE := $(patsubst translations/%/language.toml,%,$(shell grep -L '^fallback' translations/*/language.toml))
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test lint unit pg-test browser validator slow bench i18n identity gallery clean

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 14

demo: $(VENV)/.core translations/.compiled ## load the demo city and serve it
	@$(BIN)/civic demo --serve --host $(HOST) --port $(PORT)

demo-reset: $(VENV)/.core translations/.compiled ## build the demo city anew
	@$(BIN)/civic demo --reset

test: lint unit ## check everything CI checks

lint: $(VENV)/.dev ## style, types, floors
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --verbose > $(VENV)/floors.log 2>&1 || { cat $(VENV)/floors.log; exit 1; }

unit: $(VENV)/.dev translations/.compiled ## run the tests: what meets a database on PostgreSQL, then all on SQLite
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "not slow and not sqlite_only" tests/integration tests/pages tests/house/test_migrations.py
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

pg-test: $(VENV)/.dev translations/.compiled ## run every test on PostgreSQL
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "not browser and not slow and not sqlite_only"

browser: $(VENV)/.dev translations/.compiled ## drive every page and journey in Chromium, with axe, by keyboard, without script
	@$(BIN)/python -m pytest tests/browser -m "browser" -n 2 --dist loadgroup -o truncation_limit_lines=0 -o truncation_limit_chars=0

validator: $(VENV)/.dev ## fetch the HTML validator, which the long versions then use (needs npm and Java)
	@npm install --silent --no-fund --no-audit --prefix $(VENV)/vnu vnu-jar@26.9.27

slow: $(VENV)/.dev translations/.compiled ## run the long versions: races, kills, 3,000 examples a property, the whole browser matrix
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "slow"
	@CIVIC_TEST_EXAMPLES=3000 $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m "not slow" tests/unit/voting
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n0 -m "slow" tests/integration

bench: $(VENV)/.bench translations/.compiled ## measure beside a bare Flask app and pabutools, on both databases; weigh and time pages
	@$(BIN)/python -m tests.bench
	@! command -v chromium >/dev/null || $(BIN)/python -m tests.browser.vitals

gallery: $(VENV)/.dev translations/.compiled ## take the pictures of docs/gallery
	@$(BIN)/python -m tests.browser.gallery

identity: $(VENV)/.dev ## draw icons and share pictures from the mark
	@$(BIN)/python -m tests.browser.identity

i18n: $(VENV)/.dev ## collect new strings into the complete catalogues; partial ones hold only what they translate
	@$(BIN)/pybabel -q extract -F translations/babel.cfg -k N_ -k _l -k lazy_gettext --no-wrap --sort-output --no-location --omit-header -o translations/messages.pot .
	@for lang in $(COMPLETE); do $(BIN)/pybabel -q update --no-wrap -N --ignore-obsolete --ignore-pot-creation-date -i translations/messages.pot -d translations -l $$lang; done
	@$(BIN)/pybabel -q compile -d translations

clean: ## remove what was built here
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache translations/.compiled instance

translations/.compiled: $(wildcard translations/*/LC_MESSAGES/*.po) | $(VENV)/.core
	@$(BIN)/pybabel -q compile -d translations
	@touch $@

$(VENV)/.core: pyproject.toml constraints.txt
	@$(call make_venv)
	@$(call install,.)
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/.core
	@$(call install,.[dev])
	@touch $@

$(VENV)/.bench: pyproject.toml constraints.txt | $(VENV)/.dev
	@$(call install,.[bench])
	@touch $@

define make_venv
	if command -v uv >/dev/null 2>&1; then test -x $(BIN)/python || uv venv -q --seed -p 3.11 $(VENV); \
	elif test ! -x $(BIN)/python; then $(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "Python's venv is missing: apt install python3.11-venv"; exit 1; }; $(PYTHON) -m venv $(VENV); fi
endef

define install
	if command -v uv >/dev/null 2>&1; then uv pip install -q -p $(BIN)/python -c constraints.txt -e '$(1)'; \
	else $(BIN)/python -m pip install -q -c constraints.txt -e '$(1)'; fi
endef
