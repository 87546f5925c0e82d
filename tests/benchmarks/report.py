"""The table, the ceilings (issue 2, "Speed and size") and the JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.measure import LIMIT, PAGES, Page

Figures = dict[str, Any]
CODE_BYTES = 60_000
WORKER_BYTES = 100_000_000
COLD_S = 1.2
DOCUMENT_S = 1.5


@dataclass(frozen=True)
class Verdict:
    """A ceiling that is passed. ``is_time``: it depends on the machine, so it fails only --strict."""

    text: str
    is_time: bool = False


def with_ratios(figures: dict[str, Figures]) -> dict[str, Figures]:
    """Add to the figures of each page how often they go into those of the limit page."""
    base = next(figures[page.key] for page in PAGES if page.address == LIMIT)
    if "failure" in base:
        return figures
    for own in figures.values():
        if "failure" not in own:
            own["times_cpu"] = own["cpu_ms"] / base["cpu_ms"]
            own["times_median"] = own["median_ms"] / base["median_ms"]
    return figures


def judge_pages(sizes: dict[int, dict[str, Figures]], pages: Sequence[Page]) -> list[Verdict]:
    """Return which pages pass a ceiling; ``sizes``: rows → page → figures."""
    found = []
    for page in pages:
        by_rows = {rows: figures[page.key] for rows, figures in sizes.items()}
        name = f"{page.title} ({page.role or 'public'})"
        failed = [f"{name}, {n} rows: {f['failure']}" for n, f in by_rows.items() if "failure" in f]
        if failed:
            found += [Verdict(line) for line in failed]
        else:
            found += [*_judge_counts(page, name, by_rows), *_judge_times(page, name, by_rows)]
    return found


def _judge_counts(page: Page, name: str, by_rows: dict[int, Figures]) -> Iterable[Verdict]:
    most = max(own["queries"] for own in by_rows.values())
    if most > page.queries:
        yield Verdict(f"{name}: {most} queries, ceiling {page.queries}")
    if len({(own["queries"], own["queries_least"]) for own in by_rows.values()}) > 1:
        counts = ", ".join(f"{own['queries']} with {rows} rows" for rows, own in by_rows.items())
        yield Verdict(f"{name}: the number of queries differs: {counts}")


def _judge_times(page: Page, name: str, by_rows: dict[int, Figures]) -> Iterable[Verdict]:
    for rows, own in by_rows.items():
        ceiling = page.ceiling(rows)
        if ceiling is not None and own["times_cpu"] > ceiling:
            times = f"{own['times_cpu']:.1f} x the CPU of the limit page"
            yield Verdict(f"{name}, {rows} rows: {times}, ceiling {ceiling:.0f} x", is_time=True)


def judge_portal(facts: Figures) -> list[Verdict]:
    """Return which ceilings of the portal as a whole are passed."""
    found = []
    if facts["code_bytes"] >= CODE_BYTES:
        found.append(Verdict(f"CSS and JS of a first visit: {facts['code_bytes'] / 1000:.1f} kB"))
    found += [Verdict(f"A page loads from elsewhere: {address}") for address in facts["elsewhere"]]
    found += [Verdict(f"The web imports {name}") for name in facts["imported"]]
    memory = [size for size in facts["worker_bytes"] if size is not None]
    if memory and max(memory) > WORKER_BYTES:
        found.append(Verdict(f"A web worker takes {max(memory) / 1e6:.0f} MB"))
    if facts["cold_s"] > COLD_S:
        found.append(Verdict(f"First answer of a cold process: {facts['cold_s']:.2f} s", True))
    if facts["document"]["seconds"] > DOCUMENT_S:
        found.append(
            Verdict(f"PDF of 60 pages in a fresh process: {facts['document']['seconds']:.2f} s", True)
        )
    return found


COLUMNS: Sequence[tuple[str, str, Callable[[Any], str]]] = (
    ("queries", "queries", str),
    ("worker ms", "cpu_ms", "{:.1f}".format),
    ("x limit", "times_cpu", "{:.1f}".format),
    ("database ms", "database_ms", "{:.1f}".format),
    ("median ms", "median_ms", "{:.1f}".format),
    ("x limit", "times_median", "{:.1f}".format),
    ("95 % ms", "p95_ms", "{:.1f}".format),
    ("kB", "bytes", lambda size: f"{size / 1000:.1f}"),
)


def table(sizes: dict[int, dict[str, Figures]], pages: Sequence[Page]) -> str:
    """Return the table: a line per page, in each column the portals beside each other."""
    width = 6 * len(sizes) + 1
    lines = [
        f"{'':35}" + "".join(f"|{title:^{width}}" for title, *_rest in COLUMNS),
        f"{'page':24}{'as':11}" + ("|" + "".join(f"{n:>6}" for n in sizes) + " ") * len(COLUMNS),
    ]
    lines.append("-" * len(lines[-1]))
    for page in pages:
        cells = "".join("|" + _cells(page, sizes, key, show) for _t, key, show in COLUMNS)
        lines.append(f"{page.title[:24]:24}{page.role or 'public':11}{cells}")
    return "\n".join(lines)


def _cells(page: Page, sizes: dict[int, dict[str, Figures]], key: str, show: Callable[[Any], str]) -> str:
    text = ""
    for rows, figures in sizes.items():
        value = figures[page.key].get(key)
        text += f"{'-' if value is None else show(value):>5}{_mark(page, rows, key, value)}"
    return text + " "


def _mark(page: Page, rows: int, key: str, value: Any) -> str:
    ceiling = {"queries": page.queries, "times_cpu": page.ceiling(rows)}.get(key)
    return "!" if ceiling is not None and value is not None and value > ceiling else " "


def portal_lines(facts: Figures) -> list[str]:
    """Return what is measured of the portal as a whole, a line each."""
    memory = [size for size in facts["worker_bytes"] if size is not None]
    told = " and ".join(f"{size / 1e6:.0f}" for size in memory) if memory else "not told here"
    return [
        f"CSS and JS of a first visit  {facts['code_bytes'] / 1000:.1f} kB (ceiling 60)",
        f"Requests to other hosts      {len(facts['elsewhere'])} (ceiling 0)",
        f"Memory of the web workers    {told} MB (ceiling 100)",
        f"Unwanted imports in the web  {', '.join(facts['imported']) or 'none'}",
        f"First answer, cold process   {facts['cold_s']:.2f} s (ceiling {COLD_S}), the best of "
        f"{facts['cold_runs']}; {facts['cold_cpu_s']:.2f} s of CPU until its end",
        f"PDF of {facts['document']['pages']} pages              {facts['document']['seconds']:.2f} s in a "
        f"fresh process (ceiling {DOCUMENT_S}), the best of {facts['cold_runs']}",
    ]
