"""``make bench``: seed, serve, measure, judge. docs/benchmarks.md says how to read it."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import re
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ImproperlyConfigured

from citydeal.local.places import data_folder
from tests.benchmarks import report
from tests.benchmarks.client import Browser, is_elsewhere, read_links
from tests.benchmarks.measure import Page, Portal, chosen, measure
from tests.benchmarks.server import (
    BenchError,
    Databases,
    Server,
    child_environment,
    cold_start,
    imported,
    python,
    serving,
    worker_bytes,
)

SIZES = (3, 50)
COLD_STARTS = 3
_STYLE_ADDRESS = re.compile(rb"""(?:url\(|@import\s+)\s*["']?([^"')\s]+)""")


def say(text: str) -> None:
    """Print lines at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--requests", type=int, default=200, help="per page (default 200)")
    parser.add_argument("--in-a-row", type=int, default=1, help="of them one after the other (default 1)")
    parser.add_argument("--strict", action="store_true", help="fail on times too, not only counts")
    parser.add_argument(
        "--only", nargs="+", default=(), metavar="PAGE", help="pages whose address begins so, such as work_"
    )
    parser.add_argument(
        "--rows", nargs="+", type=int, default=SIZES, help="lengths of lists (default 3 and 50)"
    )
    parser.add_argument("--json", type=Path, help="where the JSON goes (default: data folder)")
    return parser.parse_args(arguments)


def first_visit(portal: Portal, server: Server) -> dict[str, Any]:
    """Return the compressed size of all styles and scripts that pages load, and what is elsewhere.

    Every measured page and every style is searched for addresses that a browser would load.
    """
    connection, browser = server.connect(), Browser()
    elsewhere, code = set(), set()
    for page in portal.pages:
        path = portal.addresses[page.address]
        loaded, own = read_links(portal.records[page.key].body)
        elsewhere |= {link for link in loaded if is_elsewhere(link, path)}
        code |= {urljoin(path, urlsplit(link).path) for link in own if not is_elsewhere(link, path)}
    size = 0
    for address in sorted(code):
        answer = browser.ask(connection, address)
        size += min(answer.size, len(gzip.compress(answer.body)))
        if address.endswith(".css"):
            found = (raw.decode() for raw in _STYLE_ADDRESS.findall(answer.body))
            elsewhere |= {link for link in found if is_elsewhere(link, address)}
    return {"code_bytes": size, "elsewhere": sorted(elsewhere)}


def prepare(
    databases: Databases, sizes: Sequence[int], folder: Path, stack: ExitStack
) -> list[dict[str, str]]:
    """Make and seed a database per size and the static files; return their environments."""
    static, environments = folder / "static", []
    for rows in sizes:
        name = f"{databases.base}_bench_{rows}"
        values = child_environment(name, static) | {"BENCH_DATABASE": name}
        first = not environments
        databases.make(name, "template1" if first else environments[0]["BENCH_DATABASE"])
        stack.callback(databases.drop, name)
        if first:
            python("manage.py", "migrate", "--noinput", "--verbosity=0", values=values)
            python("manage.py", "collectstatic", "--noinput", "--verbosity=0", values=values)
        environments.append(values)
    return environments


def bench(asked: argparse.Namespace, pages: Sequence[Page], folder: Path, stack: ExitStack) -> dict[str, Any]:
    """Measure everything and return it, as it goes into the JSON. Raises BenchError."""
    databases = Databases()
    say(f"PostgreSQL {databases.version()}, Python {platform.python_version()}")
    environments = prepare(databases, asked.rows, folder, stack)
    portals, servers = [], []
    for rows, values in zip(asked.rows, environments, strict=True):
        seeded = json.loads(python("-m", "tests.benchmarks.seed", str(rows), values=values))
        server = stack.enter_context(serving(values, folder / f"web-{rows}.log"))
        server.first_answer("/")
        name = values["BENCH_DATABASE"]
        portals.append(Portal(rows, name, seeded, server.connections(), pages))
        servers.append(server)
        say(f"A portal with lists of {rows} rows stands")
    measure(portals, databases, asked.requests, asked.in_a_row, say)
    workers = [item for portal in portals for item in portal.connections.items()]
    facts: dict[str, Any] = first_visit(portals[-1], servers[-1])
    facts["worker_bytes"] = [worker_bytes(pid) for pid, _connection in workers]
    facts["imported"] = sorted({name for _pid, open_ in workers for name in imported(open_)})
    for server in servers:
        server.stop()
    starts = [cold_start(environments[0], folder / "cold.log", "/") for _ in range(COLD_STARTS + 1)]
    best = min(starts[1:], key=lambda start: start["seconds"])
    facts |= {"cold_s": best["seconds"], "cold_cpu_s": best["cpu"], "cold_runs": COLD_STARTS}
    made = [
        json.loads(python("-m", "tests.benchmarks.documents", values=environments[0]))
        for _ in range(COLD_STARTS + 1)
    ]
    facts["document"] = min(made[1:], key=lambda one: float(one["seconds"]))
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "portal": facts,
        "pages": {
            portal.rows: report.with_ratios({k: r.summary() for k, r in portal.records.items()})
            for portal in portals
        },
    }


def write(found: dict[str, Any], asked: Path | None) -> Path:
    """Write the JSON and return its path."""
    path = asked or data_folder() / "bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return path


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark; 1 when a count or a size passes its ceiling, with --strict also a time."""
    asked = options(arguments)
    pages = chosen(asked.only)
    # As Ctrl-C, so that servers and databases go away.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with tempfile.TemporaryDirectory(prefix="citydeal-bench-") as folder, ExitStack() as stack:
            found = bench(asked, pages, Path(folder), stack)
    except (BenchError, ImproperlyConfigured) as error:
        say(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    verdicts = [*report.judge_pages(found["pages"], pages), *report.judge_portal(found["portal"])]
    found["over"] = [{"text": v.text, "is_time": v.is_time} for v in verdicts]
    say("\n" + report.table(found["pages"], pages) + "\n")
    for line in report.portal_lines(found["portal"]):
        say(line)
    failing = [v.text for v in verdicts if asked.strict or not v.is_time]
    slow = [v.text for v in verdicts if v.text not in failing]
    for heading, lines in (("Over a ceiling", failing), ("Over, and only --strict fails", slow)):
        say("\n".join([f"\n{heading}: {len(lines) or 'nothing'}", *(f"  {line}" for line in lines)]))
    say(f"\n{write(found, asked.json)}")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
