"""Which templates the tests render; a run of the whole suite fails when one is left out.

``tests/conftest.py`` loads this plugin. Works with and without xdist: each worker hands in what it
saw when it stops.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test.signals import template_rendered

from tests.whole_run import is_whole_run

FOLDER = Path(__file__).resolve().parent.parent / "templates"
SEEN: set[str] = set()


def all_names() -> set[str]:
    """Return the name of every template of the portal, as Django calls it."""
    return {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*")}


def _note(sender: Any, template: Any, **kwargs: Any) -> None:
    if template.name:
        SEEN.add(template.name.partition("#")[0])


def pytest_configure(config: pytest.Config) -> None:
    """Begin to watch."""
    template_rendered.connect(_note, dispatch_uid="templates_seen")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: Any) -> None:
    """Take over what a worker of xdist saw."""
    SEEN.update(getattr(node, "workeroutput", {}).get("templates_seen", "").splitlines())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand in, or judge when everything passed."""
    config = session.config
    if hasattr(config, "workeroutput"):
        # One plain text: names are of Django's own kinds of text, which xdist cannot send.
        config.workeroutput["templates_seen"] = "\n".join([*sorted(SEEN), ""])
    elif session.exitstatus == pytest.ExitCode.OK and is_whole_run(config) and missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the templates that no test renders."""
    if is_whole_run(config) and missing():
        terminalreporter.section("templates that no test renders", red=True)
        for name in missing():
            terminalreporter.line(name)


def missing() -> list[str]:
    """Return the templates that nothing rendered so far."""
    return sorted(all_names() - SEEN)
