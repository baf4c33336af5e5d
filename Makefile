# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check lint types bench lock clean help

help: ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

$(READY): requirements.lock pyproject.toml
	@echo "Setting up the virtual environment in $(VENV) (once; pinned by requirements.lock)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY) ## Set up, then run the main job on the sample
	@$(BIN)/cdp-toolkit demo

test: $(READY) ## Set up, then lint, type-check and run every test
	@echo "ruff";  $(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	@echo "mypy";  $(BIN)/mypy
	@echo "pytest"; $(BIN)/python -m pytest -n 2 -q

bench: $(READY) ## Measure speed, as ratios in one run
	@$(BIN)/python -m benchmarks

lock: ## Resolve the dependencies anew into requirements.lock
	@$(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --all-extras --group dev --no-emit-index-url --no-header --no-annotate -o requirements.lock pyproject.toml

clean: ## Remove the virtual environment and everything that was made
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache .hypothesis
