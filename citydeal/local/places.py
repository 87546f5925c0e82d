"""Where the local services keep their things: data, sockets, the lock, run.env and the port."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
FIRST_PORT = 8000
LAST_PORT = 8099
# The kernel refuses a socket path over 107 bytes; PostgreSQL adds ".s.PGSQL.5432".
SOCKET_NAME_BYTES = len("/.s.PGSQL.5432.lock")
SOCKET_PATH_BYTES = 100
LEAST_FREE_BYTES = 150 * 1024 * 1024
# As root the servers run as this user, which every Unix has.
SERVICE_USER = "nobody"


class LocalError(Exception):
    """Something the operator can mend; its text is the one line to print."""


def short_name(folder: Path) -> str:
    """Return a short name for a folder, so that two checkouts never share a path."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def service_user() -> pwd.struct_passwd | None:
    """Return the unprivileged user the servers run as, or None to run them as ourselves.

    PostgreSQL refuses to run as root. Raises LocalError when root has no such user.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        raise LocalError(
            f"PostgreSQL does not run as root and there is no user {SERVICE_USER!r} here; "
            "start as a normal user."
        ) from None


def data_folder() -> Path:
    """Return the data folder of this checkout: CITYDEAL_DATA, or the default for this user.

    As root the servers run as another user, who cannot enter a checkout below root's home.
    """
    chosen = os.environ.get("CITYDEAL_DATA", "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/citydeal") / short_name(CHECKOUT)
    return CHECKOUT / ".data"


def prepare_folder(folder: Path) -> None:
    """Make the data folder, and as root let the servers' user pass through it.

    Raises LocalError when it cannot be made or entered, or when the disk is full.
    """
    user = service_user()
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in {folder, *missing} if user else {folder}:
            path.chmod(0o711 if user else 0o700)
    except OSError as error:
        raise LocalError(explain(error, folder)) from error
    if user:
        for parent in folder.parents:
            if not parent.stat().st_mode & stat.S_IXOTH:
                raise LocalError(
                    f"The user {user.pw_name!r} that runs PostgreSQL cannot enter {parent}; "
                    "set CITYDEAL_DATA to a folder that everyone may enter."
                )
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise LocalError(disk_full(folder))


def disk_full(folder: Path) -> str:
    """Say that the disk is full, and how much is left."""
    free = shutil.disk_usage(folder).free // 1024**2
    return (
        f"The disk that holds {folder} is full: {free} MB left, {LEAST_FREE_BYTES // 1024**2} MB "
        "needed. Make room, or set CITYDEAL_DATA to a folder on another disk."
    )


def explain(error: OSError, folder: Path) -> str:
    """Turn an error of the file system into a line for the operator."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder if folder.exists() else folder.parent)
    return f"The folder {folder} cannot be used: {error.strerror}. Set CITYDEAL_DATA to another."


def own_folder(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Make a folder that only ``user`` (None: we) may enter; raises OSError.

    One that somebody else made under that name is never used.
    """
    uid = user.pw_uid if user else os.geteuid()
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
        raise FileExistsError(errno.EEXIST, "it belongs to somebody else", str(folder))
    folder.chmod(0o700)


def socket_folder(data: Path, purpose: str, user: pwd.struct_passwd | None) -> Path:
    """Return a private folder for the servers' sockets, with a path the kernel accepts.

    ``purpose`` tells apart what uses the data folder ``data`` at the same time. The run folder
    of the system or of the user's session comes first, then a temporary one. Raises LocalError.
    """
    name = f"citydeal-{os.geteuid()}-{short_name(data)}-{purpose}"
    session = os.environ.get("XDG_RUNTIME_DIR", "")
    bases = [Path("/run")] if user else [Path(session)] if session else []
    for base in [*bases, Path(tempfile.gettempdir()), Path("/tmp")]:  # noqa: S108 (private below)
        folder = base / name
        if fits(folder) and os.access(base, os.W_OK | os.X_OK):
            with suppress(OSError):
                own_folder(folder, user)
                return folder
    raise LocalError("No folder has a path short enough for a socket; set TMPDIR to a shorter one.")


def fits(folder: Path) -> bool:
    """Tell whether a socket in ``folder`` has a path the kernel accepts."""
    return len(os.fsencode(folder)) + SOCKET_NAME_BYTES <= SOCKET_PATH_BYTES


@contextmanager
def locked(folder: Path) -> Iterator[Callable[[str], None]]:
    """Hold the data folder for this process; raises LocalError when another one has it.

    Gives a function that notes what the other one gets to read, such as the address.
    """
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise LocalError(
                f"This checkout runs already ({lock.read().strip() or 'just started'}). Stop that "
                "one first with Ctrl-C, or set CITYDEAL_DATA to run beside it with other data."
            ) from None

        def note(text: str) -> None:
            lock.truncate(0)
            lock.write(f"{text}, process {os.getpid()}\n")
            lock.flush()

        note("starting")
        yield note


def is_locked(folder: Path) -> bool:
    """Tell whether a launcher holds this data folder now."""
    try:
        with (folder / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def write_environment(folder: Path, values: Mapping[str, str]) -> None:
    """Write run.env, readable by us only, in one step."""
    part = folder / "run.env.part"
    part.touch(mode=0o600)
    part.write_text("".join(f"{key}={value}\n" for key, value in values.items()), "utf-8")
    part.replace(folder / "run.env")


def read_environment(folder: Path) -> dict[str, str]:
    """Return what run.env holds, or nothing when no launcher runs on this folder."""
    path = folder / "run.env"
    if not path.exists() or not is_locked(folder):
        return {}
    lines = path.read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def secret_key(folder: Path) -> str:
    """Return the key of this data folder, made at its first start."""
    path = folder / "secret-key"
    if not path.exists() or not path.read_text("ascii").strip():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), "ascii")
    return path.read_text("ascii").strip()


def listen(port: int | None) -> socket.socket:
    """Return a listening socket on this machine only: on ``port``, or the next free from 8000.

    The socket stays open in the launcher and is handed to the web server, so nothing can take
    the port in between. Raises LocalError when ``port`` is taken or no port is free.
    """
    for number in [port] if port else range(FIRST_PORT, LAST_PORT + 1):
        if _answers_on_ipv6(number):
            continue
        server = socket.socket()
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", number))
            server.listen(128)
        except PermissionError:
            server.close()
            raise LocalError(f"Port {number} is for root only; take one from 1024 up.") from None
        except OSError:
            server.close()
            continue
        return server
    if port:
        raise LocalError(
            f"Port {port} is taken by another program. Stop that one, take another "
            "(make run PORT=8123), or leave PORT out to get the next free port."
        )
    raise LocalError(f"No port from {FIRST_PORT} to {LAST_PORT} is free; name one with PORT=n.")


def _answers_on_ipv6(port: int) -> bool:
    """Tell whether another program answers on ::1, where "localhost" may lead as well."""
    if not socket.has_ipv6:
        return False
    with socket.socket(socket.AF_INET6) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("::1", port)) == 0
