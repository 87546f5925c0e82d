"""How much of the code the tests run; a run of the whole suite fails where that is too little.

``make test`` measures, as pyproject.toml says (``tool.coverage``). ``tests/conftest.py`` loads this plugin,
which judges what pytest-cov brought together from the workers and from the processes that tests start.
"""

from __future__ import annotations

import json
import math
import tempfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from tests.whole_run import is_whole_run

# Who may do what, the rules of the covenant and all that writes: every line and every branch.
STRICT = (
    "*/permissions*.py",
    "*/common/object_permissions.py",
    "*/rules/*.py",
    "*/services/*.py",
    "*/workflow*",
)
OVERALL_PERCENT = 90.0

JUDGED = pytest.StashKey[list[str]]()


def is_strict(path: str) -> bool:
    """Return whether every line and branch of this file must be run."""
    return any(fnmatch(path, pattern) for pattern in STRICT)


def problems(report: dict[str, Any]) -> list[str]:
    """Return what is too little in a JSON report of coverage.py, a line per file."""
    files = report["files"]
    # A pattern without files would let its files pass after they were renamed or left unmeasured.
    found = [
        f"{pattern}: no file was measured"
        for pattern in STRICT
        if not any(fnmatch(path, pattern) for path in files)
    ]
    found += [
        f"{path}: 100 % is needed, not run: {left_out}"
        for path, file in sorted(files.items())
        if is_strict(path) and (left_out := _left_out(file))
    ]
    overall = report["totals"]["percent_covered"]
    if overall < OVERALL_PERCENT:
        below = math.floor(overall * 10) / 10  # 89.99 is not 90.0
        found.append(f"All files together: {below} %, {OVERALL_PERCENT:.0f} % is needed")
    return found


def _left_out(file: dict[str, Any]) -> str:
    lines = file["missing_lines"]
    words = [f"line {line}" for line in lines]
    words += [
        f"branch {start} to {end if end > 0 else 'the end'}"
        for start, end in file["missing_branches"]
        if start not in lines and end not in lines
    ]
    return ", ".join(words)


def measured(config: pytest.Config) -> dict[str, Any] | None:
    """Return the JSON report of this run, or None when nothing was measured."""
    plugin = config.pluginmanager.getplugin("_cov")
    if plugin is None or plugin.cov_controller is None:
        return None
    with tempfile.TemporaryDirectory(prefix="citydeal-") as folder:
        file = Path(folder) / "coverage.json"
        plugin.cov_controller.cov.json_report(outfile=str(file))
        return dict(json.loads(file.read_text()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Judge, when every test of the whole suite passed."""
    config = session.config
    if hasattr(config, "workerinput") or not is_whole_run(config):
        return
    if session.exitstatus != pytest.ExitCode.OK:
        return
    report = measured(config)
    if report is None:
        config.stash[JUDGED] = ["Coverage was not measured; `make test` without --no-cov does"]
        return
    config.stash[JUDGED] = problems(report)
    if config.stash[JUDGED]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the files that the tests leave out too much of."""
    lines = config.stash.get(JUDGED, [])
    if lines:
        terminalreporter.section("code that no test runs", red=True)
        for line in lines:
            terminalreporter.line(line)
