"""Days for a meeting that a duty asks for: what is known about the people, and what follows from it."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from citydeal.common.dates import holds_on
from governance.enums import BodyKind, MeetingState, PartyState
from governance.models import Body, DutyOccurrence, Meeting, Membership, Party, PartyRhythm, WayOfWorking
from governance.rules.day_choice import DayChoice, Rhythm, Wishes, day_choices


def best_days(occurrence: DutyOccurrence, first: date) -> list[DayChoice]:
    """Return the working days left in the window from ``first`` on, the best first. Three queries.

    Needs duty, body and deal loaded.
    """
    body = occurrence.duty.body
    if body is None or first > occurrence.due:
        return []
    return day_choices(first, occurrence.due, _wishes(body, first, occurrence))


def _wishes(body: Body, first: date, occurrence: DutyOccurrence) -> Wishes:
    parties = _parties(body, first).values("pk")
    rows = PartyRhythm.objects.filter(party__in=parties).select_related("party__organization")
    way = way_of(body)
    return Wishes(
        rhythms=[Rhythm(str(row.party), row.kind, row.name, row.weekday, row.start, row.end) for row in rows],
        busy=_busy(body, first, occurrence),
        weekday=way.weekday if way else None,
    )


def way_of(body: Body) -> WayOfWorking | None:
    """Return how a body works, where it said so. One query, unless it is loaded."""
    return getattr(body, "way_of_working", None)


def _parties(body: Body, on: date) -> QuerySet[Party]:
    """Return the parties that sit in a body; for the executives' network all who signed (rule 5)."""
    if body.kind == BodyKind.EXECUTIVES_NETWORK:
        return Party.objects.with_state(on).filter(deal=body.deal_id, **{"state": PartyState.PARTY})
    return Party.objects.filter(holds_on(on, "seats__"), seats__body=body).distinct()


def _busy(body: Body, first: date, occurrence: DutyOccurrence) -> dict[date, list[str]]:
    """Return on which days some of the same people meet elsewhere: day → names of those bodies."""
    people = Membership.objects.filter(holds_on(first), body=body).order_by().values("person")
    elsewhere = Membership.objects.filter(holds_on(first), person__in=people).exclude(body=body)
    meetings = (
        Meeting.objects.filter(
            body__in=elsewhere.order_by().values("body"),
            starts_at__date__gte=first,
            starts_at__date__lte=occurrence.due,
        )
        .exclude(state=MeetingState.CANCELLED)
        .order_by("starts_at", "pk")
    )
    found: dict[date, list[str]] = {}
    for starts_at, name in meetings.values_list("starts_at", "body__name"):
        found.setdefault(timezone.localdate(starts_at), []).append(name)
    return found
