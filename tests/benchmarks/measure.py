"""What is measured, and measuring it: turn by turn, so that a slow moment hits every page alike."""

from __future__ import annotations

import http.client
import math
import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle

from tests.benchmarks.client import Answer, Browser, form_with
from tests.benchmarks.server import Databases

LIMIT = "limit"
LONG = 50  # rows from which a list is long


@dataclass(frozen=True)
class Page:
    """A page to measure: its address in the seeded portal, the account, and its ceilings.

    ``times`` is against the limit page, ``times_long`` where its lists have 50 rows; None for the
    limit page itself.
    """

    title: str
    address: str
    role: str = ""
    times: float | None = 4.0
    times_long: float = 6.0
    queries: int = 12
    saves: bool = False

    def ceiling(self, rows: int) -> float | None:
        """Return how many times the limit page it may cost with lists of this length."""
        return self.times_long if self.times is not None and rows >= LONG else self.times

    @property
    def key(self) -> str:
        """Return what tells it apart in the JSON."""
        return f"{self.address}:{self.role or 'public'}"


PAGES = (
    Page("limit page", LIMIT, "secretary", times=None, queries=3),
    Page("front page", "home"),
    Page("front page", "home", "everywhere"),
    Page("deal", "deal"),
    Page("deal", "deal", "secretary"),
    Page("body", "body"),
    Page("body", "body", "member"),
    Page("body", "body", "secretary"),
    Page("party", "party"),
    Page("party", "party", "secretary"),
    Page("person", "person", "secretary"),
    Page("history", "history", "secretary"),
    Page("list of parties", "parties", times=6.0),
    Page("list of parties", "parties", "secretary", times=6.0),
    Page("list of bodies", "bodies", "secretary", times=6.0),
    Page("list of people", "people", "secretary", times=6.0),
    Page("check of the deal", "compliance", "secretary", times=5.0, times_long=5.0, queries=15),
    Page("check, 300 members", "compliance_large", "secretary", times=5.0, times_long=5.0, queries=15),
    Page("workspace", "workspace", "secretary", times=5.0, times_long=5.0, queries=15),
    Page("meeting, 40 items, 120 invited", "meeting_large", "member", times=6.0, queries=15),
    Page("meeting, 40 items, 120 invited", "meeting_large", "secretary", times=6.0, queries=15),
    Page("dashboard, 15 groups", "dashboard", "member", times=5.0, times_long=5.0, queries=15),
    Page("dashboard of the whole deal", "dashboard_manager", "secretary", times=6.0, queries=15),
    Page("register of risks", "risks", "member", times=5.0),
    Page("deals side by side", "programme", "everywhere", times=6.0, queries=15),
    Page("name a member, form", "name", "secretary"),
    Page("edit membership, form", "edit", "secretary"),
    Page("edit membership, POST", "save", "editor", times=6.0, queries=20, saves=True),
    Page("login page", "login"),
    Page("the work, 12 groups", "work_work", times=6.0, queries=15),
    Page("the work, 12 groups", "work_work", "secretary", times=6.0, queries=15),
    Page("group, 60 steps", "work_group", times=6.0, queries=15),
    Page("group, 60 steps", "work_group", "lead", times=6.0, queries=15),
    Page("group, 60 steps", "work_group", "secretary", times=6.0, queries=15),
    Page("200 instruments", "work_instruments", "secretary", times=6.0, queries=15),
    Page("instrument", "work_instrument", "secretary", times=6.0, queries=15),
    Page("longlist, 40 candidates", "work_longlist", "secretary", times=6.0, queries=15),
    Page("choice of 40", "work_shortlist", "secretary", times=8.0, times_long=8.0, queries=15),
    Page("scores, 40 x 9 x 12", "work_scores", "secretary", times=8.0, times_long=8.0, queries=15),
    Page("matrix of field tests", "work_tests", "secretary", times=6.0, queries=15),
    Page("planning, 300 milestones", "work_planning", "secretary", times=6.0, queries=15),
    Page("charter", "work_charter", "secretary", times=6.0, queries=15),
)


def chosen(words: Sequence[str]) -> tuple[Page, ...]:
    """Return the pages whose address begins with one of these words; without words all of them.

    The limit page is always there, since the others are measured against it.
    """
    wanted = (LIMIT, *words)
    return tuple(page for page in PAGES if not words or page.address.startswith(wanted))


@dataclass
class Record:
    """What the requests of one page took: seconds."""

    failure: str = ""
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)
    size: int = 0
    body: bytes = b""

    def add(self, answer: Answer) -> None:
        """Keep what one answer took."""
        self.walls.append(answer.wall)
        self.cpus.append(answer.cpu)
        self.statements.add(answer.statements)
        self.size = answer.size
        self.body = answer.body or self.body

    def summary(self) -> dict[str, float | int | str | None]:
        """Return the figures: milliseconds, bytes and a number of statements."""
        if self.failure:
            return {"failure": self.failure}
        ordered = sorted(self.walls)
        return {
            "queries": max(self.statements),
            "queries_least": min(self.statements),
            "cpu_ms": statistics.median(self.cpus) * 1000,
            "database_ms": statistics.median(self.database) * 1000 if self.database else None,
            "median_ms": statistics.median(ordered) * 1000,
            "p95_ms": ordered[math.ceil(0.95 * len(ordered)) - 1] * 1000,
            "bytes": self.size,
            "requests": len(ordered),
        }


class Portal:
    """One running portal with its seeded data, and the browsers of its accounts."""

    def __init__(
        self,
        rows: int,
        database: str,
        seeded: Mapping[str, Mapping[str, str]],
        connections: Mapping[int, http.client.HTTPConnection],
        pages: Sequence[Page] = PAGES,
    ) -> None:
        self.rows = rows
        self.database = database
        self.addresses = seeded["pages"]
        self.connections = connections
        self.records = {page.key: Record() for page in pages}
        self.pages = pages
        self._browsers = {"": Browser()}
        self._browsers |= {role: Browser(key) for role, key in seeded["sessions"].items()}
        self._turns = cycle(connections.values())
        self._years = cycle((2190, 2191))

    def form(self, page: Page) -> dict[str, str] | None:
        """Return the form to send: as it stands on the page, with another planned last day.

        That leaves every rule as it is, so it is saved without a second step. None for a page that
        is only read. Raises LookupError where the page has no form.
        """
        if not page.saves:
            return None
        shown = self.ask(page, None)
        change = {"term_end_dag": "1", "term_end_maand": "6", "term_end_jaar": str(next(self._years))}
        return form_with(shown.body, "history_id") | change

    def ask(self, page: Page, form: Mapping[str, str] | None) -> Answer:
        """Ask a page once, or send its form; each time the other worker answers."""
        browser = self._browsers[page.role]
        return browser.ask(next(self._turns), self.addresses[page.address], form)

    def warm_up(self, page: Page, number: int) -> None:
        """Ask a page some times; one that is not what it has to be is not measured."""
        record = self.records[page.key]
        try:
            for _ in range(number):
                self._note_failure(page, self.ask(page, self.form(page)))
        except LookupError as error:
            record.failure = record.failure or str(error)

    def _note_failure(self, page: Page, answer: Answer) -> None:
        expected = HTTPStatus.SEE_OTHER if page.saves else HTTPStatus.OK
        if answer.status != expected:
            self.records[page.key].failure = f"answers {answer.status}, not {int(expected)}"

    def measure(self, page: Page, databases: Databases) -> None:
        """Ask a page once and keep what it took; a form is fetched aside."""
        record = self.records[page.key]
        if record.failure:
            return
        form = self.form(page)
        before = databases.cpu(self.database)
        answer = self.ask(page, form)
        after = databases.cpu(self.database)
        self._note_failure(page, answer)
        record.add(answer)
        # A worker that took a new connection meanwhile: what the old one used is not known.
        if before and after and before.keys() == after.keys():
            record.database.append(sum(after.values()) - sum(before.values()))


def measure(
    portals: list[Portal], databases: Databases, requests: int, in_a_row: int, say: Callable[[str], None]
) -> None:
    """Ask every page of every portal ``requests`` times, after a warm-up of a tenth of that.

    Each round asks all of them ``in_a_row`` times, in an order of its own. Once is as visitors do: what is
    asked again at once finds code and data in the cache of the processor; small pages gain most from that.
    """
    for portal in portals:
        for page in portal.pages:
            portal.warm_up(page, max(requests // 10, 4))
    asked = [(portal, page) for portal in portals for page in portal.pages]
    order = random.Random(0)
    rounds = math.ceil(requests / in_a_row)
    for number in range(rounds):
        order.shuffle(asked)
        for portal, page in asked:
            for _ in range(in_a_row):
                portal.measure(page, databases)
        if number + 1 in {rounds // 4, rounds // 2, 3 * rounds // 4}:
            say(f"{100 * (number + 1) // rounds} % measured")
