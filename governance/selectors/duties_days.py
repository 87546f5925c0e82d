"""Days for a meeting that a duty asks for: what is known about the people, and what follows from it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import DAY, holds_on
from governance.enums import BodyKind, MeetingState, PartyState
from governance.models import (
    Body,
    DutyOccurrence,
    Meeting,
    Membership,
    Party,
    PartyRhythm,
    Seat,
    WayOfWorking,
)
from governance.permissions import among_open_bodies
from governance.rules.day_choice import DayChoice, Rhythm, Wishes, day_choices


def best_days(
    occurrence: DutyOccurrence, first: date, open_to: dict[str, Any] | None = None
) -> list[DayChoice]:
    """Return the working days left in the window from ``first`` on, the best first. Two queries, and
    one more where the way of working of the body is not loaded.

    ``open_to``: of ``bodies_open_to``; where the same people meet in a body that the reader may not open, or
    in another deal, its name is empty. Needs duty, body and deal loaded.
    """
    body = occurrence.duty.body
    if body is None or first > occurrence.due:
        return []
    return day_choices(first, occurrence.due, _wishes(body, first, occurrence, open_to or {}))


def _wishes(body: Body, first: date, occurrence: DutyOccurrence, open_to: dict[str, Any]) -> Wishes:
    if body.kind == BodyKind.EXECUTIVES_NETWORK:
        rows = _rhythms_of_signers(deal=body.deal_id, on=first)
    else:
        rows = _rhythms_of_seated(body=body.pk, on=first)
    way = way_of(body)
    return Wishes(
        rhythms=[Rhythm(str(row.party), row.kind, row.name, row.weekday, row.start, row.end) for row in rows],
        busy=_busy(body, first, occurrence, open_to),
        weekday=way.weekday if way else None,
    )


def way_of(body: Body) -> WayOfWorking | None:
    """Return how a body works, where it said so. One query, unless it is loaded."""
    return getattr(body, "way_of_working", None)


@compiled
def _rhythms_of_signers(deal: Any, on: Any) -> QuerySet[PartyRhythm]:
    """Return when parties meet themselves: for the executives' network all who signed (rule 5)."""
    parties = Party.objects.with_state(on).filter(deal=deal, **{"state": PartyState.PARTY})
    return PartyRhythm.objects.filter(party__in=parties.values("pk")).select_related("party__organization")


@compiled
def _rhythms_of_seated(body: Any, on: Any) -> QuerySet[PartyRhythm]:
    """Return when the parties that sit in a body meet themselves."""
    seats = Seat.objects.filter(holds_on(on), body=body, party__isnull=False).order_by()
    return PartyRhythm.objects.filter(party__in=seats.values("party")).select_related("party__organization")


def _busy(
    body: Body, first: date, occurrence: DutyOccurrence, open_to: dict[str, Any]
) -> dict[date, list[str]]:
    """Return on which days some of the same people meet elsewhere: day → names of those bodies."""
    found: dict[date, list[str]] = {}
    reader = {"deal": body.deal_id, "levels": [], "own": []} | open_to
    for starts_at, name in _meetings_elsewhere(
        body=body.pk, first=first, begin=_midnight(first), end=_midnight(occurrence.due + DAY), **reader
    ):
        found.setdefault(timezone.localdate(starts_at), []).append(name)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@compiled
def _meetings_elsewhere(
    body: Any, first: Any, begin: Any, end: Any, deal: Any, levels: Any, own: Any
) -> QuerySet[Any]:
    people = Membership.objects.filter(holds_on(first), body=body).order_by().values("person")
    elsewhere = Membership.objects.filter(~Q(body=body), holds_on(first), person__in=people)
    # An array, so that the bodies come first: all deals meet in the same week of December.
    bodies = ArraySubquery(elsewhere.order_by().values("body"))
    meetings = Meeting.objects.filter(body__any=bodies, starts_at__gte=begin, starts_at__lt=end)
    meetings = meetings.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk")
    known = When(among_open_bodies(deal, levels, own, "body"), then="body__name")
    return meetings.values_list("starts_at", Case(known, default=Value("")))
