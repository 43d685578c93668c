# A fresh clone needs only Python (3.10 or newer) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
BENCH_VENV := .venv-bench
BENCH_BIN := $(BENCH_VENV)/bin
MLFLOW_VENV := .venv-mlflow
MLFLOW_BIN := $(MLFLOW_VENV)/bin
DEMO := build/demo

# Twice quiet: errors only, since pip warns about much that is none of our business.
INSTALL := pip install --quiet --quiet --disable-pip-version-check

# Stamps: a set-up is repeated only when what it is made from changes.
PACKAGE := $(VENV)/package.stamp
DEV := $(VENV)/dev.stamp
PEERS := $(BENCH_VENV)/peers.stamp
AGENTS := $(MLFLOW_VENV)/agents.stamp

define SAME
import json, sys
values = [json.load(open(path, encoding="utf-8")) for path in sys.argv[1:]]
# As text: to Python, 1 == 1.0 == True.
one, other = (json.dumps(value, sort_keys=True) for value in values)
same = one == other
print("identical to the original" if same else "NOT identical to the original")
sys.exit(not same)
endef
export SAME

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-mlflow lint generate check-generated drift bench bench-peers clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(RUN):
	$(PYTHON) -m venv $(VENV)

$(PACKAGE): pyproject.toml | $(RUN)
	$(BIN)/$(INSTALL) --editable .
	@touch $@

# Installs the package as well, so its stamp is set too.
$(DEV): pyproject.toml | $(RUN)
	$(BIN)/$(INSTALL) --editable ".[dev]"
	@touch $(PACKAGE) $@

$(PEERS): benchmarks/peers.txt pyproject.toml
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_BIN)/$(INSTALL) --editable . --requirement benchmarks/peers.txt
	@touch $@

$(AGENTS): pyproject.toml
	$(PYTHON) -m venv $(MLFLOW_VENV)
	$(MLFLOW_BIN)/$(INSTALL) --editable ".[test-mlflow]"
	@touch $@

demo: $(PACKAGE)  ## convert the example history to Chat, show the losses, convert it back
	@mkdir -p $(DEMO)
	@echo "--- examples/history.json as Chat messages, and what they can't hold:"
	$(BIN)/responses-protocol convert examples/history.json --to chat_completions \
	  -o $(DEMO)/chat.json --complement $(DEMO)/complement.json
	@cat $(DEMO)/chat.json
	@echo "--- and back:"
	$(BIN)/responses-protocol restore $(DEMO)/chat.json --complement $(DEMO)/complement.json \
	  -o $(DEMO)/restored.json
	@$(RUN) -c "$$SAME" examples/history.json $(DEMO)/restored.json

test: $(DEV)  ## pass the tests
	$(RUN) -m pytest -n auto

# All that skips without MLflow. One process: importing MLflow is what takes the time.
MLFLOW_TESTS := tests/agents tests/integrations tests/checks/test_mlflow_items.py \
  tests/cli/test_cli_verify.py $(wildcard tests/codemods/test_*_runs.py) \
  tests/drift/test_mlflow_drift.py tests/schemas/test_chat_agent_mlflow.py \
  tests/schemas/test_responses_agent.py \
  tests/streams/test_sparse.py

test-mlflow: $(AGENTS)  ## pass the tests that need MLflow
	$(MLFLOW_BIN)/python -m pytest --timeout 120 $(MLFLOW_TESTS)

lint: $(DEV)  ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

generate: $(DEV)  ## write the models anew from the schemas, and the page of rules
	$(RUN) tools/generate.py
	$(RUN) tools/rules_page.py

check-generated: $(DEV)  ## check that the models are in step with the schemas, the page with the rules
	$(RUN) tools/generate.py --check
	$(RUN) tools/rules_page.py --check

# What MLflow declares is compared where it is installed, or asked for.
DRIFT = $(if $(OPENAI),--with openai==$(OPENAI)) $(if $(MLFLOW),$(MLFLOW_TYPES))
MLFLOW_TYPES = --with mlflow-skinny==$(MLFLOW) --with numpy --with pandas

drift: $(DEV)  ## list what only the SDKs or only the schemas have (a version: OPENAI=3.60.0)
	$(RUN) -m tools.drift $(DRIFT)

bench-peers: $(PEERS)  ## install the converters to compare with (0.7 GB, beside the others)

# With the peers where they are installed, without them where they are not.
bench: $(PACKAGE)  ## measure speed and fidelity (a part of it: BENCH="speed --rounds 5")
	$(firstword $(wildcard $(BENCH_BIN)/python) $(RUN)) -m benchmarks $(BENCH)

clean:  ## remove what the other targets made
	rm -rf $(VENV) $(BENCH_VENV) $(MLFLOW_VENV) build dist
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks tools examples -name __pycache__ -type d -prune -exec rm -rf {} +
