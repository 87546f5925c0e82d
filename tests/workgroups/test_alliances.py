"""Regional alliances and design teams: agreement, tests, plan and budget."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from governance.enums import BodyKind
from governance.selectors.findings import findings_for_deal
from governance.services.bodies_closing import close_body
from tests.factories.governance import CovenantRuleFactory
from tests.factories.workgroups import RegionalAllianceFactory, WorkingGroupFactory
from tests.factories.workgroups_assessment import DesignPrincipleFactory
from tests.factories.workgroups_instruments import InstrumentVersionFactory
from tests.factories.workgroups_tests import (
    DesignTeamFactory,
    FieldTestFactory,
    TeamBudgetLineFactory,
)
from tests.governance.refusals import refused
from workgroups.enums import TestState
from workgroups.models import DesignTeam
from workgroups.services.alliances import record_agreement
from workgroups.services.design_teams import BudgetLine, TeamDetails, found_team, write_plan

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
TOMORROW = timedelta(days=1)


def url(name, cast, *more):
    return reverse(f"workgroups:{name}", args=[cast.deal.slug, *more])


def typed(name, day):
    return {f"{name}_dag": str(day.day), f"{name}_maand": str(day.month), f"{name}_jaar": str(day.year)}


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def page(cast):
    return cast.client("project_secretary")


@pytest.fixture
def alliance(cast):
    return RegionalAllianceFactory(question__deal=cast.deal, body__name="Alliantie Zuid")


@pytest.fixture
def team(cast):
    return DesignTeamFactory(principle__deal=cast.deal, body__name="Ontwerpteam Regie")


class TestAgreement:
    def record(self, actor, alliance, **more):
        fields = {"region": " Zuid\n", "agreement": "We testen de kaart.", "agreed_on": DAY}
        history_id = latest_history_id(alliance)
        return {"actor": actor, "alliance": alliance, "history_id": history_id} | fields | more

    def test_is_written_down(self, secretary, alliance):
        changed = record_agreement(**self.record(secretary, alliance))
        assert (changed.region, changed.agreement, changed.agreed_on) == ("Zuid", "We testen de kaart.", DAY)
        cleared = record_agreement(**self.record(secretary, changed, agreement=" ", agreed_on=None))
        assert (cleared.agreement, cleared.agreed_on) == ("", None)

    def test_what_cannot_be(self, cast, secretary, alliance):
        tomorrow = timezone.localdate() + TOMORROW
        for fields, field in (
            ({"agreed_on": None}, "agreed_on"),
            ({"agreed_on": tomorrow}, "agreed_on"),
            ({"agreement": ""}, "agreement"),
        ):
            assert refused(record_agreement, **self.record(secretary, alliance, **fields)).field == field
        refused(record_agreement, **self.record(cast.users["member"], alliance))
        second = self.record(secretary, alliance, region="Oost")
        record_agreement(**self.record(secretary, alliance))
        assert isinstance(refused(record_agreement, **second), StaleError)

    def test_on_the_page(self, cast, page, alliance):
        address = url("alliance_edit", cast, alliance.body.slug)
        assert "Drechtsteden" in page.get(address).content.decode()
        sent = {"region": "Zuid", "agreement": "We testen.", "history_id": latest_history_id(alliance)}
        wrong = page.post(address, sent | typed("agreed_on", timezone.localdate() + TOMORROW))
        assert wrong.status_code == 422
        assert "We testen." in wrong.content.decode()
        assert page.post(address, sent | typed("agreed_on", DAY)).status_code == 303
        assert page.post(address, sent | typed("agreed_on", DAY)).status_code == 409
        assert "We testen." in page.get(alliance.body.get_absolute_url()).content.decode()
        assert page.get(url("alliance_edit", cast, cast.core.slug)).status_code == 404


class TestAlliances:
    def test_results_come_back_to_the_group(self, cast, page, alliance):
        group = WorkingGroupFactory(question=alliance.question)
        version = InstrumentVersionFactory(instrument__deal=cast.deal, instrument__group=group)
        fields = {"version": version, "party": None, "alliance": alliance}
        FieldTestFactory(**fields, state=TestState.DONE, result="14 van de 17 inwoners bewaarden haar.")
        for address in (
            reverse("workgroups:group_detail", args=[cast.deal.slug, group.body.slug]),
            url("alliance_list", cast),
            alliance.body.get_absolute_url(),
        ):
            text = page.get(address).content.decode()
            assert "14 van de 17 inwoners" in text, address
            assert "Alliantie Zuid" in text, address
            public = cast.client("anonymous").get(address)
            assert public.status_code == 200
            assert "14 van de 17 inwoners" not in public.content.decode()

    def test_one_that_ended_stands_apart(self, cast, page, secretary, alliance):
        close_body(actor=secretary, body=alliance.body, last_day=DAY)
        shown = page.get(url("alliance_list", cast)).context["page"]
        assert (shown.rows, [row.alliance for row in shown.former]) == ([], [alliance])

    def test_empty(self, cast, page):
        assert "Nu geen regionale alliantie" in page.get(url("alliance_list", cast)).content.decode()

    def test_the_same_number_of_queries_for_one_and_three(self, cast, page, alliance, queries):
        FieldTestFactory(version__instrument__deal=cast.deal, party=None, alliance=alliance)
        page.get(url("alliance_list", cast))
        with queries(7):
            page.get(url("alliance_list", cast))
        RegionalAllianceFactory(question__deal=cast.deal)
        other = RegionalAllianceFactory(question__deal=cast.deal)
        FieldTestFactory(version__instrument__deal=cast.deal, party=None, alliance=other)
        with queries(7):
            page.get(url("alliance_list", cast))


class TestFounding:
    def found(self, actor, principle, **more):
        details = TeamDetails(**({"name": "Ontwerpteam Taal", "start": DAY} | more))
        return {"actor": actor, "principle": principle, "details": details}

    def test_one_team_at_a_time(self, cast, secretary):
        principle = DesignPrincipleFactory(deal=cast.deal)
        team = found_team(**self.found(secretary, principle))
        assert (team.body.kind, team.principle) == (BodyKind.DESIGN_TEAM, principle)
        error = refused(found_team, **self.found(secretary, principle, name="Nog een"))
        assert error.field == "principle"
        assert "Ontwerpteam Taal" in str(error)
        close_body(actor=secretary, body=team.body, last_day=DAY)
        assert found_team(**self.found(secretary, principle, name="Na elkaar", start=DAY + TOMORROW))
        refused(found_team, **self.found(cast.users["auditor"], DesignPrincipleFactory(deal=cast.deal)))

    def test_on_the_page(self, cast, page):
        address = url("team_create", cast)
        assert page.get(address).status_code == 404
        principle = DesignPrincipleFactory(deal=cast.deal, title="Gewone taal")
        assert "Gewone taal" in page.get(f"{address}?principe={principle.pk}").content.decode()
        sent = {"principle": principle.pk, "name": "Team", "access": "deal", **typed("start", DAY)}
        assert page.post(address, sent | {"name": ""}).status_code == 422
        assert page.post(address, sent).status_code == 303
        assert DesignTeam.objects.get().body.name == "Team"


class TestPlan:
    def write(self, actor, team, *lines, **more):
        fields = {"plan": "In drie rondes.", "plan_on": DAY, "lines": lines}
        history_id = latest_history_id(team)
        return {"actor": actor, "team": team, "history_id": history_id} | fields | more

    def test_lines_come_in_the_place_of_the_old_ones(self, secretary, team):
        first, second = BudgetLine("Vormgever", Decimal("9500.50")), BudgetLine("Uren", hours=Decimal(40))
        write_plan(**self.write(secretary, team, first, second))
        team.refresh_from_db()
        write_plan(**self.write(secretary, team, first, BudgetLine(" Meer\nuren ", hours=Decimal("12.5"))))
        lines = [(line.title, line.amount, line.hours) for line in team.budget_lines.all()]
        assert lines == [("Vormgever", Decimal("9500.50"), 0), ("Meer uren", 0, Decimal("12.5"))]
        # What did not change has no new row in its history.
        assert [line.history.count() for line in team.budget_lines.all()] == [1, 2]
        team.refresh_from_db()
        write_plan(**self.write(secretary, team, second))
        assert [line.title for line in team.budget_lines.all()] == ["Uren"]
        team.refresh_from_db()
        write_plan(**self.write(secretary, team, plan=" ", plan_on=None))
        team.refresh_from_db()
        assert (team.plan, team.plan_on, team.budget_lines.count()) == ("", None, 0)

    def test_what_cannot_be(self, cast, secretary, team):
        tomorrow = timezone.localdate() + TOMORROW
        for fields, field in (
            ({"plan_on": None}, "plan_on"),
            ({"plan_on": tomorrow}, "plan_on"),
            ({"plan": ""}, "plan"),
            ({"lines": [BudgetLine(" ", Decimal(1))]}, "title_0"),
            ({"lines": [BudgetLine("A", Decimal(1)), BudgetLine("B")]}, "amount_1"),
        ):
            assert refused(write_plan, **self.write(secretary, team, **fields)).field == field
        refused(write_plan, **self.write(cast.users["member"], team))
        second = self.write(secretary, team)
        write_plan(**self.write(secretary, team))
        assert isinstance(refused(write_plan, **second), StaleError)

    def sent(self, team, *lines, **more):
        fields = {"plan": "In drie rondes.", "history_id": latest_history_id(team), **typed("plan_on", DAY)}
        for number, (title, amount, hours) in enumerate(lines):
            fields |= {f"title_{number}": title, f"amount_{number}": amount, f"hours_{number}": hours}
        return fields | more

    def test_on_the_page(self, cast, page, team):
        address = url("team_plan", cast, team.body.slug)
        TeamBudgetLineFactory(team=team, amount=Decimal("1234.50"), hours=Decimal("12.50"))
        text = page.get(address).content.decode()
        assert 'value="1.234,50"' in text
        assert 'value="12,5"' in text
        lines = (("Vormgever", "€ 10.000,-", ""), ("", "", ""), ("Uren", "", "40"))
        assert page.post(address, self.sent(team, *lines)).status_code == 303
        shown = page.get(team.body.get_absolute_url()).content.decode()
        assert "€\N{NO-BREAK SPACE}10.000" in shown
        assert "In drie rondes." in shown
        public = cast.client("anonymous").get(team.body.get_absolute_url()).content.decode()
        assert "10.000" not in public
        stale = self.sent(team, *lines) | {"history_id": 1}
        assert page.post(address, stale).status_code == 409
        assert page.get(url("team_plan", cast, cast.core.slug)).status_code == 404

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            (("Vormgever", "tienduizend", ""), "Vul het bedrag in cijfers in"),
            (("Vormgever", "-5", ""), "0 euro of meer"),
            (("Vormgever", "", "veel"), "Vul de uren in cijfers in"),
            (("Vormgever", "", "\u0664\u0660"), "Vul de uren in cijfers in"),
            (("", "5", ""), "Zeg waarvoor deze regel"),
            (("Vormgever", "", ""), "Vul euro&#x27;s of uren in."),
        ],
    )
    def test_bad_input(self, cast, page, team, line, words):
        answer = page.post(url("team_plan", cast, team.body.slug), self.sent(team, line))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert words in text
        assert all(f'value="{typed_text}"' in text for typed_text in line if typed_text)
        assert not team.budget_lines.exists()


class TestTeams:
    def test_per_principle(self, cast, page, secretary, team):
        TeamBudgetLineFactory(team=team, amount=2500, hours=40)
        DesignPrincipleFactory(deal=cast.deal, title="Flexibiliteit")
        text = page.get(url("team_list", cast)).content.decode()
        assert "€\N{NO-BREAK SPACE}2.500 en 40 uur" in text
        assert "Niemand werkt nu aan dit principe." in text
        assert "2.500" not in cast.client("anonymous").get(url("team_list", cast)).content.decode()
        close_body(actor=secretary, body=team.body, last_day=DAY)
        assert page.get(url("team_list", cast)).content.decode().count("Niemand werkt nu aan") == 2

    def test_a_deal_without_principles(self, cast, page):
        assert "werkt zonder ontwerpprincipes" in page.get(url("team_list", cast)).content.decode()

    def test_the_same_number_of_queries_for_one_and_three(self, cast, page, team, queries):
        TeamBudgetLineFactory(team=team)
        page.get(url("team_list", cast))
        with queries(6):
            page.get(url("team_list", cast))
        for _number in range(2):
            TeamBudgetLineFactory(team=DesignTeamFactory(principle__deal=cast.deal))
        with queries(6):
            page.get(url("team_list", cast))

    def test_the_findings_read_them(self, cast, team):
        for number in (53, 54):
            CovenantRuleFactory(deal=cast.deal, number=number)
        today = timezone.localdate()

        def fails():
            return {f.rule for f in findings_for_deal(cast.deal, today) if f.rule in (53, 54) and f.fails}

        assert fails() == {54}
        TeamBudgetLineFactory(team=team)
        team.plan, team.plan_on = "Plan", DAY
        team.save()
        assert fails() == set()
