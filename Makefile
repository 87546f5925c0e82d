# What can be made here; `make` alone lists it. Only Python >= 3.11, make and git are needed.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-browser bench check lock messages clean

export PYTHONUTF8 := 1
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c '$(NEW_ENOUGH)' 2>/dev/null && { echo "$$name"; break; }; done)
LOCAL := .venv/bin/python -m citydeal.local
LOCK := CUSTOM_COMPILE_COMMAND='make lock' .venv/bin/python -m piptools compile --quiet \
	--generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

help:
	@echo "make run           start the portal with its servers (PORT=n; default the next free from 8000)"
	@echo "make test          run the tests (ARGS='-k seat' goes to pytest)"
	@echo "make test-browser  run the tests in a browser; needs Chromium"
	@echo "make bench         measure the pages (ARGS='...')"
	@echo "make check         linters, types, import rules, texts, settings"
	@echo "make lock          write the requirements files anew"
	@echo "make messages      collect new texts for translation"
	@echo "make clean         remove all that make made, except the data"

setup:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed and is not on PATH. Install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' || { echo "Python 3.11 or newer is needed; $(PYTHON) is not."; exit 1; }
	@"$(PYTHON)" -P citydeal/local/bootstrap.py

run: setup
	@exec $(LOCAL) run --port "$(PORT)"

test: setup
	@exec $(LOCAL) test -- $(ARGS)

test-browser: setup
	@exec $(LOCAL) test --browser -- $(ARGS)

bench: setup
	@exec $(LOCAL) bench -- $(ARGS)

check: setup
	@exec $(LOCAL) check

lock: setup
	$(LOCK) $(ARGS) --output-file=requirements.txt requirements.in
	$(LOCK) $(ARGS) --output-file=requirements-dev.txt requirements-dev.in

messages: setup
	@.venv/bin/python manage.py collect_messages $(ARGS)

clean:
	rm -rf .venv node_modules static/dist .static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	rm -f locale/*/LC_MESSAGES/*.mo
	find citydeal governance workgroups panels reporting tests -name __pycache__ -type d -prune -exec rm -rf {} +
