"""Bodies, seats, decisions, relations, process questions and the residents' panel."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from governance.enums import BodyKind, DecisionSubject
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent
from tests.e2e.states.deals import deal, fill_body, fill_deal, steering
from tests.factories.deal_text import ChallengeFactory
from tests.factories.governance import (
    BodyFactory,
    BodyRelationFactory,
    DecisionFactory,
    MembershipFactory,
    SeatFactory,
)
from tests.factories.workgroups import ProcessQuestionFactory, RegionalAllianceFactory, WorkingGroupFactory

SECRETARY = "project_secretary"
CONSEQUENCES = "Bekijk de gevolgen"
DAY = date(2026, 1, 1)


def fill_relations(visit: Visit) -> None:
    """Every kind of relation, and a long name."""
    cast = visit.cast
    long = BodyFactory(deal=cast.deal, name=LONG_NAME, order=9)
    for kind in ("reports_to", "prepares_for", "advises", "feedback_to"):
        BodyRelationFactory(source=cast.core, target=cast.steering, kind=kind)
    BodyRelationFactory(source=long, target=cast.core)
    BodyRelationFactory(source=cast.project, target=cast.steering, article=LONG_NAME[:50])


def fill_decisions(visit: Visit) -> None:
    for _ in range(52):
        DecisionFactory(body=visit.cast.steering, title=LONG_NAME)
    DecisionFactory(body=visit.cast.steering, withdrawn_on=DAY, withdrawn_reason="Vergissing", taken_on=DAY)


def fill_questions(visit: Visit) -> None:
    group = WorkingGroupFactory(
        question__deal=visit.cast.deal, question__challenge=ChallengeFactory(deal=visit.cast.deal)
    )
    RegionalAllianceFactory(question=group.question)
    WorkingGroupFactory(question=group.question, body__end=DAY, body__start=DAY)
    ProcessQuestionFactory(deal=visit.cast.deal, end=DAY)
    ProcessQuestionFactory(deal=visit.cast.deal)


def closed(cast: Cast) -> list[Any]:
    body = BodyFactory(deal=cast.deal, end=DAY)
    MembershipFactory(seat=SeatFactory(body=body, end=DAY), end=DAY)
    return [cast.deal.slug, body.slug]


def team(cast: Cast) -> list[Any]:
    return [cast.deal.slug, BodyFactory(deal=cast.deal, kind=BodyKind.QUALITY_TEAM).slug]


def group(cast: Cast) -> list[Any]:
    alliance = RegionalAllianceFactory(question__deal=cast.deal)
    return [cast.deal.slug, alliance.body.slug]


def panel(cast: Cast) -> list[Any]:
    body = BodyFactory(deal=cast.deal, kind=BodyKind.RESIDENTS_PANEL)
    ChallengeFactory(deal=cast.deal)
    MembershipFactory(seat=None, body=body, position=None)
    return [cast.deal.slug, body.slug]


def resident(cast: Cast) -> list[Any]:
    deal_slug, _panel = panel(cast)
    return [deal_slug, cast.deal.bodies.get(kind=BodyKind.RESIDENTS_PANEL).memberships.get().pk]


def bare_panel(cast: Cast) -> list[Any]:
    body = BodyFactory(deal=cast.deal, kind=BodyKind.RESIDENTS_PANEL)
    MembershipFactory(seat=None, body=body, position=None, person=cast.people["member"])
    return [cast.deal.slug, body.slug]


def own_panel(cast: Cast) -> list[Any]:
    for title in ("Gezondheid", LONG_NAME):
        ChallengeFactory(deal=cast.deal, title=title)
    return bare_panel(cast)


def seat(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry_seat.pk]


def decision(cast: Cast) -> list[Any]:
    found = DecisionFactory(body=cast.steering, subject=DecisionSubject.COMPOSITION)
    BodyFactory(deal=cast.deal, founding_decision=found)
    return [cast.deal.slug, cast.steering.slug, found.pk]


def former(cast: Cast) -> list[Any]:
    ended = MembershipFactory(seat=cast.empty_seat, end=timezone.localdate() - timedelta(days=9))
    return [cast.deal.slug, ended.pk]


page("bodies", "governance:body_list", SECRETARY, deal, before=fill_deal)
page("bodies-public", "governance:body_list", "anonymous", deal)
page("bodies-none", "governance:body_list", SECRETARY, deal, query="?zoek=bestaat+niet")
page("bodies-bad-day", "governance:body_list", SECRETARY, deal, query="?op=31-02-2026&alle=on")
create = page("body-create", "governance:body_create", SECRETARY, deal)
sent("body-create-errors", "governance:body_create", create, "Voeg het orgaan toe", {"slug": "Fout!"})
edit = page("body-edit", "governance:body_edit", SECRETARY, steering)
sent("body-edit-errors", "governance:body_edit", edit, "Wijziging opslaan", {"name": "", "order": "x"})
close = page("body-close", "governance:body_close", SECRETARY, steering, before=fill_body)
sent("body-close-consequences", "governance:body_close", close, CONSEQUENCES)
close_team = page("body-close-team", "governance:body_close", SECRETARY, team)
sent("body-close-errors", "governance:body_close", close_team, CONSEQUENCES)
reopen = page("body-reopen", "governance:body_reopen", SECRETARY, closed)
add_member = page("body-add-member", "governance:body_add_member", SECRETARY, team)
sent("body-add-member-errors", "governance:body_add_member", add_member, CONSEQUENCES, {"start_dag": "99"})
page("body-panel", "governance:body_detail", SECRETARY, panel)
page("body-group", "governance:body_detail", SECRETARY, group)
page("deal-relations", "governance:deal_detail", SECRETARY, deal, before=fill_relations)

add_seat = page("seat-create", "governance:seat_create", SECRETARY, steering)
sent("seat-create-errors", "governance:seat_create", add_seat, "Voeg de zetel toe", {"order": "-1"})
page("seat-edit", "governance:seat_edit", SECRETARY, seat)
end_seat = page("seat-end", "governance:seat_end", SECRETARY, seat)
sent("seat-end-consequences", "governance:seat_end", end_seat, CONSEQUENCES)
page("membership-restore", "governance:membership_restore", SECRETARY, former)

page("decisions", "governance:decision_list", SECRETARY, steering, before=fill_decisions)
page("decisions-empty", "governance:decision_list", "anonymous", steering)
record = page("decision-create", "governance:decision_create", SECRETARY, steering)
sent("decision-create-errors", "governance:decision_create", record, "Leg het besluit vast")
page("decision", "governance:decision_detail", SECRETARY, decision)
withdraw = page("decision-withdraw", "governance:decision_withdraw", SECRETARY, decision)
sent("decision-withdrawn-errors", "governance:decision_withdraw", withdraw, "Trek het besluit in")

page("competences", "governance:competence_list", SECRETARY, deal)
page("competence-edit", "governance:competence_edit", SECRETARY, lambda cast: [cast.deal.slug, "setup"])
page("relations", "governance:relation_list", SECRETARY, deal, before=fill_relations)
relations = page("relations-empty", "governance:relation_list", SECRETARY, deal)
sent("relations-errors", "governance:relation_list", relations, "Voeg de verhouding toe")
page(
    "relation-remove",
    "governance:relation_remove",
    SECRETARY,
    lambda cast: [cast.deal.slug, BodyRelationFactory(source=cast.steering).pk],
)

page("questions", "workgroups:question_list", SECRETARY, deal, before=fill_questions)
page("questions-empty", "workgroups:question_list", "anonymous", deal)
question = page("question-create", "workgroups:question_create", SECRETARY, deal)
sent("question-create-errors", "workgroups:question_create", question, "Voeg de vraag toe")
page(
    "question-edit",
    "workgroups:question_edit",
    SECRETARY,
    lambda cast: [cast.deal.slug, ProcessQuestionFactory(deal=cast.deal).pk],
)
page("group-create-none", "workgroups:group_create", SECRETARY, deal)
found = page("group-create", "workgroups:group_create", SECRETARY, deal, before=fill_questions)
sent("group-create-errors", "workgroups:group_create", found, "Voeg het orgaan toe")
page("group-edit", "workgroups:group_edit", SECRETARY, group)
page("panel-topics", "panels:topic_edit", SECRETARY, resident)
own_topics = page("panel-topics-own", "panels:topic_own", "member", own_panel)
sent("panel-topics-own-saved", "governance:body_detail", own_topics, "Bewaar mijn onderwerpen")
page("panel-topics-own-none", "panels:topic_own", "member", bare_panel)
page("panel-own", "governance:body_detail", "member", own_panel)
