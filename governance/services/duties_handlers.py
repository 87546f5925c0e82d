"""What the portal does by itself for an occurrence, by the kind of its duty.

A handler registers in ``citydeal.common.registry.duty_handlers``; reports bring theirs from a higher app
and call ``fulfil_occurrence`` when one is handed in. A kind without a handler is marked as done by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import DAY
from citydeal.common.registry import Registry, duty_handlers
from governance.enums import DutyKind, DutyPattern, MeetingState
from governance.models import CityDeal, DutyOccurrence, Meeting
from governance.selectors.duties_days import best_days, way_of
from governance.services.duties import follow
from governance.services.meetings import make_meeting

# Executives book half a year ahead; before this many days nobody needs a draft.
DRAFT_AHEAD = timedelta(days=270)
# Where a body did not say when it meets.
USUAL_TIME = time(14, 0)
USUAL_MINUTES = 120


@dataclass(frozen=True)
class DutyHandler:
    """How a kind of duty is prepared: ``prepare(occurrence, on)`` makes what is missing; whether it did.

    It runs inside the transaction of the deal, again and again, so it looks first whether it is there.
    """

    prepare: Callable[[DutyOccurrence, date], bool]


HANDLERS: Registry[str, DutyHandler] = duty_handlers


def prepare_meeting(occurrence: DutyOccurrence, on: date) -> bool:
    """Draft the meeting of a duty on the best day that is left, unless there is one for it.

    Only the meeting in the first week of December is drafted: others are reserved as a series. Nobody is
    mailed. Needs duty, body and deal loaded. Source: rules 4 to 7.
    """
    is_yearly = occurrence.duty.pattern == DutyPattern.DECEMBER_WEEK
    return is_yearly and occurrence.meeting_id is None and _draft(occurrence, on)


def link_meetings(deal: CityDeal, occurrences: Sequence[DutyOccurrence]) -> int:
    """Let meetings that were planned by hand fulfil what is owed on their day; returns how many did.

    ``occurrences``: those of the deal that are planned, with their duty; read them again when any was
    linked. One query where nothing is. Writes history.
    """
    waiting = [o for o in occurrences if o.meeting_id is None and o.duty.kind == DutyKind.MEETING]
    if not waiting:
        return 0
    begin = timezone.make_aware(datetime.combine(min(o.opens for o in waiting), time.min))
    end = timezone.make_aware(datetime.combine(max(o.due for o in waiting) + DAY, time.min))
    taken = {(o.duty_id, o.meeting_id) for o in occurrences}
    wanted = {
        pk
        for pk, starts_at, body, joint in _meetings(deal=deal.pk, begin=begin, end=end)
        for o in waiting
        if o.duty.body_id in (body, joint)
        and o.opens <= timezone.localdate(starts_at) <= o.due
        and (o.duty_id, pk) not in taken
    }
    # Whoever holds a meeting right now lets its duty follow by himself.
    free = Meeting.objects.select_for_update(skip_locked=True, of=("self",)).select_related("body__deal")
    for meeting in free.filter(pk__in=wanted).order_by("starts_at", "pk") if wanted else ():
        follow(meeting)
    return len(wanted)


@compiled
def _meetings(deal: Any, begin: Any, end: Any) -> QuerySet[Any]:
    found = Meeting.objects.filter(body__deal=deal, starts_at__gte=begin, starts_at__lt=end)
    found = found.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk")
    return found.values_list("pk", "starts_at", "body_id", "joint_bodies")


def _draft(occurrence: DutyOccurrence, on: date) -> bool:
    """Draft the meeting; not too early, and not in a window of which no working day is left."""
    duty, body = occurrence.duty, occurrence.duty.body
    if body is None or on < occurrence.due - DRAFT_AHEAD:
        return False
    days = best_days(occurrence, max(occurrence.opens, on + DAY))
    if not days:
        return False
    way = way_of(body)
    starts = datetime.combine(days[0].day, (way and way.usual_time) or USUAL_TIME)
    starts_at = timezone.make_aware(starts)
    meeting = make_meeting(
        actor=None,
        body=body,
        title=f"{duty.name} {days[0].day.year}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=way.minutes if way else USUAL_MINUTES),
        location=way.location if way else "",
    )
    occurrence.meeting = meeting
    occurrence.save()
    return True


def register_handlers() -> None:
    """Register the handler of this app; called once, at start."""
    HANDLERS.register(DutyKind.MEETING.value, DutyHandler(prepare_meeting))
