"""The process questions of a deal, and the bodies that form around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from citydeal.common.compiled import compiled
from citydeal.common.slots import PagePart
from governance.body_kinds import BODY_KINDS
from governance.enums import BodyKind
from governance.models import Body, Challenge, CityDeal
from governance.permissions import Actor, among_open_bodies, bodies_open_to, can_manage_people
from workgroups.models import ProcessQuestion
from workgroups.selectors.alliances import alliance_of


@dataclass(frozen=True)
class QuestionRow:
    """A process question with the bodies around it: those of the day, and those before and after."""

    question: ProcessQuestion
    groups: Sequence[Body]
    others: Sequence[Body]
    is_over: bool


@dataclass(frozen=True)
class QuestionPage:
    """The process questions of a deal on a day."""

    rows: Sequence[QuestionRow]
    former: Sequence[QuestionRow]
    may_manage: bool


def question_page(user: Actor, deal: CityDeal, on: date) -> QuestionPage:
    """Return the process questions, with the bodies this account may open. Two queries."""
    around: dict[int, list[Body]] = defaultdict(list)
    for body in _groups(**bodies_open_to(user, deal)):
        body.deal = deal
        around[body.question_id].append(body)
    rows = []
    for question in _questions(deal=deal.pk):
        bodies = around[question.pk]
        there = [body for body in bodies if body.start <= on and (body.end is None or on <= body.end)]
        others = [body for body in bodies if body not in there]
        over = question.end is not None and question.end < on
        rows.append(QuestionRow(question, there, others, over))
    return QuestionPage(
        rows=[row for row in rows if not row.is_over],
        former=[row for row in rows if row.is_over],
        may_manage=can_manage_people(user, deal),
    )


@compiled
def _questions(deal: Any) -> QuerySet[ProcessQuestion]:
    return ProcessQuestion.objects.filter(deal=deal).select_related("challenge")


@compiled
def _groups(deal: Any, levels: Any, own: Any) -> QuerySet[Body]:
    bodies = Body.objects.filter(among_open_bodies(deal, levels, own))
    asked = Coalesce(F("working_group__question"), F("regional_alliance__question"))
    return bodies.annotate(question_id=asked).filter(question_id__isnull=False)


def questions_to_choose(deal: CityDeal, on: date) -> list[ProcessQuestion]:
    """Return the questions of a deal that hold on a day or later. One query."""
    return list(ProcessQuestion.objects.filter(Q(end__isnull=True) | Q(end__gte=on), deal=deal))


def challenges_to_choose(deal: CityDeal) -> list[Challenge]:
    """Return the challenges of a deal. One query."""
    return list(Challenge.objects.filter(deal=deal))


@dataclass(frozen=True)
class GroupPart:
    """What the page of a body says about its process question. ``has_page``: it is a working group."""

    question: ProcessQuestion | None
    region: str
    may_manage: bool
    has_page: bool


def group_part(*, user: Actor, body: Body, on: date, **about: Any) -> PagePart | None:
    """Return the part of a body's page about its process question; None for other bodies. One query."""
    if not BODY_KINDS[body.kind].around_question:
        return None
    has_page = body.kind == BodyKind.WORKING_GROUP
    if has_page:
        question, region = next(iter(_asked(body=body.pk)), None), ""
    else:
        alliance = alliance_of(body)
        question, region = (alliance.question, alliance.region) if alliance else (None, "")
    part = GroupPart(question, region, can_manage_people(user, body.deal), has_page)
    return PagePart("workgroups/parts/group.html", part)


@compiled
def _asked(body: Any) -> QuerySet[ProcessQuestion]:
    return ProcessQuestion.objects.filter(working_groups__body=body)


def area_link(**about: Any) -> PagePart:
    """Return the link to the process questions beside the other pages about bodies."""
    return PagePart("workgroups/parts/area_link.html")


def founding_link(**about: Any) -> PagePart:
    """Return the way to found a body around a process question."""
    return PagePart("workgroups/parts/founding_link.html")
