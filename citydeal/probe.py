"""Health check of a container: ``python citydeal/probe.py web|beat``; exit code 0 is healthy.

Run by its path and without Django, since it runs every few seconds.
"""

from __future__ import annotations

import http.client
import os
import sys
import time
from http import HTTPStatus
from pathlib import Path

# Beat writes its schedule every three minutes.
BEAT_SILENT_S = 600


def web_answers() -> bool:
    """Tell whether the web server here answers /healthz."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def beat_ticks(schedule: Path) -> bool:
    """Tell whether beat has written its schedule lately, with whatever ending it gave the file."""
    written = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    return bool(written) and time.time() - max(written) < BEAT_SILENT_S


def main(arguments: list[str]) -> int:
    """Check what the first argument names; ``beat`` is followed by the path of its schedule."""
    match arguments:
        case ["web"]:
            return 0 if web_answers() else 1
        case ["beat", schedule]:
            return 0 if beat_ticks(Path(schedule)) else 1
    raise SystemExit("Usage: python citydeal/probe.py web | beat SCHEDULE")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
