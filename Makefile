# make app    start the app (PORT=8600 make app takes another port)
# make test   check everything, a real Chromium included
# make lint   ruff and mypy alone

PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $(name))))
ROOT := $(shell [ "$$(id -u)" = 0 ] || echo "sudo -n")
BROWSER := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: app test lint

app: $(VENV)/app.stamp
	@echo "http://localhost:$(PORT)"
	@OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE MALLOC_ARENA_MAX=2 \
		exec $(BIN)/python -m streamlit run asgi.py --server.port $(PORT)

test: lint
ifeq ($(BROWSER),)
	@$(ROOT) sh -c 'apt-get update -qq && apt-get install -y --no-install-recommends chromium' >/dev/null 2>&1 \
		|| echo "No browser found: the browser tests need it; install it with: apt-get install chromium"
endif
	OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m pytest

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/app.stamp: requirements.txt | $(BIN)/pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt | $(BIN)/pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/app.stamp

$(BIN)/pip:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed; install it with: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv is needed; install it with: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
