"""A portal to measure: a database of its own, gunicorn as in production, and what they use."""

from __future__ import annotations

import http.client
import json
import os
import re
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from citydeal import environment
from citydeal.local.commands import WEB
from citydeal.local.places import CHECKOUT
from citydeal.local.supervisor import die_with_parent
from tests.benchmarks.client import HOST, Browser

WORKERS = 2
ANSWER_WITHIN_S = 60.0
CONNECTION_TRIES = 60
APPLICATION = "tests.benchmarks.wsgi"
# One request after the other on open connections; a worker stays for the whole run.
GUNICORN = ("--keep-alive", "600", "--max-requests", "0", "--max-requests-jitter", "0")
_DATABASE_NAME = re.compile(r"^(\w+://[^/]*/)[^?]*")


class BenchError(Exception):
    """The benchmark cannot go on; its text is the line to print."""


def child_environment(database: str, static: Path) -> dict[str, str]:
    """Return the environment of the measured portal on ``database``: no demo, few log lines."""
    own = {
        "DATABASE_URL": _DATABASE_NAME.sub(rf"\g<1>{database}", os.environ["DATABASE_URL"]),
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "STATIC_ROOT": str(static),
        "LOCAL": "true",
        "DEMO": "false",
        "LOG_LEVEL": "ERROR",
        "WEB_CONCURRENCY": str(WORKERS),
        "PYTHONUTF8": "1",
    }
    dropped = {"PYTHONDONTWRITEBYTECODE", "PYTHONDEVMODE", "GUNICORN_CMD_ARGS", "WEB_THREADS"}
    return {k: v for k, v in os.environ.items() if k not in dropped} | own


def python(*arguments: str, values: Mapping[str, str]) -> str:
    """Run Python in the checkout and return what it printed. Raises BenchError."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=dict(values),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-8:]
        raise BenchError(f"{' '.join(arguments)} failed:\n" + "\n".join(last))
    return done.stdout


class Databases:
    """Makes and drops databases on the server of DATABASE_URL, and reads what they take."""

    def __init__(self) -> None:
        given = environment.database("DATABASE_URL")
        self.base = given["NAME"]
        parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
        self._login: dict[str, Any] = {k: given[v] for k, v in parts.items() if given.get(v)}
        self._login |= {"port": given["PORT"]} if given.get("PORT") else {}
        self._login |= given.get("OPTIONS", {})
        try:
            self._connection = psycopg2.connect(**self._login)
        except psycopg2.OperationalError as error:
            raise BenchError(f"The database does not answer: {error}".strip()) from error
        self._connection.autocommit = True

    def version(self) -> str:
        """Return the version of the server."""
        return str(self._ask("SHOW server_version")[0][0])

    def make(self, name: str, template: str = "template1") -> None:
        """Make an empty database, or a copy; one of that name from an earlier run goes away."""
        self.drop(name)
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._ask(command.format(sql.Identifier(name), sql.Identifier(template)))

    def drop(self, name: str) -> None:
        """Drop a database with whoever is connected to it."""
        self._ask(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def cpu(self, name: str) -> dict[int, float] | None:
        """Return the CPU seconds so far of each process that serves a database.

        None where the system does not tell: no Linux, or a server on another machine.
        """
        rows = self._ask(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = %s",
            (name,),
        )
        found = {pid: process_cpu(pid) for (pid,) in rows}
        if any(seconds is None for seconds in found.values()):
            return None
        return {pid: seconds for pid, seconds in found.items() if seconds is not None}

    def _ask(self, command: Any, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._connection.cursor() as cursor:
            try:
                cursor.execute(command, values or None)
            except psycopg2.Error as error:
                raise BenchError(f"The database refuses: {error}".strip()) from error
            return list(cursor.fetchall()) if cursor.description else []


def process_cpu(pid: int) -> float | None:
    """Return the CPU seconds of a PostgreSQL process here; None when there is no such process."""
    folder = Path("/proc") / str(pid)
    with suppress(OSError, ValueError):
        if (folder / "comm").read_text().strip() != "postgres":
            return None
        running = int((folder / "schedstat").read_text().split()[0])
        if running:
            return running / 1e9
        fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return None


def worker_bytes(pid: int) -> int | None:
    """Return the memory of a process; None where the system does not tell.

    What the server read before its workers parted ways is shared: each has its part of that (PSS).
    """
    with suppress(OSError):
        for line in (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return None


class Server:
    """A running gunicorn on a free port of this machine."""

    def __init__(self, values: Mapping[str, str], log: Path, application: str) -> None:
        self._log = log
        self.begun = time.perf_counter()
        with socket.create_server(("127.0.0.1", 0)) as listening, log.open("ab") as output:
            self.port: int = listening.getsockname()[1]
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", *WEB[:-1]),
                    *(f"--bind=fd://{listening.fileno()}", *GUNICORN, application),
                ],
                cwd=CHECKOUT,
                env=dict(values),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(listening.fileno(),),
                preexec_fn=die_with_parent(),
            )

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection; it is answered as soon as the server is ready."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN_S)

    def first_answer(self, address: str) -> float:
        """Return the seconds from the start to the first whole answer. Raises BenchError."""
        try:
            answer = Browser().ask(self.connect(), address)
        except (OSError, http.client.HTTPException) as error:
            lines = self._log.read_text(errors="replace").splitlines()[-12:]
            raise BenchError("\n".join(["The web server does not answer:", *lines])) from error
        if answer.status != http.HTTPStatus.OK:
            raise BenchError(f"{address} answers {answer.status} at the first request.")
        return time.perf_counter() - self.begun

    def connections(self) -> dict[int, http.client.HTTPConnection]:
        """Open one connection to each worker: process → connection. Raises BenchError."""
        found: dict[int, http.client.HTTPConnection] = {}
        for _ in range(CONNECTION_TRIES):
            connection = self.connect()
            pid = Browser().ask(connection, "/bench/imported/").process
            if pid in found:
                connection.close()
            found.setdefault(pid, connection)
            if len(found) == WORKERS:
                return found
        raise BenchError(f"Only {len(found)} of {WORKERS} web workers answer.")

    def stop(self) -> None:
        """Stop it and wait."""
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(values: Mapping[str, str], log: Path, application: str = APPLICATION) -> Iterator[Server]:
    """Give a running server; then stop it."""
    server = Server(values, log, application)
    try:
        yield server
    finally:
        server.stop()


def cold_start(values: Mapping[str, str], log: Path, address: str) -> dict[str, float]:
    """Return seconds to the first answer of the plain portal, and the CPU seconds of its life."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with serving(values, log, "citydeal.wsgi") as server:
        seconds = server.first_answer(address)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "cpu": cpu}


def imported(connection: http.client.HTTPConnection) -> list[str]:
    """Return the unwanted libraries that the worker of this connection has imported."""
    answer = Browser().ask(connection, "/bench/imported/")
    return list(json.loads(answer.body)["imported"])


__all__ = ["HOST", "BenchError", "Databases", "Server", "child_environment", "cold_start"]
