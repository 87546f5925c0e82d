"""Occurrences of duties: made when they are missing, moved when the norm moves, never made twice.

What is due is arithmetic (rules/calendar.py); here it becomes rows. A row is never deleted, because a
deleted one would be made again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from citydeal.common.compiled import compiled
from governance.enums import DutyPattern, MeetingState, OccurrenceState
from governance.models import CityDeal, Duty, DutyOccurrence, Meeting
from governance.rules.calendar import Norm, Period, Term, periods_due

# So far the calendar looks ahead and catches up behind, in days.
HORIZON = timedelta(days=400)
# A meeting may go with what is due some weeks before or after it.
_AROUND = timedelta(days=100)


@dataclass
class Changes:
    """What was done to the occurrences of a deal: numbers of them."""

    made: int = 0
    moved: int = 0
    lapsed: int = 0


def try_lock_calendar(deal: int) -> bool:
    """Take the calendar of a deal until the end of the transaction; False where another has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('ensure'), %s)", [deal])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def refresh_duties(deal: CityDeal, on: date, duties: Sequence[int] | None = None) -> Changes:
    """Bring the occurrences of a deal in line with its duties, as of a day; ``duties``: of these alone.

    For services that changed a duty, its deal or a meeting; waits for whoever is busy with the same
    calendar. Writes history.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ensure'), %s)", [deal.pk])
    return make_occurrences(deal, on, duties)


def make_occurrences(deal: CityDeal, on: date, duties: Sequence[int] | None = None) -> Changes:
    """Make what is missing from 400 days back to 400 days ahead; move and drop what changed.

    Call it with the calendar of the deal locked. Only what is planned moves or lapses; what was done or
    dropped stays as it was. What had lapsed and is due again is planned again. Two queries, and one more
    with duties around meetings, where nothing changes. Writes history. Source: rules 4, 7, 9, 48 and 60.
    """
    found = [duty for duty in _duties(deal=deal.pk) if duties is None or duty.pk in duties]
    if deal.state == "closed" or not found:
        return Changes()
    first, last = on - HORIZON, on + HORIZON
    wanted = _wanted(deal, found, first, last)
    keys = sorted({key for _duty, key in wanted})
    known = {
        (row.duty_id, row.key): row
        for row in _known(duties=[duty.pk for duty in found], keys=keys, first=first, last=last)
    }
    missing = [
        DutyOccurrence(duty_id=duty, key=key, opens=period.opens, due=period.due)
        for (duty, key), period in wanted.items()
        if (duty, key) not in known
    ]
    if missing:
        bulk_create_with_history(missing, DutyOccurrence, default_change_reason="ensure")
    changes = Changes(made=len(missing))
    for place, row in known.items():
        _follow_norm(row, wanted.get(place), (first, last), changes)
    return changes


def _wanted(deal: CityDeal, duties: Sequence[Duty], first: date, last: date) -> dict[tuple[int, str], Period]:
    """Return what is owed: (duty, key) → days."""
    term = Term(deal.start, deal.end, deal.december_rule, deal.report_halves)
    around = {duty.around_id for duty in duties if duty.pattern == DutyPattern.AROUND_MEETING}
    meetings = _meeting_days(around, first, last) if around else {}
    return {
        (duty.pk, period.key): period
        for duty in duties
        for period in periods_due(_norm(duty, meetings), term, first, last)
    }


def _norm(duty: Duty, meetings: dict[int, list[tuple[int, date]]]) -> Norm:
    """Return a duty as the arithmetic wants it; needs body and phase loaded. A body owes while it exists."""
    phase, body = duty.phase, duty.body
    ends = [end for end in (duty.end, body.end if body else None) if end is not None]
    return Norm(
        pattern=duty.pattern,
        start=duty.start,
        end=min(ends, default=None),
        number=duty.number or 0,
        phase=(phase.actual_start or phase.planned_start, phase.actual_end or phase.planned_end)
        if phase
        else None,
        meetings=tuple(meetings.get(duty.around_id or 0, ())),
    )


def _meeting_days(bodies: set[int | None], first: date, last: date) -> dict[int, list[tuple[int, date]]]:
    """Return the meetings around which something is due: body id → (id, day). Two queries.

    A draft has no day yet that anybody knows; a cancelled one asks for nothing.
    """
    asked = Meeting.objects.filter(
        starts_at__date__gte=first - _AROUND, starts_at__date__lte=last + _AROUND
    ).exclude(state__in=[MeetingState.DRAFT, MeetingState.CANCELLED])
    own = asked.filter(body__in=bodies).values_list("body", "pk", "starts_at")
    joint = asked.filter(joint_bodies__in=bodies).values_list("joint_bodies", "pk", "starts_at")
    found: dict[int, list[tuple[int, date]]] = {}
    for body, pk, starts_at in own.union(joint):
        found.setdefault(body, []).append((pk, timezone.localdate(starts_at)))
    return found


def _follow_norm(
    row: DutyOccurrence, period: Period | None, window: tuple[date, date], changes: Changes
) -> None:
    """Move an occurrence to the days of its period, or let it lapse where it has none any more."""
    if period is None:
        if row.state == OccurrenceState.PLANNED and window[0] <= row.due <= window[1]:
            changes.lapsed += _change(row, OccurrenceState.LAPSED, row.opens, row.due)
    elif row.state in (OccurrenceState.PLANNED, OccurrenceState.LAPSED) and (
        row.state == OccurrenceState.LAPSED or (row.opens, row.due) != (period.opens, period.due)
    ):
        changes.moved += _change(row, OccurrenceState.PLANNED, period.opens, period.due)


def _change(row: DutyOccurrence, state: str, opens: date, due: date) -> bool:
    """Change a row unless somebody else did something to it in between; whether it was changed."""
    locked = DutyOccurrence.objects.select_for_update().get(pk=row.pk)
    if locked.state != row.state:
        return False
    locked.state, locked.opens, locked.due = state, opens, due
    locked.save()
    return True


@compiled
def _duties(deal: Any) -> QuerySet[Duty]:
    return Duty.objects.filter(deal=deal).select_related("body", "phase")


@compiled
def _known(duties: Any, keys: Any, first: Any, last: Any) -> QuerySet[DutyOccurrence]:
    in_sight = Q(due__gte=first) & Q(due__lte=last)
    return DutyOccurrence.objects.filter(Q(key__any=keys) | in_sight, duty__any=duties)
