"""Rules 56 and 57: front-runner municipalities test, preferably in existing projects (source 003).

The page with the matrix reads the same facts, so that it never says something else than the finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.rules.base import DEAL, Rule, Words
from governance.rules.facts import DealFacts, Period
from governance.rules.parameters import WholeNumber
from governance.rules.shared import failing, listed, loses, since
from workgroups.enums import InstrumentState, TestState

TESTS = "field tests"
MINIMUM, PERCENT = 6, 50
# An instrument counts from the day it was chosen, until it is dropped.
NOT_CHOSEN = frozenset({"", InstrumentState.IDEA, InstrumentState.LONGLIST, InstrumentState.DROPPED})
# A municipality is involved while a test runs and after it; a plan, or a test that stopped, does not count.
INVOLVED = frozenset({TestState.RUNNING, TestState.DONE})


@dataclass(frozen=True)
class Stated:
    """Something whose state changes on days: ``states`` in the order in which they came."""

    states: tuple[tuple[date, str], ...]

    def state(self, on: date) -> str:
        """Return its state on a day; empty: not there yet."""
        for day, state in reversed(self.states):
            if day <= on:
                return state
        return ""

    def days(self) -> list[date]:
        """Return the days on which its state changed."""
        return [day for day, _state in self.states]


@dataclass(frozen=True)
class InstrumentFact(Stated):
    """An instrument as the matrix shows it."""

    id: int
    slug: str
    title: str

    def is_chosen(self, on: date) -> bool:
        """Whether it was chosen, and not dropped, on that day."""
        return self.state(on) not in NOT_CHOSEN


@dataclass(frozen=True)
class TestFact(Stated):
    """A test of an instrument, by one organisation or by an alliance (the id of its body).

    ``before``: whose it was until a succession passed it on: the day of that, and the organisation.
    """

    __test__ = False  # for pytest: this is no class of tests

    id: int
    instrument: int
    organization: int | None
    alliance: int | None
    has_project: bool
    before: tuple[tuple[date, int], ...] = ()

    def organization_on(self, on: date) -> int | None:
        """Return whose test it is on a day."""
        return next((was for day, was in self.before if on < day), self.organization)

    def began(self) -> date | None:
        """Return the day on which it began to run."""
        return next((day for day, state in reversed(self.states) if state == TestState.RUNNING), None)


@dataclass(frozen=True)
class RunnerFact(Period):
    """A front-runner municipality, and the days on which it is one."""

    id: int
    organization: int
    name: str
    slug: str


@dataclass(frozen=True)
class SittingFact(Period):
    """That somebody sits in an alliance (the id of its body) for an organisation."""

    body: int
    organization: int


@dataclass(frozen=True)
class HeirFact:
    """That one organisation followed up another on a day; what was done before counts for it from then on."""

    day: date
    before: int
    after: int


@dataclass(frozen=True)
class TestFacts:
    """The tests of a deal with their whole history."""

    __test__ = False  # for pytest: this is no class of tests

    instruments: tuple[InstrumentFact, ...] = ()
    tests: tuple[TestFact, ...] = ()
    runners: tuple[RunnerFact, ...] = ()
    sittings: tuple[SittingFact, ...] = ()
    heirs: tuple[HeirFact, ...] = ()

    def changes(self) -> Iterable[date]:
        """Return the days on which a state, or who is a front-runner, differs from the day before."""
        for stated in (*self.instruments, *self.tests):
            yield from stated.days()
        for runner in self.runners:
            yield from runner.changes()
        for heir in self.heirs:
            yield heir.day

    def chosen(self, on: date) -> list[InstrumentFact]:
        """Return the instruments that were chosen on that day; each municipality asks for the same."""
        if on not in self._chosen:
            self._chosen[on] = [item for item in self.instruments if item.is_chosen(on)]
        return self._chosen[on]

    @cached_property
    def _chosen(self) -> dict[date, list[InstrumentFact]]:
        return {}

    def runners_on(self, on: date) -> list[RunnerFact]:
        """Return the front-runner municipalities of that day."""
        return [runner for runner in self.runners if runner.holds(on)]

    def testers(self, test: TestFact, on: date) -> set[int]:
        """Return the organisations that take part in a test: who does it, or who sat in the alliance.

        Who sits there counts as of the day the test began, or on the day asked where it did not begin yet.
        Who followed one of them up by then takes part too.
        """
        holder = test.organization_on(on)
        if holder is not None:
            return self._with_heirs({holder}, on)
        day = test.began() or on
        sat = {
            sitting.organization
            for sitting in self.sittings
            if sitting.body == test.alliance and sitting.holds(day)
        }
        return self._with_heirs(sat, on)

    def _with_heirs(self, organizations: set[int], on: date) -> set[int]:
        for heir in self.heirs:
            if heir.day <= on and heir.before in organizations:
                organizations.add(heir.after)
        return organizations

    def involved(self, organization: int, on: date) -> set[int]:
        """Return the chosen instruments that an organisation tests or has tested (rule 56)."""
        chosen = {instrument.id for instrument in self.chosen(on)}
        return {
            test.instrument
            for test in self.tests
            if test.instrument in chosen
            and test.state(on) in INVOLVED
            and organization in self.testers(test, on)
        }


def each_tests_enough(deal: DealFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 56: each front-runner municipality is involved in testing at least six chosen instruments."""
    part: TestFacts = deal.parts[TESTS]
    minimum, runners, total = parameters["minimum"], part.runners_on(on), len(part.chosen(on))
    numbers = {"minimum": minimum, "total": total, "count": len(runners)}
    if not runners:
        return Outcome(
            True, not_applicable=_("The deal has no front-runner municipalities on this day."), counts=numbers
        )
    if total < minimum:
        return Outcome(
            True,
            not_applicable=_("Fewer instruments are chosen than a municipality has to test."),
            counts=numbers,
        )
    facts = []
    for runner in runners:
        tested = len(part.involved(runner.organization, on))
        facts.append(
            FindingFact(
                Support.COUNTS if tested >= minimum else Support.FAILS,
                organization=runner.name,
                organization_id=runner.organization,
                subject=_("%(name)s: %(tested)s of the %(total)s instruments")
                % {"name": runner.name, "tested": tested, "total": total},
            )
        )
    if all(fact.support is Support.COUNTS for fact in facts):
        return Outcome(True, counts=numbers)
    remedy = Remedy(_("See who tests what"), "workgroups:test_matrix")
    return Outcome(
        False, tuple(fact for fact in facts if fact.support is Support.FAILS), remedy, counts=numbers
    )


def in_existing_projects(deal: DealFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 57: tests preferably run inside existing projects: a target, enough for so many percent of them.

    Tests that are planned, run or were done count; one that stopped does not.
    """
    part: TestFacts = deal.parts[TESTS]
    tests = [test for test in part.tests if test.state(on) not in ("", TestState.STOPPED)]
    if not tests:
        return Outcome(True, not_applicable=_("There are no field tests on this day."))
    inside = sum(test.has_project for test in tests)
    numbers = {"inside": inside, "count": len(tests), "percent": parameters["percent"]}
    if inside * 100 >= parameters["percent"] * len(tests):
        return Outcome(True, counts=numbers)
    remedy = Remedy(_("See the field tests"), "workgroups:test_list")
    return Outcome(False, remedy=remedy, counts=numbers)


# --- Words ---------------------------------------------------------------------------------


def _too_few(finding: Finding) -> str:
    names = listed([fact.subject for fact in failing(finding)])
    return _(
        "Since %(since)s not every front-runner municipality tests at least %(minimum)s instruments:"
        " %(names)s."
    ) % {**since(finding), "names": names}


def _all_test(finding: Finding) -> str:
    return ngettext(
        "%(count)s front-runner municipality tests at least %(minimum)s of the %(total)s instruments.",
        "All %(count)s front-runner municipalities test at least %(minimum)s of the %(total)s instruments.",
        finding.counts["count"],
    ) % dict(finding.counts)


def _own_tests(finding: Finding) -> str:
    return _(
        "Since %(since)s only %(inside)s of the %(count)s tests run inside an existing project."
    ) % since(finding)


def _inside(finding: Finding) -> str:
    return _("%(inside)s of the %(count)s tests run inside an existing project.") % dict(finding.counts)


TEST_RULES = (
    Rule(
        number=56,
        scope=DEAL,
        name=gettext_lazy("Each front-runner municipality tests enough instruments"),
        explanation=gettext_lazy(
            "A municipality counts for an instrument while its test runs and after it was done, by itself or"
            " in a regional alliance. A plan does not count yet. Instruments count from the day they are"
            " chosen."
        ),
        default_text=gettext_lazy(
            "Each front-runner municipality is involved in testing at least six of the twelve instruments."
        ),
        ask=each_tests_enough,
        words=Words(
            _too_few,
            loses(gettext_lazy("Then from %(day)s a municipality tests too few instruments.")),
            _all_test,
        ),
        parameters=(
            WholeNumber(
                name="minimum",
                label=gettext_lazy("At least so many instruments"),
                default=MINIMUM,
                maximum=100,
            ),
        ),
        part=TESTS,
    ),
    Rule(
        number=57,
        scope=DEAL,
        name=gettext_lazy("Tests preferably run inside existing projects"),
        explanation=gettext_lazy(
            "The covenant asks it as a wish. So what is not reached is “pay attention”, never “not met”."
        ),
        default_text=gettext_lazy("Tests preferably run inside existing projects."),
        ask=in_existing_projects,
        words=Words(
            _own_tests,
            loses(gettext_lazy("Then from %(day)s too few tests run inside an existing project.")),
            _inside,
        ),
        parameters=(
            WholeNumber(
                name="percent",
                label=gettext_lazy("At least so many percent of the tests"),
                default=PERCENT,
                maximum=100,
            ),
        ),
        is_target=True,
        part=TESTS,
    ),
)
