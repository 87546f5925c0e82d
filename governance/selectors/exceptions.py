"""Accepted exceptions of a deal: those that hold, those that ended, and what each may rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.history import HistoryEntry, entries, show_date
from governance.enums import DecisionResult, DecisionSubject
from governance.models import CityDeal, CovenantRule, Decision, FindingException
from governance.permissions import (
    Actor,
    among_open_bodies,
    bodies_open_to,
    can_manage_people,
    can_read_finding_names,
    can_read_history,
)


def grounds(deal: CityDeal, on: date) -> list[Decision]:
    """Return the decisions an exception may rest on, newest first: of any body, not about its own order."""
    found: list[Decision] = _grounds(deal=deal.pk, on=on)
    return found


@compiled
def _grounds(deal: Any, on: Any) -> QuerySet[Decision]:
    taken = Decision.objects.filter(
        body__deal=deal,
        withdrawn_on__isnull=True,
        taken_on__lte=on,
        result=DecisionResult.ADOPTED.value,
    )
    return taken.exclude(subject=DecisionSubject.OWN_ORDER.value).select_related("body")


@dataclass(frozen=True)
class ExceptionRow:
    """An exception in the list: of which rule, where, by whom, until when; and what was done with it."""

    rule: str
    source: str
    where: str
    by: str
    period: str
    reason: str
    holds: bool
    end_url: str
    acts: Sequence[HistoryEntry]


def exception_rows(user: Actor, deal: CityDeal, on: date, *, ended: bool) -> list[ExceptionRow]:
    """Return the exceptions that hold on or after a day, or those that ended before it; newest first.

    Only about bodies that this account may open. Three queries, with one of the history of these.
    """
    found = _exceptions(**bodies_open_to(user, deal))
    shown = [exception for exception in found if (exception.end < on) is ended]
    sentences = dict(_sentences(deal=deal.pk))
    acts: dict[int, list[HistoryEntry]] = {}
    if can_read_history(user, deal):
        acts = _acts([exception.pk for exception in shown])
    may_end, names = can_manage_people(user, deal), can_read_finding_names(user, deal)
    return [
        ExceptionRow(
            rule=sentences.get(exception.number, ""),
            source=_("Rule %(number)s") % {"number": exception.number},
            where=exception.body.name if exception.body else _("The deal as a whole"),
            by=_by(exception, names=names),
            period=_("From %(start)s until %(end)s")
            % {
                "start": date_format(exception.start, "DATE_FORMAT"),
                "end": date_format(exception.end, "DATE_FORMAT"),
            },
            reason=exception.reason,
            holds=not ended,
            end_url=address("governance:exception_end", deal.slug, exception.pk)
            if may_end and not ended
            else "",
            acts=acts.get(exception.pk, ()),
        )
        for exception in shown
    ]


def _by(exception: FindingException, *, names: bool) -> str:
    if exception.decision:
        return _("%(body)s, decision %(decision)s") % {
            "body": exception.decision.body.name,
            "decision": exception.decision.label,
        }
    if names:
        return _("Project manager %(person)s") % {"person": exception.accepted_by}
    return _("The project manager")


@compiled
def _exceptions(deal: Any, levels: Any, own: Any) -> QuerySet[FindingException]:
    readable = Q(body__isnull=True) | among_open_bodies(deal, levels, own, "body")
    rows = FindingException.objects.filter(readable, deal=deal)
    return rows.select_related("body", "decision__body", "accepted_by")


@compiled
def _sentences(deal: Any) -> QuerySet[Any]:
    return CovenantRule.objects.filter(deal=deal).values_list("number", "text")


def _acts(ids: list[int]) -> dict[int, list[HistoryEntry]]:
    if not ids:
        return {}
    rows = _history(ids=ids)
    return {
        pk: entries([row for row in rows if row.id == pk], {"end": show_date}, lambda row: "") for pk in ids
    }


@compiled
def _history(ids: Any) -> QuerySet[Any]:
    manager: Any = FindingException.history
    found: QuerySet[Any] = manager.filter(id__any=ids).select_related("history_user")
    return found
