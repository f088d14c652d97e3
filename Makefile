# Needs Python 3.11 or later, make and sh. Variables: PORT, DATA_DIR, DATABASE_URL, REDIS_URL, ARGS.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
BIN = .venv/bin
ARGS ?=

.PHONY: run test bench chaos shots lint format lock clean environment environment-develop
.DEFAULT_GOAL := run

run: environment
	@exec $(BIN)/python manage.py up --with-parent $(ARGS)

# One worker a core; ARGS="-n 0" runs in this process, as a debugger wants it.
test: environment-develop
	@exec $(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

chaos: environment-develop
	@exec $(BIN)/python -m pytest -m chaos tests/chaos tests/sla/test_simulation.py $(ARGS)

bench: environment-develop
	@exec $(BIN)/python -m bench $(ARGS)

shots: environment-develop
	@exec $(BIN)/python -m pytest tests/browser/shots.py $(ARGS)

lint: environment-develop
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: environment-develop
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# --strip-extras and hashes: what is installed is exactly what was reviewed.
lock: environment-develop
	$(BIN)/python -m pip install --quiet pip-tools
	for name in requirements requirements-embedded requirements-learning requirements-dev; do \
		$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links \
			--output-file "$$name.txt" "$$name.in" || exit 1; done

# Never touches DATA_DIR: complaints live there.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

environment: ; @$(call environment,run)
environment-develop: ; @$(call environment,develop)

define environment
test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; install it or set PYTHON." >&2; exit 2; }; \
	"$(PYTHON)" tools/environment.py $(1)
endef
