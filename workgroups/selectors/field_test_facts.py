"""What rules 53, 54, 56 and 57 read: tests, front-runner municipalities and design teams of a deal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, JSONObject

from governance.models import CityDeal, Membership, PartySuccession
from governance.rules.base import PartSource
from governance.rules.facts import SITTING_ROLES
from governance.selectors.rule_parts import a_day, day, load_parts, register
from workgroups.models import (
    DesignPrinciple,
    DesignTeam,
    FieldTest,
    FieldTestStatus,
    FrontRunner,
    Instrument,
    InstrumentStatus,
    PassedOn,
    TeamBudgetLine,
)
from workgroups.rules.design_teams import TEAM_RULES, TEAMS, PrincipleFact, TeamFact, TeamFacts
from workgroups.rules.field_tests import (
    TEST_RULES,
    TESTS,
    HeirFact,
    InstrumentFact,
    RunnerFact,
    SittingFact,
    TestFact,
    TestFacts,
)

Row = dict[str, Any]


def _statuses(model: Any, field: str) -> ArraySubquery:
    rows = model.objects.filter(**{field: OuterRef("pk")}).order_by("on", "pk")
    return ArraySubquery(rows.values_list(JSONObject(on="on", state="state")))


def _test_rows() -> QuerySet[Any]:
    """Return one row: lists of instruments, tests, front-runners, who sits in alliances, and successions."""
    instruments = Instrument.objects.filter(deal=OuterRef("pk")).order_by("title", "pk")
    tests = FieldTest.objects.filter(version__instrument__deal=OuterRef("pk")).order_by("planned_start", "pk")
    runners = FrontRunner.objects.filter(party__deal=OuterRef("pk")).order_by("party__order", "start", "pk")
    sitting = Membership.objects.filter(
        body__deal=OuterRef("pk"),
        body__regional_alliance__isnull=False,
        is_deputy=False,
        role__in=sorted(SITTING_ROLES),
    )
    organization = Coalesce(
        "seat__party__organization_id", "seat__organization_id", "position__organization_id"
    )
    passed = PassedOn.objects.filter(test=OuterRef("pk")).order_by("succession__date", "pk")
    whose = JSONObject(day="succession__date", organization="party_before__organization_id")
    successions = PartySuccession.objects.filter(deal=OuterRef("pk"), undone_at=None).order_by("date", "pk")
    own = Case(When(~Q(project=""), then=Value(True)), default=Value(False), output_field=BooleanField())
    lists = {
        "instruments": instruments.values_list(
            JSONObject(
                id="pk",
                slug="slug",
                title="title",
                states=_statuses(InstrumentStatus, "instrument"),
            )
        ),
        "tests": tests.values_list(
            JSONObject(
                id="pk",
                instrument="version__instrument_id",
                organization="party__organization_id",
                alliance="alliance__body_id",
                project=own,
                before=ArraySubquery(passed.values_list(whose)),
                states=_statuses(FieldTestStatus, "test"),
            )
        ),
        "runners": runners.values_list(
            JSONObject(
                start="start",
                end="end",
                id="pk",
                organization="party__organization_id",
                name="party__organization__name",
                slug="party__organization__slug",
            )
        ),
        "sittings": sitting.order_by("start", "pk").values_list(
            JSONObject(start="start", end="end", body="body_id", organization=organization)
        ),
        "heirs": successions.values_list(
            JSONObject(day="date", before="before__organization_id", after="after__organization_id")
        ),
    }
    row = JSONObject(**{name: ArraySubquery(rows) for name, rows in lists.items()})
    return CityDeal.objects.filter(pk=OuterRef("pk")).order_by().values_list(row)


def _states(row: Row) -> tuple[tuple[date, str], ...]:
    return tuple((a_day(status["on"]), status["state"]) for status in row["states"])


def _tests(rows: list[Row]) -> TestFacts:
    (row,) = rows
    return TestFacts(
        instruments=tuple(
            InstrumentFact(_states(one), one["id"], one["slug"], one["title"]) for one in row["instruments"]
        ),
        tests=tuple(
            TestFact(
                _states(one),
                one["id"],
                one["instrument"],
                one["organization"],
                one["alliance"],
                one["project"],
                tuple((a_day(was["day"]), was["organization"]) for was in one["before"]),
            )
            for one in row["tests"]
        ),
        runners=tuple(
            RunnerFact(
                a_day(one["start"]), day(one["end"]), one["id"], one["organization"], one["name"], one["slug"]
            )
            for one in row["runners"]
        ),
        sittings=tuple(
            SittingFact(a_day(one["start"]), day(one["end"]), one["body"], one["organization"] or 0)
            for one in row["sittings"]
        ),
        heirs=tuple(HeirFact(a_day(one["day"]), one["before"], one["after"]) for one in row["heirs"]),
    )


def _team_rows() -> QuerySet[Any]:
    filled = TeamBudgetLine.objects.filter(Q(amount__gt=0) | Q(hours__gt=0), team=OuterRef("pk"))
    teams = DesignTeam.objects.filter(principle=OuterRef("pk")).order_by("pk")
    team = JSONObject(body="body_id", plan_on="plan_on", budget=Exists(filled))
    row = JSONObject(id="pk", title="title", teams=ArraySubquery(teams.values_list(team)))
    return DesignPrinciple.objects.filter(deal=OuterRef("pk")).order_by("order", "pk").values_list(row)


def _teams(rows: list[Row]) -> TeamFacts:
    return TeamFacts(
        tuple(
            PrincipleFact(
                row["id"],
                row["title"],
                tuple(TeamFact(team["body"], day(team["plan_on"]), team["budget"]) for team in row["teams"]),
            )
            for row in rows
        )
    )


TEST_SOURCE = PartSource(_test_rows, _tests)


def facts_of_tests(deal: CityDeal) -> TestFacts:
    """Return the tests of a deal with their whole history, as the rules read them. One query."""
    facts: TestFacts = load_parts(deal.pk, {TESTS: TEST_SOURCE})[TESTS]
    return facts


def register_rules() -> None:
    """Register the rules about tests and design teams; called once, at start."""
    register(TEST_RULES, {TESTS: TEST_SOURCE})
    register(TEAM_RULES, {TEAMS: PartSource(_team_rows, _teams)})
