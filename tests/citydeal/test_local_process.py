"""The whole launcher as its own process: it starts, serves, refuses a second one and goes away."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

import manage
from citydeal.local import places
from citydeal.local.places import CHECKOUT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to see what is left"),
]
LAUNCHER = [sys.executable, "-m", "citydeal.local", "run", "--port"]


def descendants(pid: int) -> set[int]:
    """Return the processes that ``pid`` started, directly or not, that have not ended."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if state != "Z":
            parents[int(path.parent.name)] = int(parent)
    found = {pid}
    while new := {child for child, parent in parents.items() if parent in found} - found:
        found |= new
    return found - {pid}


def answer(port: int, path: str = "/healthz") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except OSError:
        return 0, b""
    finally:
        connection.close()


@pytest.fixture
def surroundings():
    """A data folder of its own that the servers' user may enter, and no server given."""
    folder = Path(tempfile.mkdtemp(prefix="citydeal-"))
    folder.chmod(0o711)
    given = (*manage.NAMES, "LOCAL", "DEMO", "DJANGO_SETTINGS_MODULE")
    bare = {key: value for key, value in os.environ.items() if key not in given}
    yield {**bare, "CITYDEAL_DATA": str(folder / "een map")}
    shutil.rmtree(folder, ignore_errors=True)


def test_the_portal_starts_serves_and_leaves_nothing(surroundings):
    with places.listen(None) as free:
        port = free.getsockname()[1]
    log = Path(surroundings["CITYDEAL_DATA"]).with_name("log")
    with log.open("wb") as output:
        launcher = subprocess.Popen(
            [*LAUNCHER, str(port)],
            cwd=CHECKOUT,
            env=surroundings,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        limit = time.monotonic() + 300
        while "is ready" not in log.read_text() and launcher.poll() is None:
            assert time.monotonic() < limit, log.read_text()
            time.sleep(0.1)
        assert answer(port)[0] == 200, log.read_text()
        assert answer(port, "/readyz")[0] == 200
        assert answer(port, "/")[0] == 200

        second = subprocess.run(
            [*LAUNCHER, ""],
            cwd=CHECKOUT,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 1
        assert f"runs already (http://localhost:{port}, process {launcher.pid})" in second.stderr

        found = subprocess.run(
            [sys.executable, "manage.py", "showmigrations", "citydeal"],
            cwd=CHECKOUT,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "[X] 0001" in found.stdout, found.stderr

        started = descendants(launcher.pid)
        assert len(started) >= 5
        os.killpg(launcher.pid, signal.SIGTERM)
        assert launcher.wait(60) == 0
    finally:
        launcher.kill()
        launcher.wait()
    left = started & descendants(1)
    assert not left, log.read_text()
    assert log.read_text().rstrip().endswith("portal   | Stopped.")
    assert not (Path(surroundings["CITYDEAL_DATA"]) / "run.env").exists()


def launch(surroundings, *words):
    """Run the launcher with these words and wait for its end."""
    command = [sys.executable, "-m", "citydeal.local", *map(str, words)]
    return subprocess.run(
        command, cwd=CHECKOUT, env=surroundings, capture_output=True, text=True, check=False, timeout=300
    )


def test_the_data_move_to_another_server_as_sql(surroundings, tmp_path):
    source, target = tmp_path / "van.sql", tmp_path / "naar.sql"
    source.write_text("CREATE TABLE orgaan (naam text); INSERT INTO orgaan VALUES ('Kerngroep');")
    absent = launch(surroundings, "dump", target)
    assert (absent.returncode, "There are no data in" in absent.stderr) == (1, True), absent.stderr
    unknown = launch(surroundings, "restore", target)
    assert (unknown.returncode, unknown.stderr) == (1, f"There is no file {target}.\n")

    restored = launch(surroundings, "restore", source)
    assert restored.returncode == 0, restored.stderr
    dumped = launch(surroundings, "dump", target)
    assert dumped.returncode == 0, dumped.stderr
    assert "Kerngroep" in target.read_text()

    again = launch(surroundings, "restore", source)
    assert (again.returncode, "move that folder away" in again.stderr) == (1, True), again.stderr
    nowhere = launch(surroundings, "dump", tmp_path / "missing" / "naar.sql")
    assert nowhere.returncode == 1
    assert nowhere.stderr.startswith("pg_dump failed: ")
    assert nowhere.stderr.count("\n") == 1
