"""`make test` and `make bench`: servers of their own in a folder that goes away afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from citydeal.local import places
from citydeal.local.places import CHECKOUT, LocalError
from citydeal.local.run import Services, settings_for
from citydeal.local.supervisor import Supervisor, environment, python

TEST_PROCESSES = 2
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PORT_IN_TESTS = 8000


@contextmanager
def temporary_services(purpose: str, *, durable: bool) -> Iterator[tuple[Supervisor, dict[str, str]]]:
    """Give a supervisor and the environment of a portal with empty servers; then take all away.

    ``durable`` False makes them fast and unsafe in a power cut. Runs beside `make run`.
    Raises LocalError when a server does not start, Stopped when asked to stop meanwhile.
    """
    data = places.data_folder()
    places.prepare_folder(data)
    supervisor = Supervisor()
    supervisor.take_signals()
    own = Services(supervisor, data, f"{purpose}-{os.getpid()}")
    folder = Path(tempfile.mkdtemp(prefix="citydeal-"))
    try:
        if own.user:
            folder.chmod(0o711)
        urls = own.start(folder / "postgres", durable=durable)
        yield supervisor, environment(settings_for(folder, urls, PORT_IN_TESTS))
    finally:
        own.close()
        shutil.rmtree(folder, ignore_errors=True)


def browser() -> str:
    """Return the path of Chromium: that in CHROMIUM, or on PATH. Raises LocalError."""
    chosen = os.environ.get("CHROMIUM", "").strip()
    if chosen:
        if not os.access(chosen, os.X_OK):
            raise LocalError(f"CHROMIUM={chosen} is no program that can be started.")
        return chosen
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise LocalError(
        "There is no Chromium on this machine, so the browser tests cannot run. Install it "
        "(Debian: apt install chromium), or name its program in CHROMIUM."
    )


def pytest_command(arguments: Sequence[str], *, in_browser: bool) -> list[str]:
    """Return the pytest command line: all tests but the browser's, or only those.

    ``arguments`` come last, so that they win; a path among them replaces the default one. Without such
    a path it measures what the tests run; ``tests/coverage_gate.py`` judges that after a whole run.
    """
    command = python("-m", "pytest", "-n", str(min(TEST_PROCESSES, os.cpu_count() or 1)))
    named = any((CHECKOUT / word.split("::")[0]).exists() for word in arguments)
    if in_browser and not named:
        command.append("tests/e2e")
    elif not in_browser:
        command.append("--ignore=tests/e2e")
        if not named:
            command += ["--cov", "--cov-report="]
    return [*command, *arguments]


def test(arguments: Sequence[str], *, in_browser: bool) -> int:
    """Run pytest on temporary servers and return its exit code. Raises LocalError."""
    extra = {"CHROMIUM": browser()} if in_browser else {}
    with (
        temporary_services("test", durable=False) as (supervisor, values),
        tempfile.TemporaryDirectory(prefix="citydeal-") as folder,
    ):
        # A place of its own, so that runs beside each other do not mix what they measured.
        measured = {"COVERAGE_FILE": str(Path(folder) / "coverage")}
        command = pytest_command(arguments, in_browser=in_browser)
        return supervisor.run_in_front(command, {**values, **measured, **extra})


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks on temporary servers with PostgreSQL's own settings. Raises LocalError."""
    with temporary_services("bench", durable=True) as (supervisor, values):
        command = python("-m", "tests.benchmarks.run", *arguments)
        return supervisor.run_in_front(command, values)
