"""The gate on coverage does close (``tests/coverage_gate.py``)."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import coverage_gate

ROOT = Path(__file__).resolve().parent.parent
APPS = sorted(found.parent.name for found in ROOT.glob("*/__init__.py") if found.parent.name != "tests")
STRICT_FILES = sorted(
    path
    for app in APPS
    for found in (ROOT / app).rglob("*.py")
    if coverage_gate.is_strict(path := found.relative_to(ROOT).as_posix())
)
WHOLE = {"missing_lines": [], "missing_branches": []}


def report(overall: float = 95.0, **changed):
    """Return a report in which all strict files are run, apart from what is changed."""
    files = dict.fromkeys(STRICT_FILES, WHOLE) | changed.pop("files", {})
    return {"files": files, "totals": {"percent_covered": overall}}


def test_every_app_is_measured():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["coverage"]["run"]
    assert settings["branch"] is True
    assert sorted(settings["source"]) == sorted([*APPS, "manage"])


@pytest.mark.parametrize(
    ("path", "strict"),
    [
        ("governance/permissions.py", True),
        ("citydeal/common/object_permissions.py", True),
        ("governance/rules/composition.py", True),
        ("citydeal/services/outbox.py", True),
        ("panels/workflow.py", True),
        ("citydeal/local/services.py", False),
        ("governance/views/people.py", False),
    ],
)
def test_the_strict_files(path, strict):
    assert coverage_gate.is_strict(path) is strict


def test_no_strict_file_takes_lines_out_of_the_measure():
    assert [path for path in STRICT_FILES if "pragma: no" in (ROOT / path).read_text()] == []


def test_what_is_run_passes():
    assert coverage_gate.problems(report(90.0)) == []


def test_each_strict_file_is_named_with_what_is_left_out():
    path = "governance/services/parties.py"
    file = {"missing_lines": [29], "missing_branches": [[28, 29], [31, 33], [33, -18]]}
    assert coverage_gate.problems(report(files={path: file})) == [
        f"{path}: 100 % is needed, not run: line 29, branch 31 to 33, branch 33 to the end"
    ]


def test_another_file_only_counts_in_the_whole():
    file = {"missing_lines": [1], "missing_branches": []}
    assert coverage_gate.problems(report(files={"governance/views/people.py": file})) == []
    assert coverage_gate.problems(report(89.99)) == ["All files together: 89.9 %, 90 % is needed"]


def test_strict_files_that_were_not_measured_are_missed():
    found = coverage_gate.problems({"files": {}, "totals": {"percent_covered": 100.0}})
    assert found == [f"{pattern}: no file was measured" for pattern in coverage_gate.STRICT]


@pytest.mark.slow
class TestRun:
    """A run of pytest in a small project that leaves out one branch of a strict file."""

    ARGUMENTS = ("--cov", "--cov-report=", "-p", "pytest_cov", "-p", "xdist", "-p", "tests.coverage_gate")

    @pytest.fixture
    def run(self, tmp_path):
        for name in ("permissions", "common/object_permissions", "rules/one", "services/one", "workflow"):
            file = tmp_path / "app" / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            (file.parent / "__init__.py").touch()
            file.write_text("")
        (tmp_path / "app/services/one.py").write_text(
            "def half(x):\n    if x:\n        x = 2\n    return x\n"
        )
        (tmp_path / "tests_of_app").mkdir()
        (tmp_path / "tests_of_app/test_one.py").write_text(
            "from app.services.one import half\n"
            "def test_one(): assert half(1) == 2\n"
            "def test_three(): assert half(3) == 2\n"
        )
        (tmp_path / "pyproject.toml").write_text(
            '[tool.pytest.ini_options]\ntestpaths = ["tests_of_app"]\npythonpath = ["."]\n'
            '[tool.coverage.run]\nbranch = true\nsource = ["app"]\n'
        )
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("COV", "PYTEST"))}
        env = {**kept, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

        def run(*arguments: str) -> tuple[int, str]:
            command = [sys.executable, "-m", "pytest", *self.ARGUMENTS, *arguments]
            done = subprocess.run(
                command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=120
            )
            return done.returncode, done.stdout + done.stderr

        return run

    def test_the_whole_fails_and_names_the_branch_whichever_worker_ran_it(self, run):
        code, said = run("-n", "2")
        assert code == pytest.ExitCode.TESTS_FAILED, said
        assert "2 passed" in said
        assert "app/services/one.py: 100 % is needed, not run: branch 2 to 4\n" in said

    def test_a_part_is_not_judged(self, run):
        code, said = run("-k", "test_one")
        assert (code, "no test runs" in said) == (pytest.ExitCode.OK, False), said

    def test_a_whole_that_was_not_measured_says_so(self, run):
        code, said = run("--no-cov")
        assert code == pytest.ExitCode.OK, said
        assert "Coverage was not measured" in said
