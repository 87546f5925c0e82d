"""The decisions of a body: its decision list, one of them, and what rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.models import Body, CityDeal, Decision
from governance.permissions import Actor, among_open_bodies, bodies_open_to, can_manage_people


@dataclass(frozen=True)
class DecisionRow:
    """A line of a decision list."""

    url: str
    label: str
    title: str
    taken_on: Any
    subject: str
    is_withdrawn: bool


def decision_rows(body: Body, query: str = "", subject: str = "") -> list[DecisionRow]:
    """Return the decisions of a body, newest first; ``query`` is looked for in title and text. One query."""
    words = query.casefold().split()
    return [
        _row(body, decision)
        for decision in _of_body(body=body.pk)
        if subject in ("", decision.subject)
        and all(word in f"{decision.label} {decision.title} {decision.text}".casefold() for word in words)
    ]


def latest_decisions(body: Body) -> list[DecisionRow]:
    """Return the newest decisions of a body that hold, at most three. One query."""
    return [_row(body, decision) for decision in _latest(body=body.pk)]


def _row(body: Body, decision: Decision) -> DecisionRow:
    return DecisionRow(
        address("governance:decision_detail", body.deal.slug, body.slug, decision.pk),
        decision.label,
        decision.title,
        decision.taken_on,
        str(decision.get_subject_display()),
        decision.withdrawn_on is not None,
    )


@compiled
def _of_body(body: Any) -> QuerySet[Decision]:
    return Decision.objects.filter(body=body)


@compiled
def _latest(body: Any) -> QuerySet[Decision]:
    return Decision.objects.filter(body=body, withdrawn_on__isnull=True)[:3]


@dataclass(frozen=True)
class DecisionPage:
    """A decision, and the bodies that were founded or closed by it."""

    facts: Sequence[tuple[str, str]]
    resting: Sequence[tuple[str, Body]]
    may_manage: bool


def decision_page(user: Actor, decision: Decision) -> DecisionPage:
    """Return the page of a decision, as far as this account may open the bodies. One query."""
    body = decision.body
    open_to = bodies_open_to(user, body.deal)
    resting = []
    for other in _resting(decision=decision.pk, **open_to):
        other.deal = body.deal
        words = _("Founded by this decision") if other.founding_decision_id == decision.pk else ""
        resting.append((words or _("Closed by this decision"), other))
    facts = [
        (_("Number"), decision.label),
        (_("Taken by"), body.name),
        (_("Taken on"), date_format(decision.taken_on, "DATE_FORMAT")),
        (_("Is about"), str(decision.get_subject_display())),
    ]
    return DecisionPage(facts, resting, can_manage_people(user, body.deal))


@compiled
def _resting(decision: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Body]:
    rests = Q(founding_decision=decision) | Q(closing_decision=decision)
    return Body.objects.filter(rests, among_open_bodies(deal, levels, own))


def decisions_about(deal: CityDeal, subjects: Sequence[str]) -> list[Decision]:
    """Return the decisions of a deal about these subjects that hold, newest first. One query."""
    found = Decision.objects.filter(body__deal=deal, subject__in=subjects, withdrawn_on__isnull=True)
    return list(found.select_related("body__deal"))
