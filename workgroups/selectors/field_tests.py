"""Field tests: the list of a deal, one of them, and what forms about them let people choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from citydeal.common.text import Text
from governance.models import CityDeal, Party
from governance.permissions import Actor, can_view_body
from governance.rules.facts import TAKING_PART
from workgroups.enums import InstrumentState, TestState
from workgroups.models import FieldTest, FieldTestStatus, InstrumentVersion, RegionalAlliance
from workgroups.permissions_tests import (
    among_open_tests,
    can_plan_test,
    can_report_test,
    instruments_to_test,
    reader_of_tests,
)
from workgroups.selectors.instruments import parties_on
from workgroups.workflow import TEST_TRANSITIONS, steps_from

BADGES: dict[str, str] = {
    TestState.PLANNED: "neutral",
    TestState.RUNNING: "active",
    TestState.DONE: "safe",
    TestState.STOPPED: "neutral",
}
# How a list is ordered; the newest comes first.
BY_START, BY_INSTRUMENT, BY_TESTER = "", "instrument", "wie"
SORT_CHOICES = [
    (BY_START, pgettext_lazy("sort", "Newest first")),
    (BY_INSTRUMENT, gettext_lazy("Instrument")),
    (BY_TESTER, gettext_lazy("Who tests")),
]
# Beside the states: what should have begun or ended already.
LATE = "te-laat"
SHOW_CHOICES = [
    ("", pgettext_lazy("filter", "All")),
    *((state.value, state.label) for state in TestState),
    (LATE, gettext_lazy("Too late")),
]


@dataclass(frozen=True)
class TestLine:
    """A test in a list. ``tester``: who does it; ``period``: its days in words, real ones where known."""

    __test__ = False  # for pytest: this is no class of tests

    test: FieldTest
    url: str
    instrument: str
    version: str
    tester: str
    period: str
    badge: str
    label: Text
    is_late: bool

    def is_shown(self, query: str, show: str) -> bool:
        """Whether a list with this filter shows it."""
        if show and not (self.is_late if show == LATE else self.test.state == show):
            return False
        text = f"{self.instrument} {self.tester} {self.test.project}"
        return query.casefold() in text.casefold()


@dataclass(frozen=True)
class TestFilter:
    """What a list of tests is asked for: words, a state or what is late, and the order."""

    __test__ = False  # for pytest: this is no class of tests

    query: str = ""
    show: str = ""
    sort: str = BY_START

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return bool(self.query or self.show)


def lines_of_tests(user: Actor, deal: CityDeal, on: date, wanted: TestFilter) -> list[TestLine]:
    """Return the tests of a deal that this account reads and a filter asks for. At most two queries."""
    found = as_lines(user, deal, _all(**reader_of_tests(user, deal)), on)
    lines = [line for line in found if line.is_shown(wanted.query, wanted.show)]
    if wanted.sort == BY_INSTRUMENT:
        lines.sort(key=lambda line: line.instrument.casefold())
    elif wanted.sort == BY_TESTER:
        lines.sort(key=lambda line: line.tester.casefold())
    return lines


@compiled
def _all(deal: Any, levels: Any, own: Any, led: Any, contact: Any, on: Any) -> QuerySet[FieldTest]:
    found = FieldTest.objects.filter(among_open_tests(deal, levels, own, led, contact, on))
    return with_names(found).order_by("-planned_start", "-pk")


def with_names(found: QuerySet[FieldTest]) -> QuerySet[FieldTest]:
    """Fetch what a line shows of a test in the same query."""
    return found.select_related("version__instrument", "party__organization", "alliance__body")


def as_lines(user: Actor, deal: CityDeal, tests: Iterable[FieldTest], on: date) -> list[TestLine]:
    """Return tests as lines of a list. No query."""
    return [_line(user, deal, test, on) for test in tests]


def _line(user: Actor, deal: CityDeal, test: FieldTest, on: date) -> TestLine:
    late = is_late(test, on)
    return TestLine(
        test=test,
        url=address("workgroups:test_detail", deal.slug, test.pk),
        instrument=test.version.instrument.title,
        version=test.version.number,
        tester=tester_of(user, deal, test),
        period=period_of(test),
        badge="warning" if late else BADGES[test.state],
        label=late_words(test) if late else TestState(test.state).label,
        is_late=late,
    )


def tester_of(user: Actor, deal: CityDeal, test: FieldTest) -> str:
    """Return who does a test; an alliance whose page is closed to this account stays without a name."""
    if test.party is not None:
        return str(test.party.organization.name)
    body = test.alliance.body if test.alliance is not None else None
    if body is None:
        return ""
    body.deal = deal
    return body.name if can_view_body(user, body) else _("a regional alliance")


def period_of(test: FieldTest) -> str:
    """Return the days of a test in words: the real ones as far as they are known, else the planned ones."""
    start = test.actual_start or test.planned_start
    end = test.actual_end or test.planned_end
    return f"{in_words(start)} – {in_words(end)}"


def is_late(test: FieldTest, on: date) -> bool:
    """Whether a test should have begun, or should have ended, before a day."""
    if test.state == TestState.PLANNED:
        return test.planned_start < on
    return test.state == TestState.RUNNING and test.planned_end < on


def late_words(test: FieldTest) -> str:
    """Return what is late about a test."""
    return _("Begins too late") if test.state == TestState.PLANNED else _("Runs too long")


# --- One test --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TestPage:
    """A test with all that happened to it. ``states``: where it may go from here, for who reports on it."""

    __test__ = False  # for pytest: this is no class of tests

    line: TestLine
    statuses: Sequence[FieldTestStatus]
    instrument_url: str
    tester_url: str
    facts: Sequence[tuple[Any, Any]]
    may_plan: bool
    may_report: bool


@compiled
def field_test_at(pk: Any, deal: Any) -> QuerySet[FieldTest]:
    """Return a test at an address, with all that its rights and its page ask, whoever asks."""
    found = FieldTest.objects.filter(pk=pk, version__instrument__deal__slug=deal)
    return found.select_related(
        "version__instrument__deal",
        "version__instrument__group__body__deal",
        "party__organization",
        "alliance__body__deal",
    )


@compiled
def _statuses(test: Any) -> QuerySet[FieldTestStatus]:
    return FieldTestStatus.objects.filter(test=test).select_related("created_by").order_by("-on", "-pk")


def page_of(user: Actor, test: FieldTest, on: date) -> TestPage:
    """Return what the page of a test shows; ``test`` from ``field_test_at``. Two queries at most."""
    instrument = test.version.instrument
    deal = instrument.deal
    line = _line(user, deal, test, on)
    facts: list[tuple[Any, Any]] = [
        (_("Planned"), f"{in_words(test.planned_start)} – {in_words(test.planned_end)}"),
    ]
    if test.actual_start:
        facts.append((_("Began on"), in_words(test.actual_start)))
    if test.actual_end:
        facts.append((_("Ended on"), in_words(test.actual_end)))
    facts.append((_("Existing project"), test.project or _("No, a test of its own")))
    return TestPage(
        line=line,
        statuses=_statuses(test=test.pk),
        instrument_url=address("workgroups:instrument_detail", deal.slug, instrument.slug),
        tester_url=_tester_url(user, deal, test),
        facts=facts,
        may_plan=can_plan_test(user, instrument),
        may_report=can_report_test(user, test),
    )


def _tester_url(user: Actor, deal: CityDeal, test: FieldTest) -> str:
    if test.party is not None:
        return address("governance:party_detail", deal.slug, test.party.organization.slug)
    if test.alliance is not None and can_view_body(user, test.alliance.body):
        return address("governance:body_detail", deal.slug, test.alliance.body.slug)
    return ""


def next_states(test: FieldTest) -> list[TestState]:
    """Return the state a test is in and those it may go to."""
    return [TestState(test.state), *(TestState(state) for state in steps_from(TEST_TRANSITIONS, test.state))]


# --- What forms let people choose from ---------------------------------------------------------------


@dataclass(frozen=True)
class TestChoices:
    """What a test may be of and who may do it; a version that is withdrawn is there, to say so."""

    __test__ = False  # for pytest: this is no class of tests

    versions: Sequence[InstrumentVersion]
    parties: Sequence[Party]
    alliances: Sequence[RegionalAlliance]


def possible_tests(user: Actor, deal: CityDeal, on: date, keep: FieldTest | None = None) -> TestChoices:
    """Return what this account may plan tests of, and who may do them.

    ``keep``: a test whose version and tester stay choices. Three queries, one more for who leads a group.
    """
    mine = instruments_to_test(user, deal).order_by().values("pk")
    wanted = InstrumentVersion.objects.filter(instrument__in=mine).order_by().values("pk")
    wanted = wanted.exclude(instrument__state__in=_UNTESTABLE)
    if keep is not None:
        wanted = wanted.union(InstrumentVersion.objects.filter(pk=keep.version_id).order_by().values("pk"))
    versions = InstrumentVersion.objects.filter(pk__in=wanted).select_related("instrument__deal")
    parties = [party for party in parties_on(deal, on) if party.state in TAKING_PART]  # type: ignore[attr-defined]
    if keep is not None and keep.party is not None and keep.party not in parties:
        parties = [*parties, keep.party]
    there = Q(body__end__isnull=True) | Q(body__end__gte=on)
    if keep is not None and keep.alliance_id is not None:
        there |= Q(pk=keep.alliance_id)
    alliances = RegionalAlliance.objects.filter(there, body__deal=deal).select_related("body__deal")
    open_ones = [alliance for alliance in alliances if can_view_body(user, alliance.body)]
    return TestChoices(
        versions=list(versions.order_by("instrument__title", "-order", "-pk")),
        parties=parties,
        alliances=open_ones,
    )


_UNTESTABLE = (InstrumentState.IDEA.value, InstrumentState.LONGLIST.value, InstrumentState.DROPPED.value)
