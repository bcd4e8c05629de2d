# Two commands do everything: `make lab` to read and run the notebooks, `make test` to prove them.
# Both make .venv on their first run and install nothing on later ones.
#
#   make lab PYTHON=/path/to/python3      with a Python of your choice, 3.11 or newer
#   make lab JUPYTER_ARGS=--allow-root    more arguments for JupyterLab
#   make lab TORCH_CPU_INDEX=             PyTorch as the package index has it (on Linux: with CUDA)
#   make notebooks ONLY="05 01"           only the notebooks whose names start so; make html likewise

# PyTorch's own index has builds without CUDA, 200 MB where the package index's take up to 3 GB.
TORCH_CPU_INDEX ?= https://download.pytorch.org/whl/cpu
PYTHON ?=
JUPYTER_ARGS ?=
ONLY ?=
export TORCH_CPU_INDEX PYTHON

PY := .venv/bin/python
FIRST := notebooks/00_start_here.ipynb
# Marks in .venv: what was installed, and that pyproject.toml and constraints.txt were as they are.
LAB_READY := .venv/.ready-lab
TEST_READY := .venv/.ready-test

.DEFAULT_GOAL := help
.NOTPARALLEL:  # what a target says comes before what it installs
.PHONY: help lab test notebooks html card long-memory lint format clean
.PHONY: say-lab say-html say-card say-long-memory say-test

help: ## list these targets
	@echo "lstm_teach: the LSTM as notebooks you can touch. Targets:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1:\2/p' Makefile | awk -F: '{printf "  make %-12s %s\n", $$1, $$2}'

lab: say-lab $(LAB_READY) ## open the notebooks in JupyterLab (installs what is missing)
	@exec $(PY) -m jupyterlab --ServerApp.root_dir="$(CURDIR)" $(JUPYTER_ARGS) $(FIRST)

test: say-test $(TEST_READY) lint ## run every test and every notebook (installs what is missing)
	@$(PY) -m pytest -n 2 --dist loadfile --durations 8 --durations-min 1

notebooks: $(TEST_READY) ## re-execute the notebooks in place (ONLY="05 01" for some)
	@$(PY) tools/reexecute.py $(ONLY)

html: say-html $(TEST_READY) ## build the notebooks as web pages in build/html (ONLY="05 01" for some)
	@$(PY) tools/make_html.py $(ONLY)

card: say-card $(LAB_READY) ## draw the reference card, one A4 page, in build (PDF and SVG)
	@$(PY) tools/make_card.py

long-memory: say-long-memory $(TEST_READY) ## train the long run of notebook 10 again (half an hour or more)
	@$(PY) tools/long_memory.py

lint: $(TEST_READY) ## check style and likely bugs, in code and notebooks
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet . || { echo "Not formatted: make format" >&2; exit 1; }
	@echo "ruff: no complaints"

format: $(TEST_READY) ## put code and notebooks in ruff's format
	@$(PY) -m ruff check --fix --quiet .
	@$(PY) -m ruff format .

clean: ## remove .venv, build and the caches
	@rm -rf .venv .cache build .pytest_cache .ruff_cache .hypothesis test-artifacts
	@find . -name __pycache__ -prune -exec rm -rf {} +

say-lab:
	@echo "make lab: installs what is missing into .venv, then opens JupyterLab on $(FIRST)"

say-html:
	@echo "make html: runs the notebooks and builds pages that need no kernel and no network"

say-card:
	@echo "make card: draws the reference card, one page to print"

say-long-memory:
	@echo "make long-memory: trains every run of notebook 10's data file, and tells how far it is"

say-test:
	@echo "make test: installs what is missing into .venv, then runs ruff, every test and every notebook"

$(LAB_READY): pyproject.toml constraints.txt tools/install.sh
	@tools/install.sh torch,lab
	@touch $@

$(TEST_READY): pyproject.toml constraints.txt tools/install.sh
	@tools/install.sh torch,lab,test
	@touch $@ $(LAB_READY)
