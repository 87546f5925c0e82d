"""Runs `make run` on a free port and data of its own, asks a few pages, and ends it by SIGTERM.

Fails when it does not serve, when a page fails, or when a process is left. Standard library only.
"""

# ruff: noqa: S310, S603, T201 (a script of ours, which talks to this machine only)

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

SERVES_WITHIN_S = 900
STOPS_WITHIN_S = 60
PAGES = ("/healthz", "/readyz", "/")


def free_port() -> int:
    """Return a port that nothing uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def running_under(pid: int) -> set[int]:
    """Return ``pid`` and the processes that it started, directly or not, that have not ended."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if state != "Z":
            parents[int(path.parent.name)] = int(parent)
    found = {pid} & set(parents)
    while new := {child for child, parent in parents.items() if parent in found} - found:
        found |= new
    return found


def wait_until_it_serves(address: str, launcher: subprocess.Popen[bytes]) -> bool:
    """Ask /healthz until it answers; False when the launcher ends or it takes too long."""
    limit = time.monotonic() + SERVES_WITHIN_S
    while launcher.poll() is None and time.monotonic() < limit:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def visit(address: str) -> bool:
    """Ask each page and say what it answers; True when all are there."""
    fine = True
    for page in PAGES:
        try:
            with urllib.request.urlopen(address + page, timeout=20) as response:
                print(f"{page}: {response.status}, {len(response.read())} bytes")
        except OSError as error:
            print(f"{page}: {error}")
            fine = False
    return fine


def main() -> int:
    """Start, visit, stop and look what is left; return the exit code."""
    folder = Path(tempfile.mkdtemp(prefix="citydeal-ci-"))
    # As root the database runs as another user, who must be able to enter.
    folder.chmod(0o711)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = ["make", "run", f"PORT={port}"]
    environment = {**os.environ, "CITYDEAL_DATA": str(folder / "data")}
    started_at = time.monotonic()
    launcher = subprocess.Popen(command, env=environment, start_new_session=True)
    fine = wait_until_it_serves(address, launcher)
    print(f"Serves after {time.monotonic() - started_at:.1f} s" if fine else "It does not serve")
    fine = visit(address) and fine
    started = running_under(launcher.pid)
    try:
        os.killpg(launcher.pid, signal.SIGTERM)
        launcher.wait(STOPS_WITHIN_S)
    except (ProcessLookupError, subprocess.TimeoutExpired) as error:
        print(f"It did not stop by itself: {error}")
        fine = False
    limit = time.monotonic() + STOPS_WITHIN_S
    while (left := started & running_under(1)) and time.monotonic() < limit:
        time.sleep(0.1)
    if left:
        print(f"Processes left: {sorted(left)}")
        for pid in left:
            os.kill(pid, signal.SIGKILL)
    else:
        print(f"Nothing is left of its {len(started)} processes")
    shutil.rmtree(folder, ignore_errors=True)
    return 0 if fine and not left else 1


if __name__ == "__main__":
    sys.exit(main())
