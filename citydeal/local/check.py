"""`make check`: everything that can be judged without running the tests."""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from citydeal.local.places import CHECKOUT
from citydeal.local.supervisor import environment, python

CODE = ("citydeal", "governance", "workgroups", "panels", "reporting", "manage.py")
# As production has it, without servers: none of these checks asks one.
PRODUCTION = {
    "LOCAL": "false",
    "DEMO": "false",
    "BASE_URL": "https://portaal.example.nl",
    "DATABASE_URL": "postgres://citydeal:none@localhost:1/citydeal",
    "REDIS_URL": "redis://localhost:1/0",
    "EMAIL_URL": "smtp+tls://user:none@mail.example.nl:587",
    "TRUSTED_PROXY_COUNT": "1",
    "FILES_DIR": "/srv/files",
}
DEVELOPMENT = {**PRODUCTION, "LOCAL": "true", "DEMO": "true"}


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is called, its command and the environment it needs besides."""

    name: str
    command: list[str]
    extra: dict[str, str] = field(default_factory=dict)


def checks() -> list[Check]:
    """Return the checks, the slowest first."""
    manage = python("manage.py")
    compose = ("--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    return [
        Check("types (mypy)", python("-m", "mypy", *CODE), DEVELOPMENT),
        Check("templates (djlint)", python("-m", "djlint", "templates", "--lint", "--quiet")),
        Check("code (ruff)", python("-m", "ruff", "check", "--output-format", "concise", ".")),
        Check("layout of the code (ruff)", python("-m", "ruff", "format", "--check", ".")),
        Check(
            "import contracts",
            python("-c", "from importlinter.cli import lint_imports_command as m; m()"),
        ),
        Check(
            "settings of production",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
        Check(
            "migrations are complete",
            [*manage, "makemigrations", "--check", "--dry-run"],
            # It warns that no database answers; it needs none.
            {**DEVELOPMENT, "PYTHONWARNINGS": "ignore::RuntimeWarning"},
        ),
        Check("texts are complete", [*manage, "collect_messages", "--check"], DEVELOPMENT),
        Check("docker-compose.yml", python("-m", "check_jsonschema", *compose)),
    ]


def perform(check: Check) -> tuple[int, str, float]:
    """Run one check; return its exit code, what it said and the seconds it took."""
    started = time.monotonic()
    run = subprocess.run(
        check.command,
        cwd=CHECKOUT,
        env=environment({"SECRET_KEY": secrets.token_urlsafe(50), **check.extra}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout.rstrip(), time.monotonic() - started


def check() -> int:
    """Run all checks, say of each whether it holds, and return 1 when one does not."""
    todo = checks()
    failed = []
    with ThreadPoolExecutor(min(len(todo), os.cpu_count() or 1)) as pool:
        for item, (code, said, seconds) in zip(todo, pool.map(perform, todo), strict=True):
            print(f"{'FAIL' if code else 'ok':<5} {item.name} ({seconds:.1f} s)", flush=True)
            if code:
                failed.append(item.name)
                print(said, flush=True)
    print(f"Failed: {', '.join(failed)}" if failed else f"All {len(todo)} checks hold.")
    return 1 if failed else 0
