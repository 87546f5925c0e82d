#!/usr/bin/env python
"""Django's command line; finds the database that `make run` started."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent
OWN_PYTHON = CHECKOUT / ".venv" / "bin" / "python"
# What production must set; with any of these in the environment nothing is filled in.
NAMES = ("DATABASE_URL", "SECRET_KEY", "BASE_URL", "REDIS_URL", "EMAIL_URL")
WITHOUT_DATABASE = {
    "help",
    "version",
    "--help",
    "--version",
    "check",
    "collect_messages",
    "collectstatic",
    "diffsettings",
    "findstatic",
    "makemigrations",
    "sendtestemail",
}


def use_own_python() -> None:
    """Go on with the Python of .venv when this one is the system's."""
    if sys.prefix == sys.base_prefix and OWN_PYTHON.exists():
        os.execv(OWN_PYTHON, [str(OWN_PYTHON), *sys.argv])  # noqa: S606 (our own Python)


def find_environment(arguments: list[str]) -> str:
    """Fill in the environment of the running portal; return why not, or nothing."""
    if any(os.environ.get(name, "").strip() for name in NAMES):
        return ""
    try:
        from citydeal.local.places import data_folder, read_environment
    except ModuleNotFoundError:  # the image has no launcher: the settings name what is missing
        return ""
    running = read_environment(data_folder())
    if running:
        os.environ.update(running)
        return ""
    words = [word for word in arguments if word in WITHOUT_DATABASE or not word.startswith("-")]
    if words and words[0] not in WITHOUT_DATABASE and "--help" not in arguments:
        return "No database: DATABASE_URL is not set and no portal runs here. Start `make run`."
    # Enough to read the code by; a key that is made anew each time protects nothing.
    os.environ.update(
        LOCAL="true",
        SECRET_KEY=secrets.token_urlsafe(50),
        BASE_URL="http://localhost:8000",
        DATABASE_URL="postgres:///none?host=/nonexistent",
        REDIS_URL="redis://localhost:1",
        EMAIL_URL="file:///nonexistent",
    )
    return ""


def main() -> int:
    """Run a management command; what an operator can mend is one line, not a traceback."""
    use_own_python()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citydeal.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError:
        print("Django is not installed here. Run `make run` once.", file=sys.stderr)
        return 1
    problem = find_environment(sys.argv[1:])
    if problem:
        print(problem, file=sys.stderr)
        return 1
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
        return 1
    except OperationalError as error:
        cause = str(error).splitlines()[0].rpartition("failed: ")[2]
        print(f"The database does not answer ({cause}). Check DATABASE_URL.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
