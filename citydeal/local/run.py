"""`make run`: the servers, the portal's processes and an orderly end."""

from __future__ import annotations

import http.client
import os
import shlex
import shutil
import socket
from http import HTTPStatus
from pathlib import Path

from citydeal.local import commands, places, services
from citydeal.local.places import LocalError
from citydeal.local.supervisor import Child, Stopped, Supervisor, environment, python

PREPARE_MODULE = "citydeal.local.prepare"
WEB_READY_WITHIN_S = 60.0
STOP_ORDER = (("setup", "worker", "beat", "web"), ("valkey",), ("postgres",))
ACCESS_LOG = "%(m)s %(U)s %(s)s %(M)s ms"
# Celery warns a root user in eight lines at every start; this is one machine, for one developer.
QUIET_AS_ROOT = "ignore:You're running the worker with superuser privileges"


class Services:
    """PostgreSQL and Valkey for one data folder: those of the environment, or own ones."""

    def __init__(self, supervisor: Supervisor, data: Path, purpose: str) -> None:
        self.supervisor = supervisor
        self.data = data
        self.user = places.service_user()
        self._purpose = purpose
        self._sockets: Path | None = None

    @property
    def sockets(self) -> Path:
        """The private folder for the servers' sockets, made when first asked for."""
        if self._sockets is None:
            self._sockets = places.socket_folder(self.data, self._purpose, self.user)
        return self._sockets

    def postgres(self, cluster: Path, *, durable: bool = True) -> services.Postgres:
        """Return the own cluster at ``cluster``, not yet started."""
        programs = services.find_postgres(self.data, self.user)
        as_user = f", as the user {self.user.pw_name}" if self.user else ""
        self.supervisor.say(f"PostgreSQL {programs.version} {programs.origin}{as_user}")
        return services.Postgres(programs, cluster, self.sockets, self.user, durable=durable)

    def start(self, cluster: Path, *, durable: bool = True) -> dict[str, str]:
        """Start what the environment does not name; return DATABASE_URL and REDIS_URL."""
        given = {name: os.environ.get(name, "").strip() for name in ("DATABASE_URL", "REDIS_URL")}
        if given["DATABASE_URL"]:
            version = services.check_database(given["DATABASE_URL"])
            place = services.place_of(given["DATABASE_URL"])
            self.supervisor.say(f"PostgreSQL {version} at {place}, from DATABASE_URL")
        else:
            server = self.postgres(cluster, durable=durable)
            if server.initialise(self.supervisor):
                self.supervisor.say(f"New database in {cluster}")
            server.start(self.supervisor)
            given["DATABASE_URL"] = server.url
        if given["REDIS_URL"]:
            self.supervisor.say(f"Broker at {services.place_of(given['REDIS_URL'])}, from REDIS_URL")
        else:
            programs = services.find_valkey(self.data, self.user)
            self.supervisor.say(f"Valkey {programs.version} {programs.origin}")
            given["REDIS_URL"] = services.start_valkey(self.supervisor, programs, self.sockets, self.user)
        return given

    def close(self) -> None:
        """Stop all children in order and remove the socket folder."""
        self.supervisor.stop(*STOP_ORDER)
        if self._sockets:
            shutil.rmtree(self._sockets, ignore_errors=True)


def settings_for(data: Path, urls: dict[str, str], port: int) -> dict[str, str]:
    """Return the environment variables of a portal on this machine, with its demo."""
    # An empty folder: what an earlier collectstatic left in the checkout would be out of date.
    static = data / "static"
    static.mkdir(parents=True, exist_ok=True)
    return {
        **urls,
        "LOCAL": "true",
        "DEMO": "true",
        "SECRET_KEY": places.secret_key(data),
        "BASE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"file://{data / 'mail'}",
        "STATIC_ROOT": str(static),
        "FILES_DIR": str(data / "files"),
    }


def run(port: int | None) -> None:
    """Run the portal until Ctrl-C or SIGTERM; ``port`` None takes the next free one from 8000.

    Raises LocalError when it cannot start.
    """
    data = places.data_folder()
    places.prepare_folder(data)
    with places.locked(data) as note, places.listen(port) as server:
        supervisor = Supervisor()
        supervisor.take_signals()
        own = Services(supervisor, data, "run")
        number: int = server.getsockname()[1]
        supervisor.say(f"Data folder {data}")
        if port is None and number != places.FIRST_PORT:
            supervisor.say(f"Port {places.FIRST_PORT} is taken; this one takes {number}")
        try:
            values = settings_for(data, own.start(data / "postgres"), number)
            _prepare_database(supervisor, values)
            places.write_environment(data, values)
            note(values["BASE_URL"])
            _serve(supervisor, portal(data, values, server), number)
        except Stopped:
            pass
        finally:
            (data / "run.env").unlink(missing_ok=True)
            own.close()
        supervisor.say("Stopped.")


def _prepare_database(supervisor: Supervisor, values: dict[str, str]) -> None:
    quiet = {**values, "LOG_LEVEL": "WARNING"}
    preparing = Child("setup", python("-m", PREPARE_MODULE), environment(quiet))
    if supervisor.run_once(preparing) != 0:
        raise LocalError("The database could not be prepared; the lines above say why.")


def _serve(supervisor: Supervisor, children: list[Child], port: int) -> None:
    for child in children:
        supervisor.start(child)
    web = children[0]
    supervisor.wait_until(lambda: not web.alive or _answers(port), WEB_READY_WITHIN_S)
    if web.alive and _answers(port):
        supervisor.say(f"The portal is ready: http://localhost:{port} (Ctrl-C stops it)")
        supervisor.say("The demo accounts of every role stand on its login page.")
    else:
        supervisor.say("The web server does not answer yet; the lines above may say why.")
    supervisor.watch()


def portal(data: Path, values: dict[str, str], server: socket.socket) -> list[Child]:
    """Return the portal's own processes: web on the open socket ``server``, worker and beat."""
    full = environment(values)
    gunicorn = [f"--bind=fd://{server.fileno()}", "--graceful-timeout=5"]
    gunicorn += ["--access-logfile=-", f"--access-logformat={ACCESS_LOG}"]
    given = full.get("GUNICORN_CMD_ARGS", "")
    for_web = {**full, "GUNICORN_CMD_ARGS": f"{given} {shlex.join(gunicorn)}".strip()}
    for_worker = {**full, "PYTHONWARNINGS": QUIET_AS_ROOT}
    beat = (*commands.BEAT, "--schedule", data / "beat-schedule")
    return [
        Child("web", python("-m", *commands.WEB), for_web, pass_fds=(server.fileno(),)),
        Child("worker", python("-m", *commands.WORKER), for_worker),
        Child("beat", python("-m", *beat), full, patience=5),
    ]


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
