"""Workgroups: the planning of a deal."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent
from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import CovenantRuleFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_planning import MilestoneFactory, MilestoneMoveFactory, PhaseGateFactory

SECRETARY = "project_secretary"


def milestone(cast: Cast, **fields: Any) -> list[Any]:
    made = MilestoneFactory(deal=cast.deal, title=f"Klaar met {LONG_NAME}", **fields)
    MilestoneMoveFactory(milestone=made)
    return [cast.deal.slug, made.pk]


def phase(cast: Cast) -> list[Any]:
    CovenantRuleFactory(deal=cast.deal, number=46)
    CovenantRuleFactory(deal=cast.deal, number=8)
    made = PhaseFactory(deal=cast.deal, name=f"Fase van {LONG_NAME}")
    PhaseGateFactory(phase=made, number=46)
    PhaseGateFactory(phase=made, number=8)
    return [cast.deal.slug, made.pk]


def fill(visit: Visit) -> None:
    phase(visit.cast)
    group = WorkingGroupFactory(question__deal=visit.cast.deal, body__name=LONG_NAME)
    for state in ("open", "reached", "dropped"):
        milestone(visit.cast, state=state)
        milestone(visit.cast, state=state, group=group)


def of_deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


page("planning", "workgroups:planning", SECRETARY, of_deal, before=fill)
page("planning-public", "workgroups:planning", "anonymous", of_deal, before=fill)
page("planning-empty", "workgroups:planning", "anonymous", of_deal)
page(
    "planning-filter",
    "workgroups:planning",
    SECRETARY,
    of_deal,
    before=fill,
    query="?stand=te-laat&groep=deal",
)
create = page("milestone-create", "workgroups:milestone_create", SECRETARY, of_deal, before=fill)
sent("milestone-create-wrong", "workgroups:milestone_create", create, "Opslaan", {"when": "ooit"})
page("milestone", "workgroups:milestone_detail", SECRETARY, milestone)
page("milestone-edit", "workgroups:milestone_edit", SECRETARY, milestone)
move = page("milestone-move", "workgroups:milestone_move", SECRETARY, milestone)
sent("milestone-move-wrong", "workgroups:milestone_move", move, "Opslaan")
stand = page("milestone-state", "workgroups:milestone_state", SECRETARY, milestone)
sent("milestone-state-wrong", "workgroups:milestone_state", stand, "Opslaan")
page("phase-gates", "workgroups:phase_gates", SECRETARY, phase)
