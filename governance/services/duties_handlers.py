"""What the portal does by itself for an occurrence, by the kind of its duty.

A handler registers in ``citydeal.common.registry.duty_handlers``; reports bring theirs from a higher app
and call ``fulfil_occurrence`` when one is handed in. A kind without a handler is marked as done by hand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.dates import DAY
from citydeal.common.registry import Registry, duty_handlers
from citydeal.models import User
from governance.enums import DutyKind, DutyPattern, MeetingState
from governance.models import Body, DutyOccurrence, Meeting
from governance.rules.calendar import is_working_day
from governance.selectors.duties_days import best_days, way_of
from governance.services.duties import follow
from governance.services.duties_occurrences import Calendar
from governance.services.meetings import draft_meeting

# Executives book half a year ahead; before this many days nobody needs a draft.
DRAFT_AHEAD = timedelta(days=270)
# Where a body did not say when it meets.
USUAL_TIME = time(14, 0)
USUAL_MINUTES = 120


@dataclass(frozen=True)
class DutyHandler:
    """How a kind of duty is prepared: ``prepare(occurrence, on)`` makes what is missing; whether it did.

    It runs inside the transaction of the deal, for what ``waiting(occurrences, on)`` names: the ids of those
    that lack something, of many deals in few questions; without it each is prepared at every run.
    ``not_by_hand(occurrence, on)``: the sentence why nobody says by hand that it was done, or takes that
    back; empty where somebody may. ``clear(occurrence, actor)``: takes away what was prepared, in the
    transaction in which somebody says so; raises DomainError where people work on it by now.
    """

    prepare: Callable[[DutyOccurrence, date], bool]
    not_by_hand: Callable[[DutyOccurrence, date], str] = lambda _occurrence, _on: ""
    waiting: Callable[[Sequence[DutyOccurrence], date], set[int]] = lambda rows, _on: {row.pk for row in rows}
    clear: Callable[[DutyOccurrence, User], None] = lambda _occurrence, _actor: None


HANDLERS: Registry[str, DutyHandler] = duty_handlers


def prepare_meeting(occurrence: DutyOccurrence, on: date) -> bool:
    """Draft the meeting of a duty on the best day that is left, as its body usually meets; returns True.

    For what ``without_meeting`` names. Nobody is mailed. Needs duty, body and deal loaded. Writes history.
    Source: rules 4 to 7.
    """
    duty = occurrence.duty
    # The database refuses a duty to meet without a body.
    body = cast("Body", duty.body)
    best, *_others = best_days(occurrence, max(occurrence.opens, on + DAY))
    way = way_of(body)
    starts_at = timezone.make_aware(datetime.combine(best.day, (way and way.usual_time) or USUAL_TIME))
    occurrence.meeting = draft_meeting(
        body=body,
        title=f"{duty.name} {best.day.year}",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=way.minutes if way else USUAL_MINUTES),
        location=way.location if way else "",
    )
    occurrence.save()
    return True


def without_meeting(occurrences: Sequence[DutyOccurrence], on: date) -> set[int]:
    """Return the ids of those that a meeting is to be drafted for on a day. No query.

    Only the meeting in the first week of December is drafted: others are reserved as a series.
    """
    return {row.pk for row in occurrences if _lacks_draft(row, on)}


def _lacks_draft(occurrence: DutyOccurrence, on: date) -> bool:
    """Whether it is time to draft a meeting: not too early, and while a working day of its window is left."""
    if occurrence.duty.pattern != DutyPattern.DECEMBER_WEEK or occurrence.meeting_id is not None:
        return False
    first, last = max(occurrence.opens, on + DAY), occurrence.due
    days = (first + timedelta(days=nth) for nth in range((last - first).days + 1))
    return on >= last - DRAFT_AHEAD and any(is_working_day(day) for day in days)


def held_not_marked(_occurrence: DutyOccurrence, _on: date) -> str:
    """Return why nobody says by hand that a meeting was held: it says so itself."""
    return _("A meeting counts as soon as it is held. Open the meeting on its page.")


def link_meetings(calendar: Calendar) -> int:
    """Let meetings that were planned by hand fulfil what is owed on their day; returns how many did.

    Read the calendar again when any was linked. One query where nothing is. Writes history.
    """
    wanted = meetings_to_link([calendar])[calendar.deal.pk]
    # Whoever holds a meeting right now lets its duty follow by himself.
    free = Meeting.objects.select_for_update(skip_locked=True, of=("self",)).select_related("body__deal")
    for meeting in free.filter(pk__in=wanted).order_by("starts_at", "pk") if wanted else ():
        follow(meeting)
    return len(wanted)


def meetings_to_link(calendars: Iterable[Calendar]) -> dict[int, set[int]]:
    """Return the meetings that are not for what is owed on their day yet: deal id → ids. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    waiting: dict[int, list[tuple[int, DutyOccurrence]]] = defaultdict(list)
    taken: set[tuple[int, int]] = set()
    for calendar in calendars:
        for row in calendar.rows.values():
            duty = calendar.duties[row.duty_id]
            if row.meeting_id is not None:
                taken.add((duty.pk, row.meeting_id))
            elif duty.kind == DutyKind.MEETING and duty.body_id and calendar.owes(row):
                waiting[duty.body_id].append((calendar.deal.pk, row))
    if not waiting:
        return found
    rows = [row for own in waiting.values() for _deal, row in own]
    begin = timezone.make_aware(datetime.combine(min(row.opens for row in rows), time.min))
    end = timezone.make_aware(datetime.combine(max(row.due for row in rows) + DAY, time.min))
    for pk, starts_at, body, joint in _meetings(bodies=list(waiting), begin=begin, end=end):
        day = timezone.localdate(starts_at)
        for deal, row in (*waiting.get(body, ()), *waiting.get(joint, ())):
            if row.opens <= day <= row.due and (row.duty_id, pk) not in taken:
                found[deal].add(pk)
    return found


@compiled
def _meetings(bodies: Any, begin: Any, end: Any) -> QuerySet[Any]:
    asked = Q(body__any=bodies) | Q(joint_bodies__any=bodies)
    found = Meeting.objects.filter(asked, Q(starts_at__gte=begin), Q(starts_at__lt=end))
    found = found.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "pk")
    return found.values_list("pk", "starts_at", "body_id", "joint_bodies")


def register_handlers() -> None:
    """Register the handler of this app; called once, at start."""
    HANDLERS.register(DutyKind.MEETING.value, DutyHandler(prepare_meeting, held_not_marked, without_meeting))
