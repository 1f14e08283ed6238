# Two commands do everything: make demo and make test. Nothing needs root.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# What is in place. RUN: what running needs; DEV: the tools beside it; the same two for the pages, whose npm ci starts afresh and takes its marks along.
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
PAGE_TOOLS := frontend/node_modules/.build
PAGE_CHECKS := frontend/node_modules/.check
PAGES := src/ldip/web/static/index.html
PAGE_SOURCES := $(shell find frontend/src frontend/public -type f ! -name schema.d.ts 2>/dev/null) frontend/openapi.json frontend/package-lock.json frontend/vite.config.ts frontend/index.html src/ldip/locales/nb.json src/ldip/locales/nn.json src/ldip/locales/en.json
ENGINE := src/ldip/engine/*,src/ldip/model/*,src/ldip/simulation/inputs.py,src/ldip/simulation/bound_plans.py,src/ldip/simulation/cases.py,src/ldip/simulation/batches.py,src/ldip/simulation/draw_inputs.py,src/ldip/simulation/draw_people.py,src/ldip/simulation/demands.py,src/ldip/simulation/roots.py,src/ldip/simulation/shocks.py,src/ldip/simulation/stresses.py,src/ldip/simulation/shared.py,src/ldip/simulation/price_base.py,src/ldip/simulation/lasting.py,src/ldip/simulation/needs.py,src/ldip/simulation/run_cases.py,src/ldip/simulation/simulate.py,src/ldip/simulation/explain.py,src/ldip/errors.py,src/ldip/assumptions/*,src/ldip/demography/*,src/ldip/investments/*,src/ldip/services/*,src/ldip/operations/*,src/ldip/finance/*,src/ldip/statements/*

.PHONY: alle-kommuner oppgaver e2e-alle regnskapslover aarsakspar tilbakeproev filer install pages demo test lint check bench herding herding-mutasjoner herding-api herding-slutninger herding-drap herding-last baseline datapakke schema lock worksheet openapi pictures wheel wheel-check sbom licences clean
.DEFAULT_GOAL := demo

# Each lock is complete, so pip resolves nothing (tests/rules/test_install.py). What puts the package in place is gone afterwards.
$(RUN): requirements-run.lock requirements-build.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Fant ikke $(PYTHON). Installer Python 3.11 eller nyere, eller kjør make PYTHON=python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --no-deps --require-hashes --requirement requirements-run.lock
	@rm -rf $(VENV)/build
	$(PIP) install --quiet --no-deps --require-hashes --requirement requirements-build.lock --target $(VENV)/build
	PYTHONPATH="$(CURDIR)/$(VENV)/build" $(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@rm -rf $(VENV)/build
	$(PIP) check
	@touch $(RUN)

# The same pins and more: it adds to what make demo put in place, and make demo takes nothing away from it.
$(DEV): requirements.lock $(RUN)
	$(PIP) install --quiet --no-deps --require-hashes --requirement requirements.lock
	$(PIP) check
	@touch $(DEV)

$(PAGE_TOOLS): frontend/package-lock.json
	@command -v npm >/dev/null || { echo "Fant ikke npm. Installer Node 20, eller kjør make LDIP_SKIP_WEB=1"; exit 1; }
	cd frontend && npm ci --omit=dev --silent --no-audit --no-fund
	@touch $(PAGE_TOOLS)

$(PAGE_CHECKS): frontend/package-lock.json | $(PAGE_TOOLS)
	cd frontend && npm ci --silent --no-audit --no-fund
	@touch $(PAGE_TOOLS) $(PAGE_CHECKS)

$(PAGES): $(PAGE_SOURCES) | $(PAGE_TOOLS)
	cd frontend && npm run --silent build -- --logLevel error

# The pages are built once; LDIP_SKIP_WEB=1 leaves them out for work on the engine.
ifdef LDIP_SKIP_WEB
pages:
	@echo "Nettsidene bygges ikke (LDIP_SKIP_WEB)"
else
pages: $(PAGES)
endif

install: $(DEV) pages

# Prints the headline, then opens the application; where nobody sits at a terminal it is tried and stopped.
demo: $(RUN) pages
	$(BIN)/ldip run examples/baerum-2022
	@if [ -t 1 ]; then $(BIN)/ldip serve --lager .demo/lager.db --plan examples/baerum-2022 --aapne; \
	else $(BIN)/ldip etterproev program --lager .demo/lager.db --plan examples/baerum-2022; fi

# Lines are counted where the model is tested; counting makes the rest half again as slow and finds nothing there.
COUNTED := $(addprefix tests/,binding cases compare demography engine estimates examples finance golden identities investments national operations plan publish services statements uncertainty) tests/rules/test_fields.py
test: install
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report= $(COUNTED)
	$(BIN)/coverage report --skip-covered --include="$(ENGINE)" --fail-under=100
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore=tests/e2e $(addprefix --ignore=,$(COUNTED))
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/e2e

lint: install $(PAGE_CHECKS)
	$(BIN)/ruff format --check src tests benchmarks .ci
	$(BIN)/ruff check src tests benchmarks .ci
	$(BIN)/mypy
	cd frontend && npm run --silent check

check: lint
	$(MAKE) test

bench: install
	$(BIN)/python benchmarks/run.py

# The first plan of all 357 municipalities, some minutes: .alle-kommuner/tabell.csv and how the headline goes with need, tax and ageing.
alle-kommuner: install
	$(BIN)/python -m tests.firstplan.nation

# The accounting laws in 1 000 random plans; make test plays 300.
regnskapslover: install
	LDIP_PLANER=1000 $(BIN)/python -m pytest tests/identities/test_accounts.py

# The split of a change in 200 random pairs of plans, and of one pair for each field of the schema; some ten minutes each.
aarsakspar: install
	$(BIN)/python -m tests.compare.pairs 200
	$(BIN)/python -m tests.compare.pairs felt

# The population of 15 years ahead held against the outcome, every launch; it needs the open data beside the repository.
tilbakeproev: install
	$(BIN)/ldip etterproev befolkning ../shared/data/population/norway_pop_municipality_age_sex_2005_2026.csv.gz --basis 5 --lanseringer 2010-2025

# Files of known content in every format, style and defect: no figure may be read wrong without a word. A failure is seen again by its seed.
FILER := 2000
filer: install
	$(BIN)/python -m tests.tabular.generate $(FILER)

# The attacks in full, some hours of work: it goes on where it was stopped, prints the figures, and keeps failures as seeds in .herding.
# Each part alone: make herding DELER=drap. Fewer: make herding MUTASJONER=2000 DRAP=20.
MUTASJONER := 20000
DRAP := 200
API := 100
DELER := mutasjoner api slutninger drap last
HERDING := LDIP_KREV_HERDING=1 LDIP_API=$(API) LDIP_DRAP=$(DRAP) LDIP_DRAP_FROE=2 $(BIN)/python

herding: install $(addprefix herding-,$(DELER))
herding-mutasjoner:
	$(HERDING) -m tests.attack.herding plan $(MUTASJONER) .herding
	$(HERDING) -m tests.attack.herding zip $(MUTASJONER) .herding
	$(HERDING) -m tests.attack.herding kilde $(MUTASJONER) .herding
herding-api:
	$(HERDING) -m pytest -s tests/attack/test_api_fuzz.py tests/attack/test_matrix.py
herding-slutninger:
	$(HERDING) -m pytest -s tests/attack/test_inference.py
herding-drap:
	$(HERDING) -m pytest -s tests/attack/test_kills.py tests/attack/test_restore.py
herding-last:
	$(HERDING) benchmarks/last.py --redaktoerer 200 --sekunder 60
	$(HERDING) benchmarks/last.py --redaktoerer 20 --koe 100 --besoekende 20 --sekunder 60

baseline: install
	$(BIN)/python -m tests.baseline.record

# The data pack in src/ldip/pack/data, from the open data in ../shared/data; the same data gives the same bytes.
datapakke: install
	$(BIN)/python benchmarks/datapakke

schema: install
	$(BIN)/python -m ldip.plan.schema.jsonschema docs/schema
	$(BIN)/python -m ldip.model.field_table docs/method/felter.md
	$(BIN)/python -m ldip.plan.plausible.page docs/guide/rimelighet.md

openapi: $(RUN)
	$(BIN)/python -m ldip.web.openapi frontend/openapi.json

pictures: install
	$(BIN)/python -m tests.e2e.pictures

# The sixteen tasks by hand, with clicks and seconds: docs/guide/oppgaver.md.
oppgaver: install
	$(BIN)/python -m tests.e2e.tasks

# The pages for everyone, in all languages: every page with data, at 400 %, in forced colours, and when everything fails. Some ten minutes.
e2e-alle: install
	LDIP_ALLE=1 LDIP_KREV_NETTLESER=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/e2e

worksheet: install
	$(BIN)/python tests/golden/nordvik_worksheet.py

# The wheel with the pages in it, and the same in an empty environment: it runs Nordvik and serves a page.
wheel: install
	rm -rf dist
	$(BIN)/python -m hatchling build --target wheel

wheel-check: wheel
	$(BIN)/python .ci/wheel.py

# What the program consists of, as the locks say it (CycloneDX): the Python side and the pages, with licences and without addresses.
sbom: install
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements-run.lock --pyproject pyproject.toml --short-PURLs --output-reproducible -o dist/ldip-python.cdx.json 2>/dev/null
	cd frontend && npm sbom --sbom-format cyclonedx --omit dev --package-lock-only >../dist/ldip-nettsider.cdx.json
	$(BIN)/python -m tests.rules.sbom dist/ldip-python.cdx.json dist/ldip-nettsider.cdx.json

licences: install
	$(BIN)/python -m tests.rules.licences

# The only place where anything is resolved. The smaller locks take their versions from the whole one.
COMPILE := uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-strip-extras --python-version 3.11 pyproject.toml
lock:
	$(COMPILE) --extra dev --extra postgresql --group build --output-file requirements.lock >/dev/null
	$(COMPILE) --extra postgresql --constraint requirements.lock --output-file requirements-run.lock >/dev/null
	$(COMPILE:pyproject.toml=) --group build --constraint requirements.lock --output-file requirements-build.lock >/dev/null

clean:
	rm -rf $(VENV) frontend/node_modules src/ldip/web/static .demo build dist .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .herding
