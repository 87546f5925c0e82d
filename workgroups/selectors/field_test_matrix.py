"""The matrix of instruments and front-runner municipalities (rule 56), as it stands on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.text import Text
from governance.models import CityDeal
from governance.permissions import Actor, can_manage_people
from governance.selectors.facts import clauses_on
from workgroups.enums import TestState
from workgroups.models import Instrument
from workgroups.permissions_instruments import among_open_instruments, instruments_open_to
from workgroups.rules.field_tests import INVOLVED, MINIMUM, InstrumentFact, RunnerFact, TestFact, TestFacts
from workgroups.selectors.field_test_facts import facts_of_tests
from workgroups.selectors.field_tests import BADGES

RULE = 56
# Which of several tests of one instrument in one municipality is shown: what says most.
_SAYS_MOST = (TestState.DONE, TestState.RUNNING, TestState.PLANNED, TestState.STOPPED)


@dataclass(frozen=True)
class MatrixCell:
    """An instrument in a municipality; without ``state`` nobody tests it there.

    ``counts``: whether it counts for the rule; ``alliance``: it is tested in a regional alliance.
    """

    state: str = ""
    badge: str = ""
    label: Text = ""
    url: str = ""
    counts: bool = False
    alliance: bool = False
    municipality: str = ""


@dataclass(frozen=True)
class MatrixRow:
    """An instrument, with a cell per municipality; ``count``: how many test it or did."""

    title: str
    url: str
    cells: Sequence[MatrixCell]
    count: int


@dataclass(frozen=True)
class MatrixColumn:
    """A municipality: how many of the instruments it tests, and whether that is enough.

    ``untested``: the instruments it does not test, as far as this account reads them.
    """

    id: int
    name: str
    short: str
    url: str
    count: int
    total: int
    is_enough: bool
    missing: int
    planned: int
    untested: Sequence[str]
    end_url: str


@dataclass(frozen=True)
class MatrixPage:
    """The matrix on a day. ``hidden``: how many of the chosen instruments this account may not read."""

    on: date
    minimum: int
    article: str
    columns: Sequence[MatrixColumn]
    rows: Sequence[MatrixRow]
    total: int
    hidden: int
    sentence: str
    may_manage: bool


def matrix_page(user: Actor, deal: CityDeal, on: date) -> MatrixPage:
    """Return the matrix of a deal on a day. Three queries; it counts what this account may not read too."""
    facts = facts_of_tests(deal)
    readable = {pk for (pk,) in _open(**instruments_open_to(user, deal))}
    clause = next((clause for clause in clauses_on(deal, on) if clause.number == RULE), None)
    minimum = clause.rule.filled(clause.parameters)["minimum"] if clause else MINIMUM
    chosen = facts.chosen(on)
    may_manage = can_manage_people(user, deal)
    runners = facts.runners_on(on)
    columns = [
        _column(deal, facts, runner, on, minimum, readable, may_manage=may_manage) for runner in runners
    ]
    return MatrixPage(
        on=on,
        minimum=minimum,
        article=clause.article if clause else "",
        columns=columns,
        rows=[_row(deal, facts, item, runners, on) for item in chosen if item.id in readable],
        total=len(chosen),
        hidden=sum(item.id not in readable for item in chosen),
        sentence=_sentence(columns, minimum, len(chosen)),
        may_manage=may_manage,
    )


@compiled
def _open(deal: Any, levels: Any, own: Any, led: Any) -> QuerySet[Any]:
    found = Instrument.objects.filter(among_open_instruments(deal, levels, own, led))
    return found.order_by().values_list("pk")


def _sentence(columns: Sequence[MatrixColumn], minimum: int, total: int) -> str:
    if not columns or not total:
        return ""
    enough = sum(column.is_enough for column in columns)
    return ngettext(
        "%(enough)s of the %(count)s front-runner municipality tests at least %(minimum)s of the"
        " %(total)s instruments.",
        "%(enough)s of the %(count)s front-runner municipalities test at least %(minimum)s of the"
        " %(total)s instruments.",
        len(columns),
    ) % {"enough": enough, "count": len(columns), "minimum": minimum, "total": total}


def _column(
    deal: CityDeal,
    facts: TestFacts,
    runner: RunnerFact,
    on: date,
    minimum: int,
    readable: set[int],
    *,
    may_manage: bool,
) -> MatrixColumn:
    chosen = facts.chosen(on)
    tested = facts.involved(runner.organization, on)
    planned = {
        test.instrument
        for test in facts.tests
        if test.state(on) == TestState.PLANNED and runner.organization in facts.testers(test, on)
    }
    left = [item for item in chosen if item.id not in tested]
    ends = may_manage and runner.end is None
    return MatrixColumn(
        id=runner.id,
        name=runner.name,
        short=short_name(runner.name),
        url=address("governance:party_detail", deal.slug, runner.slug),
        count=len(tested),
        total=len(chosen),
        is_enough=len(tested) >= minimum,
        missing=max(0, minimum - len(tested)),
        planned=sum(item.id in planned for item in left),
        untested=[item.title for item in left if item.id in readable],
        end_url=address("workgroups:front_runner_end", deal.slug, runner.id) if ends else "",
    )


def short_name(name: str) -> str:
    """Return what a municipality is called in the head of a column: without the word "Gemeente"."""
    first, _space, rest = name.partition(" ")
    return rest if first.casefold() == "gemeente" and rest else name


def _row(
    deal: CityDeal, facts: TestFacts, item: InstrumentFact, runners: Sequence[RunnerFact], on: date
) -> MatrixRow:
    tests = [test for test in facts.tests if test.instrument == item.id and test.state(on)]
    cells = [_cell(deal, facts, tests, runner, on) for runner in runners]
    return MatrixRow(
        title=item.title,
        url=address("workgroups:instrument_detail", deal.slug, item.slug),
        cells=cells,
        count=sum(cell.counts for cell in cells),
    )


def _cell(
    deal: CityDeal, facts: TestFacts, tests: Sequence[TestFact], runner: RunnerFact, on: date
) -> MatrixCell:
    own = [test for test in tests if runner.organization in facts.testers(test, on)]
    if not own:
        return MatrixCell(municipality=runner.name)
    test = min(own, key=lambda found: _SAYS_MOST.index(TestState(found.state(on))))
    state = TestState(test.state(on))
    return MatrixCell(
        state=state.value,
        badge=BADGES[state],
        label=state.label,
        url=address("workgroups:test_detail", deal.slug, test.id),
        counts=state in INVOLVED,
        alliance=test.alliance is not None,
        municipality=runner.name,
    )
