# make app    start the app (PORT=8600 make app takes another port)
# make test   check everything, a real Chromium included
# make quick  check what was touched, in a minute and a half
# make proof  the long checks, which `make test` leaves out, and the branches that the tests reach
# make lint   ruff, mypy and, where there is Node, ESLint

PORT ?= 8501
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $(name))))
ROOT := $(shell [ "$$(id -u)" = 0 ] || echo "sudo -n")
JS := tests/js
NO_NODE := JavaScript is not checked: it takes Node 18 or newer with npm; install them with: apt-get install nodejs npm
ESLINT := $(JS)/node_modules/.bin/eslint --config $(JS)/eslint.config.js --max-warnings 0 unet_demo benchmarks tests
TESTING := PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE # compiled once for all processes
BROWSER := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: app test quick proof lint

app: $(VENV)/app.stamp
	@echo "http://localhost:$(PORT)"
	@OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE MALLOC_ARENA_MAX=2 \
		exec $(BIN)/python -m streamlit run asgi.py --server.port $(PORT)

test: lint
ifeq ($(BROWSER),)
	@$(ROOT) sh -c 'apt-get update -qq && apt-get install -y --no-install-recommends chromium' >/dev/null 2>&1 \
		|| echo "No browser found: the browser tests need it; install it with: apt-get install chromium"
endif
	$(TESTING) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

quick: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python tests/quick.py

# the long checks, and everything without a browser once more: with more examples, and counting the branches that ran
proof: $(VENV)/dev.stamp
	$(TESTING) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal \
		-m "proof or not browser" --hypothesis-profile=proof --cov

lint: $(VENV)/dev.stamp $(JS)/node_modules/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if [ ! -e $(JS)/node_modules/.stamp ]; then :; \
	elif command -v node >/dev/null; then echo '$(ESLINT)'; $(ESLINT); \
	else echo '$(NO_NODE)'; fi

$(VENV)/app.stamp: requirements.txt | $(BIN)/pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(BIN)/pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/app.stamp

# Node is needed by nobody but this check: where it, npm or the network is missing, the rest goes on without
$(JS)/node_modules/.stamp: $(JS)/package.json $(JS)/package-lock.json $(JS)/.npmrc
	@rm -f $@
	@if ! node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null || ! command -v npm >/dev/null; then \
		echo '$(NO_NODE)'; \
	elif ! npm ci --silent --prefix $(JS) >/dev/null 2>&1; then \
		echo "JavaScript is not checked: ESLint could not be fetched, which takes the network once"; \
	else touch $@; fi

$(BIN)/pip:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed; install it with: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv is needed; install it with: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
