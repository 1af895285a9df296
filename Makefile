# Every target makes its own set-up first; the second time that costs nothing.
MAKEFLAGS += --no-print-directory
PYTHON_IN = .venv/bin/python

.PHONY: help run demo test histories chaos bench lint format assets lock clean environment-run environment-test

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: assets ## Topset on http://127.0.0.1:8000 (HOST and PORT change that)
	@exec $(PYTHON_IN) -m webapp.local serve

demo: environment-run ## give a local lifter a year of training
	@exec $(PYTHON_IN) -m webapp.local -- flask --app webapp demo

test: environment-test ## every check and test
	@$(PYTHON_IN) build_backend/compress.py static
	@exec $(PYTHON_IN) -m tests.run

histories: environment-test ## webhooks in many thousands of orders (HISTORIES changes how many)
	@HISTORIES=$${HISTORIES:-5000} exec $(PYTHON_IN) -m pytest --quiet --no-header tests/auth/test_convergence.py

chaos: environment-test ## a lifter through everything that breaks, many times (SEEDS changes how many)
	@$(PYTHON_IN) build_backend/compress.py static
	@exec $(PYTHON_IN) -m tests.chaos

bench: environment-test ## the performance figures; ONLY=name measures one part
	@$(PYTHON_IN) build_backend/compress.py static
	@exec $(PYTHON_IN) -m tests.bench $(if $(ONLY),--only "$(ONLY)")

lint: environment-test ## every check that reads the code: style, types, imports
	@exec $(PYTHON_IN) -m tests.run --checks

format: environment-test ## format the code
	@$(PYTHON_IN) -m ruff format .
	@$(PYTHON_IN) -m ruff check --fix .

assets: environment-run ## bundle and compress the static files that changed
	@$(PYTHON_IN) build_backend/compress.py static

# `make lock` keeps the versions it can; `make lock UPGRADE=--upgrade` takes the newest that pyproject.toml allows.
LOCK = $(PYTHON_IN) -m uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate $(UPGRADE)

BUILD_REQUIREMENTS = import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")

lock: environment-test ## compile the requirements files from pyproject.toml
	@$(LOCK) --extra local --group dev pyproject.toml --output-file requirements-dev.txt
	@$(LOCK) --extra local --constraint requirements-dev.txt pyproject.toml --output-file requirements-local.txt
	@$(LOCK) --constraint requirements-dev.txt pyproject.toml --output-file requirements.txt
	@$(PYTHON_IN) -c '$(BUILD_REQUIREMENTS)' | $(LOCK) - --output-file requirements-build.txt

clean: ## remove what make made; instance/, the data, stays
	rm -rf .venv build *.egg-info tests/node_modules static/vendor static/built .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache .coverage*
	find static -name '*.gz' -o -name '*.br' | xargs rm -f
	find . -name __pycache__ -prune -exec rm -rf {} +

environment-run:
	@bin/environment run

environment-test:
	@bin/environment test
