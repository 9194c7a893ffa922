# Shelfwise. `make demo` and `make test` need Python 3.11 or newer and nothing else running.
# `make demo PYTHON=python3.12` chooses the Python; on 3.11 LightFM is compiled (a C compiler).

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
RUN := .venv/bin/python
PYTEST := OMP_NUM_THREADS=1 $(RUN) -m pytest -n $(WORKERS) --dist worksteal

# Tests start hundreds of processes: what one of them compiled the next finds beside its source.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo online-retail test test-slow test-database check services clean

help:
	@echo "make demo           build the demo store once, then serve it at http://127.0.0.1:$(PORT)"
	@echo "make online-retail FILE=...   the same with the Online Retail data set"
	@echo "make test           the tests, in WORKERS=2 processes (ARGS='-k cart' for pytest)"
	@echo "make test-slow      those that take longer: browser, races, killed processes, permissions"
	@echo "make test-database  all that another database could change, for scripts/services run"
	@echo "make check          format, lint, types, walls, migrations, deployment settings"
	@echo "make services       install PostgreSQL, Redis, Chromium, gettext and Java (Debian, Ubuntu)"
	@echo "make clean          remove .venv, var/ and caches"

install:
	@$(PYTHON) scripts/environment

install-dev:
	@$(PYTHON) scripts/environment --dev

demo: install
	@exec $(RUN) manage.py demo --port $(PORT)

online-retail: install
	@test -n "$(FILE)" || { echo "make online-retail FILE=path/or/url/of/online_retail.parquet"; exit 2; }
	@exec env SHELFWISE_DATA_DIR=var/online-retail SHOP_BASE_CURRENCY=GBP SHOP_TIME_ZONE=Europe/London \
		$(RUN) manage.py demo --port $(PORT) --online-retail "$(FILE)"

test: install-dev
	$(PYTEST) -m "not slow" $(ARGS)

test-slow: install-dev
	$(PYTEST) -m slow $(ARGS)

test-database: install-dev
	$(PYTEST) -m "not any_database" --ignore-glob='*/test_algorithms_*' $(ARGS)

check: install-dev
	scripts/check

services:
	scripts/install-services

clean:
	rm -rf .venv var .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
