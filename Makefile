# Two commands do everything: make demo and make test. Nothing needs root.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PAGES := src/ldip/web/static/index.html
PAGE_SOURCES := $(shell find frontend/src frontend/public -type f ! -name schema.d.ts 2>/dev/null) frontend/openapi.json frontend/package-lock.json frontend/vite.config.ts frontend/index.html src/ldip/locales/nb.json src/ldip/locales/nn.json src/ldip/locales/en.json
ENGINE := src/ldip/graph.py,src/ldip/schedule.py,src/ldip/components.py,src/ldip/execute.py,src/ldip/arrays.py,src/ldip/model.py,src/ldip/rows.py,src/ldip/trace.py,src/ldip/units.py,src/ldip/errors.py,src/ldip/assumptions/*,src/ldip/demography/*,src/ldip/investments/*,src/ldip/services/*,src/ldip/operations/*,src/ldip/finance/*,src/ldip/statements/*

.PHONY: install demo test check bench schema lock worksheet openapi pictures clean
.DEFAULT_GOAL := demo

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Fant ikke $(PYTHON). Installer Python 3.11 eller nyere, eller kjør make PYTHON=python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

# The pages are built once; LDIP_SKIP_WEB=1 leaves them out for work on the engine.
$(PAGES): $(PAGE_SOURCES)
	@if [ -n "$(LDIP_SKIP_WEB)" ]; then echo "Nettsidene bygges ikke (LDIP_SKIP_WEB)"; else \
	  command -v npm >/dev/null || { echo "Fant ikke npm. Installer Node 20, eller kjør make LDIP_SKIP_WEB=1"; exit 1; }; \
	  cd frontend && npm ci --silent --no-audit --no-fund && npm run --silent build -- --logLevel error; fi

install: $(STAMP) $(PAGES)

# Prints the headline, then opens the application; where nobody sits at a terminal it is tried and stopped.
demo: install
	$(BIN)/ldip run examples/baerum-2022
	@if [ -t 1 ]; then $(BIN)/ldip serve --lager .demo/lager.db --plan examples/baerum-2022 --aapne; \
	else $(BIN)/ldip proev --lager .demo/lager.db --plan examples/baerum-2022; fi

test: install
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report= --ignore=tests/e2e
	$(BIN)/coverage report --skip-covered --include="$(ENGINE)" --fail-under=100
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/e2e

check: install
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	cd frontend && npm run --silent check
	$(MAKE) test

bench: install
	$(BIN)/python benchmarks/run.py

schema: install
	$(BIN)/python -m ldip.plan.jsonschema docs/schema

openapi: $(STAMP)
	$(BIN)/python -m ldip.web.openapi frontend/openapi.json

pictures: install
	$(BIN)/python -m tests.e2e.pictures

worksheet: install
	$(BIN)/python tests/golden/nordvik_worksheet.py

lock:
	uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --extra dev --python-version 3.11 pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) frontend/node_modules src/ldip/web/static .demo build dist .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
