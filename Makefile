# Two commands do all the set-up on a machine with Python 3.11+ and make: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

BASE := .venv/.base-installed
DEV := .venv/.dev-installed
NODE := node_modules/.installed
SHEET := build/css/station.css
STATIC := staticfiles/staticfiles.json
APPS := config station announcements registration sessions exams certificates

.PHONY: install dev run demo test e2e bench check lint format templates types imports migrations lock clean
.DEFAULT_GOAL := install

install: $(BASE) $(NODE) $(STATIC) ## the virtual environment, front-end packages, collected files

dev: $(DEV) $(NODE) $(SHEET)

$(BASE): requirements/base.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "Python's venv module is missing (on Debian: apt-get install python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --require-hashes -r $<
	@touch $@

$(DEV): requirements/dev.lock $(BASE)
	$(BIN)/python -m pip install --quiet --require-hashes -r $<
	@touch $@

# Where the machine has no npm, one from PyPI comes into the virtual environment.
$(NODE): package-lock.json requirements/node.lock $(BASE)
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --require-hashes -r requirements/node.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent
	@touch $@

# One style sheet with the rules that our pages, and the form packages' markup, name.
$(SHEET): $(BASE) $(NODE) config/stylesheet.mjs $(shell find static templates $(APPS) -type f \( -name '*.css' -o -name '*.js' -o -name '*.html' -o -name '*.py' \) 2>/dev/null)
	@PATH="$(CURDIR)/$(BIN):$$PATH" node config/stylesheet.mjs $@ $$($(BIN)/python -c \
		'from importlib.util import find_spec; print(*(find_spec(name).submodule_search_locations[0] for name in ("crispy_forms", "crispy_bootstrap5")))')

$(STATIC): $(BASE) $(NODE) $(SHEET) config/settings/base.py $(shell find static -type f 2>/dev/null)
	DEBUG=0 $(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

run demo: export DEBUG ?= 0
run demo: export PUBLIC_URL ?= http://localhost:$(PORT)
run demo: export PORT := $(PORT)
run: install ## migrations, a demo station in an empty database, then web, worker and beat
	$(MANAGE) migrate --verbosity 0
	@if test "$$($(MANAGE) shell --verbosity 0 --command \
		'from station.models import User; print(User.objects.exists())')" = False; then $(MANAGE) demo; fi
	@exec $(BIN)/python -m config.serve

demo: install ## throw the demo station away and build it anew
	$(MANAGE) demo --reset

test: dev ## everything: units, journeys in Chromium, PostgreSQL
	$(BIN)/python -m pytest -n 2 --dist loadgroup

e2e: dev ## the journeys in Chromium alone
	$(BIN)/python -m pytest tests/journeys

bench: dev ## how fast the station is on this machine
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable --benchmark-only -p no:xdist

check: lint format templates types imports migrations ## what is judged without running the station

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: dev ## what can be put right by itself
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

templates: dev
	$(BIN)/djlint templates --lint --quiet

types: dev
	$(BIN)/mypy

imports: dev
	$(BIN)/lint-imports

migrations: dev
	$(MANAGE) makemigrations --check --dry-run --settings config.settings.test

LOCK := $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-header --no-annotate
lock: $(DEV) ## the newest versions that pyproject.toml and package.json allow, pinned with hashes, without addresses
	$(LOCK) pyproject.toml --output-file requirements/base.lock
	$(LOCK) pyproject.toml --group dev --constraint requirements/base.lock --output-file requirements/dev.lock
	$(LOCK) --group node --output-file requirements/node.lock
	npm update --package-lock-only

clean:
	rm -rf .venv node_modules build staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
