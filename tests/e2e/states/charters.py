"""Workgroups: project charters."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent, state
from tests.e2e.window import Window
from tests.factories.governance import DecisionFactory
from tests.factories.workgroups_charters import (
    CharterBudgetLineFactory,
    CharterMemberFactory,
    CharterMomentFactory,
    CharterPartFactory,
    CharterVersionFactory,
)
from workgroups.enums import CharterState

SECRETARY = "project_secretary"
SECTION, ADOPT = "workgroups:charter_section", "workgroups:charter_adopt"


def concept(cast: Cast, **fields: Any) -> list[Any]:
    version = CharterVersionFactory(charter__deal=cast.deal, charter__title=f"Opdracht {LONG_NAME}", **fields)
    CharterPartFactory(version=version)
    CharterMemberFactory(version=version)
    CharterMomentFactory(version=version)
    CharterBudgetLineFactory(version=version)
    CharterBudgetLineFactory(version=version, kind="structural", year_from=2021, year_to=2024)
    return [cast.deal.slug, version.charter_id, version.number]


def adopted(cast: Cast) -> list[Any]:
    decision = DecisionFactory(body=cast.steering)
    day = {"adopted_on": decision.taken_on, "adopted_by": cast.steering, "decision": decision}
    where = concept(cast, state=CharterState.ADOPTED, **day)
    return where[:2]


def changed(cast: Cast) -> list[Any]:
    where = adopted(cast)
    CharterVersionFactory(charter_id=where[1], number=2, title="Anders", quality_text="Beter dan eerst.")
    return where


def decided(cast: Cast) -> list[Any]:
    DecisionFactory(body=cast.steering, title=f"Opdracht {LONG_NAME} vastgesteld")
    return concept(cast)


def fill(visit: Visit) -> None:
    concept(visit.cast)
    changed(visit.cast)


page("charters", "workgroups:charter_list", SECRETARY, lambda c: [c.deal.slug], before=fill)
page("charters-empty", "workgroups:charter_list", "anonymous", lambda c: [c.deal.slug])
create = page("charter-create", "workgroups:charter_create", SECRETARY, lambda c: [c.deal.slug])
sent("charter-create-wrong", "workgroups:charter_create", create, "Beginnen")
page("charter-concept", "workgroups:charter_version", SECRETARY, concept)
page("charter-gaps", "workgroups:charter_version", "member", lambda c: concept(c, principal=""))
page("charter-adopted", "workgroups:charter_detail", SECRETARY, adopted)
page("charter-edit", "workgroups:charter_edit", SECRETARY, adopted)
page("charter-begin", "workgroups:charter_begin", SECRETARY, adopted)
page("charter-compare", "workgroups:charter_compare", "member", changed)
page("charter-drop", "workgroups:charter_drop", SECRETARY, concept)
budget = page("charter-budget", SECTION, SECRETARY, lambda c: [*concept(c), "budget"])
sent("charter-budget-wrong", SECTION, budget, "Opslaan", {"rij-0-amount": "tienduizend"})
page("charter-people", SECTION, SECRETARY, lambda c: [*concept(c), "mensen"])
page("charter-communication", SECTION, SECRETARY, lambda c: [*concept(c), "communicatie"])
adopt = page("charter-adopt", ADOPT, SECRETARY, decided)
sent("charter-adopt-wrong", ADOPT, adopt, "Bekijk de gevolgen")


@state("charter-adopt-consequences", ADOPT)
def _consequences(visit: Visit) -> Window:
    window = adopt(visit)
    window.page.locator("[name=decision]").select_option(index=1)
    window.send("Bekijk de gevolgen")
    assert window.button("Ja, de opdracht is vastgesteld").is_visible()
    return window
