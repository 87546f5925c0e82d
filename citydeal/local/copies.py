"""`dump` and `restore`: the data of this checkout as SQL, to move to another PostgreSQL."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citydeal.local import places
from citydeal.local.places import LocalError
from citydeal.local.run import Services
from citydeal.local.services import Postgres
from citydeal.local.supervisor import Supervisor


@contextmanager
def _server(*, empty: bool) -> Iterator[Postgres]:
    """Give this checkout's own server, started; ``empty`` says whether data must be absent."""
    data = places.data_folder()
    places.prepare_folder(data)
    cluster = data / "postgres"
    if cluster.exists() == empty:
        raise LocalError(
            f"There are data in {cluster} already; move that folder away first."
            if empty
            else f"There are no data in {cluster}."
        )
    with places.locked(data):
        supervisor = Supervisor()
        supervisor.take_signals()
        own = Services(supervisor, data, "copy")
        try:
            server = own.postgres(cluster)
            server.initialise(supervisor)
            server.start(supervisor)
            yield server
        finally:
            own.close()


def dump(target: Path) -> None:
    """Write all data to ``target`` as SQL. Raises LocalError."""
    with _server(empty=False) as server:
        _run(server, "pg_dump", f"--file={target.absolute()}", "--no-owner", server.url)


def restore(source: Path) -> None:
    """Make a new database from the SQL in ``source``. Raises LocalError."""
    if not source.is_file():
        raise LocalError(f"There is no file {source}.")
    with _server(empty=True) as server:
        stop_at_error = ("--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        _run(server, "psql", *stop_at_error, f"--file={source.absolute()}", server.url)


def _run(server: Postgres, program: str, *arguments: str) -> None:
    command = [str(server.programs.folder / program), *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        said = run.stderr.strip().splitlines()
        raise LocalError(f"{program} failed: {said[-1] if said else run.returncode}")
