.DEFAULT_GOAL := help
PY := .venv/bin/python

help:  ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

lint:  ## check style and likely bugs
	@$(PY) -m ruff check .

.PHONY: help lint
