"""The work: field tests, front-runner municipalities, regional alliances and design teams."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent
from tests.factories.workgroups import RegionalAllianceFactory
from tests.factories.workgroups_assessment import DesignPrincipleFactory
from tests.factories.workgroups_instruments import InstrumentVersionFactory
from tests.factories.workgroups_tests import (
    ChosenInstrumentFactory,
    DesignTeamFactory,
    FieldTestFactory,
    FrontRunnerFactory,
    MunicipalityFactory,
    TeamBudgetLineFactory,
)
from workgroups.enums import TestState

SECRETARY = "project_secretary"


def deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


def trial(cast: Cast) -> list[Any]:
    made = FieldTestFactory(
        version__instrument__deal=cast.deal,
        version__instrument__title=f"Handleiding {LONG_NAME}",
        party=cast.ministry,
        project=LONG_NAME,
        state=TestState.RUNNING,
        plan="Tien gesprekken",
        result="Het werkt",
        lessons="Begin klein",
    )
    return [cast.deal.slug, made.pk]


def fill_tests(visit: Visit) -> None:
    cast = visit.cast
    alliance = RegionalAllianceFactory(question__deal=cast.deal)
    for state in TestState:
        trial(cast)
        FieldTestFactory(version__instrument__deal=cast.deal, party=cast.ministry, state=state)
    FieldTestFactory(
        version__instrument__deal=cast.deal,
        party=None,
        alliance=alliance,
        state=TestState.DONE,
        result="Goed",
    )


def fill_matrix(visit: Visit) -> None:
    cast = visit.cast
    names = ("Gemeente Kopstad", f"Gemeente {LONG_NAME}", "Gemeente Oost", "Gemeente West", "Gemeente Zuid")
    runners = [
        FrontRunnerFactory(party=MunicipalityFactory(deal=cast.deal, organization__name=name))
        for name in names
    ]
    for number in range(12):
        title = f"Instrument {number} {LONG_NAME if number == 3 else ''}"
        instrument = ChosenInstrumentFactory(deal=cast.deal, title=title)
        version = InstrumentVersionFactory(instrument=instrument)
        for place, runner in enumerate(runners):
            if (number + place) % 3:
                state = list(TestState)[(number + place) % 4]
                FieldTestFactory(version=version, party=runner.party, state=state)


def front_runner(cast: Cast) -> list[Any]:
    return [cast.deal.slug, FrontRunnerFactory(party__deal=cast.deal).pk]


def alliance(cast: Cast) -> list[Any]:
    made = RegionalAllianceFactory(question__deal=cast.deal, agreement="We testen.", agreed_on="2026-03-02")
    FieldTestFactory(
        version__instrument__deal=cast.deal, party=None, alliance=made, state=TestState.DONE, result="Goed"
    )
    return [cast.deal.slug, made.body.slug]


def team(cast: Cast) -> list[Any]:
    made = DesignTeamFactory(
        principle__deal=cast.deal, principle__title=LONG_NAME, plan="In drie rondes.", plan_on="2026-03-02"
    )
    TeamBudgetLineFactory(team=made, title=f"Inhuur {LONG_NAME}")
    return [cast.deal.slug, made.body.slug]


def fill_teams(visit: Visit) -> None:
    team(visit.cast)
    DesignPrincipleFactory(deal=visit.cast.deal)


def fill_alliances(visit: Visit) -> None:
    alliance(visit.cast)


def principle(cast: Cast) -> list[Any]:
    return [DesignPrincipleFactory(deal=cast.deal).deal.slug]


page("tests", "workgroups:test_list", SECRETARY, deal, before=fill_tests)
page("tests-empty", "workgroups:test_list", "member", deal)
page("tests-filter", "workgroups:test_list", "member", deal, query="?zoek=niets")
page("test-matrix", "workgroups:test_matrix", SECRETARY, deal, before=fill_matrix)
page("test-matrix-empty", "workgroups:test_matrix", "member", deal)
page("test-detail", "workgroups:test_detail", SECRETARY, trial)
page("test-edit", "workgroups:test_edit", SECRETARY, trial)
create_page = page("test-create", "workgroups:test_create", SECRETARY, deal, before=fill_tests)
sent("test-create-wrong", "workgroups:test_create", create_page, "Opslaan")
report_page = page("test-report", "workgroups:test_report", SECRETARY, trial)
sent("test-report-wrong", "workgroups:test_report", report_page, "Opslaan", chosen={"state": "stopped"})
runner_page = page("front-runner", "workgroups:front_runner_create", SECRETARY, deal)
sent("front-runner-wrong", "workgroups:front_runner_create", runner_page, "Toevoegen")
page("front-runner-end", "workgroups:front_runner_end", SECRETARY, front_runner)
page("alliances", "workgroups:alliance_list", SECRETARY, deal, before=fill_alliances)
page("alliances-empty", "workgroups:alliance_list", "anonymous", deal)
page("alliance", "governance:body_detail", SECRETARY, alliance)
page("alliance-agreement", "workgroups:alliance_edit", SECRETARY, alliance)
page("teams", "workgroups:team_list", SECRETARY, deal, before=fill_teams)
page("teams-empty", "workgroups:team_list", "anonymous", deal)
page("team", "governance:body_detail", SECRETARY, team)
plan_page = page("team-plan", "workgroups:team_plan", SECRETARY, team)
sent("team-plan-wrong", "workgroups:team_plan", plan_page, "Opslaan", {"amount_0": "veel", "hours_1": "3"})
found_page = page("team-create", "workgroups:team_create", SECRETARY, principle)
sent("team-create-wrong", "workgroups:team_create", found_page, "Team oprichten")
