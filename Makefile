# make demo   set everything up, play the main job (the results lie in demo/), and serve the site with it
# make run    serve the site with the demonstration's data: http://127.0.0.1:8000/
# make test   set up what tests need and run every check
# make bench  measure, beside peers; bench/results.json
# make pictures  the pictures in docs/, taken from the pages as they are
# make soak   the same tests with larger numbers        make mutants  mutation runs of draw and ledger

PYTHON ?= python3
BIN := .venv/bin
ROOMS := kernel ledger experts credit panel meetings service
CHECKED := $(ROOMS) demo_data verifiers tests bench

.PHONY: demo run test lint chromium bench pictures soak mutants clean

demo: .venv/demo.stamp
	$(BIN)/panel demo

run: .venv/demo.stamp
	@test -e demo/service/database || $(BIN)/panel demo --no-serve
	$(BIN)/panel serve --demo demo

test: .venv/test.stamp chromium lint
	$(BIN)/pytest -n 2 -q

lint: .venv/test.stamp
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry $(ROOMS)

# the pages are tested in a real browser; where none is, root on Debian or Ubuntu gets one
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	  || { test "$$(id -u)" = 0 && apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium; } \
	  || { echo 'Chromium is missing; on Debian: apt install chromium 缺少Chromium浏览器'; exit 1; }

bench: .venv/bench.stamp
	$(BIN)/python -m bench

pictures: .venv/test.stamp chromium
	$(BIN)/pytest -q tests/browser/pictures.py

soak: .venv/test.stamp chromium
	SOAK=1 $(BIN)/pytest -n 2 -q

mutants: .venv/test.stamp
	$(BIN)/mutmut run

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed 需要Python 3.11以上'; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo 'venv is missing; on Debian: apt install python3-venv 缺少venv'; exit 1; }

# pip compiles what it installs; our own rooms are compiled too, so that no start pays for it
.venv/demo.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -m compileall -q $(ROOMS)
	@touch $@

.venv/test.stamp: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/python -m compileall -q $(ROOMS)
	@touch $@ .venv/demo.stamp

.venv/bench.stamp: .venv/test.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,bench]'
	@touch $@

clean:
	rm -rf .venv demo data mutants .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
