"""Occurrences of duties: made when they are missing, moved when the norm moves, never made twice.

What is due is arithmetic (rules/calendar.py); here it becomes rows. A row is never deleted, because a
deleted one would be made again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from citydeal.common.compiled import compiled
from governance.enums import DealState, DutyPattern, MeetingState, OccurrenceState
from governance.models import CityDeal, Duty, DutyOccurrence, Meeting
from governance.rules.calendar import Norm, Period, Term, periods_due

# So far the calendar looks ahead and catches up behind, in days.
HORIZON = timedelta(days=400)
Place = tuple[int, str]
# A meeting may go with what is due some weeks before or after it.
_AROUND = timedelta(days=100)


@dataclass
class Changes:
    """What was done to the occurrences of a deal: numbers of them."""

    made: int = 0
    moved: int = 0
    lapsed: int = 0


@dataclass
class Calendar:
    """What a deal owes from 400 days back to 400 days ahead, and the rows that there are of it.

    ``wanted``: (duty, key) → days; ``rows``: the same → its row, also what was done or dropped.
    """

    deal: CityDeal
    first: date
    last: date
    duties: dict[int, Duty] = field(default_factory=dict)
    wanted: dict[Place, Period] = field(default_factory=dict)
    rows: dict[Place, DutyOccurrence] = field(default_factory=dict)

    def missing(self) -> list[DutyOccurrence]:
        """Return rows for what is owed and has none, not saved yet."""
        return [
            DutyOccurrence(duty_id=duty, key=key, opens=period.opens, due=period.due)
            for (duty, key), period in self.wanted.items()
            if (duty, key) not in self.rows
        ]

    def misplaced(self) -> Iterator[tuple[DutyOccurrence, Period | None]]:
        """Yield rows whose days are others by now, and with ``None`` what is owed no more.

        Only what is planned moves or lapses. What had lapsed and is owed again is planned again.
        """
        for place, row in self.rows.items():
            period = self.wanted.get(place)
            if period is None:
                if self.owes(row):
                    yield row, None
            elif row.state == OccurrenceState.LAPSED or (
                row.state == OccurrenceState.PLANNED and (row.opens, row.due) != (period.opens, period.due)
            ):
                yield row, period

    def owes(self, row: DutyOccurrence) -> bool:
        """Whether this row is still to be done, within the days of the calendar."""
        return row.state == OccurrenceState.PLANNED and self.first <= row.due <= self.last

    def is_up_to_date(self) -> bool:
        """Whether the rows are those that are owed, on their days."""
        return self.wanted.keys() <= self.rows.keys() and next(self.misplaced(), None) is None


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
    if deal.state == DealState.CLOSED:
        return Changes()
    (calendar,) = read_calendars([deal], on, duties)
    return make_occurrences(calendar)


def read_calendars(
    deals: Sequence[CityDeal], on: date, duties: Sequence[int] | None = None
) -> list[Calendar]:
    """Return what each of these deals owes as of a day; ``duties``: of these alone.

    Two queries for all of them, and one more with duties around meetings. Source: rules 4, 7, 9, 48 and 60.
    """
    first, last = on - HORIZON, on + HORIZON
    calendars = {deal.pk: Calendar(deal, first, last) for deal in deals}
    found = [duty for duty in _duties(deals=list(calendars)) if duties is None or duty.pk in duties]
    meetings = _meeting_days(found, first, last)
    for duty in found:
        calendar = calendars[duty.deal_id]
        duty.deal = calendar.deal
        if duty.body is not None:
            duty.body.deal = calendar.deal
        calendar.duties[duty.pk] = duty
        for period in periods_due(_norm(duty, meetings), _term(calendar.deal), first, last):
            calendar.wanted[duty.pk, period.key] = period
    of_duty = {duty.pk: calendars[duty.deal_id] for duty in found}
    keys = sorted({key for calendar in calendars.values() for _duty, key in calendar.wanted})
    for row in _known(duties=list(of_duty), keys=keys, first=first, last=last) if found else ():
        of_duty[row.duty_id].rows[row.duty_id, row.key] = row
    return list(calendars.values())


def planned_rows(calendars: Iterable[Calendar]) -> list[DutyOccurrence]:
    """Return what is still to be done, per deal in order of its last day, with duty, body and deal.

    One query, for the meetings of all.
    """
    found: list[DutyOccurrence] = []
    for calendar in calendars:
        rows = [row for row in calendar.rows.values() if calendar.owes(row)]
        for row in rows:
            row.duty = calendar.duties[row.duty_id]
        found += sorted(rows, key=lambda row: (row.due, row.pk))
    planned_for = [row.meeting_id for row in found if row.meeting_id is not None]
    meetings = {meeting.pk: meeting for meeting in _meetings(pks=planned_for)} if planned_for else {}
    for row in found:
        row.meeting = meetings.get(row.meeting_id or 0)
    return found


def make_occurrences(calendar: Calendar) -> Changes:
    """Make what is missing of a calendar; move and drop what changed. Its rows follow.

    Call it with the calendar of the deal locked. What was done or dropped stays as it was. Writes history.
    """
    missing = calendar.missing()
    changes = Changes(made=len(missing))
    for row, period in list(calendar.misplaced()):
        if period is None:
            changes.lapsed += _change(row, OccurrenceState.LAPSED, row.opens, row.due)
        else:
            changes.moved += _change(row, OccurrenceState.PLANNED, period.opens, period.due)
    if missing:
        bulk_create_with_history(missing, DutyOccurrence, default_change_reason="ensure")
    calendar.rows.update({(row.duty_id, row.key): row for row in missing})
    return changes


def _term(deal: CityDeal) -> Term:
    return Term(deal.start, deal.end, deal.december_rule, deal.report_halves)


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


def _meeting_days(duties: Iterable[Duty], first: date, last: date) -> dict[int, list[tuple[int, date]]]:
    """Return the meetings around which some of these duties fall due: body id → (id, day). At most one query.

    A draft has no day yet that anybody knows; a cancelled one asks for nothing.
    """
    bodies = {duty.around_id for duty in duties if duty.pattern == DutyPattern.AROUND_MEETING}
    found: dict[int, list[tuple[int, date]]] = defaultdict(list)
    if bodies:
        asked = Meeting.objects.filter(
            starts_at__date__gte=first - _AROUND, starts_at__date__lte=last + _AROUND
        ).exclude(state__in=[MeetingState.DRAFT, MeetingState.CANCELLED])
        own = asked.filter(body__in=bodies).values_list("body", "pk", "starts_at")
        joint = asked.filter(joint_bodies__in=bodies).values_list("joint_bodies", "pk", "starts_at")
        for body, pk, starts_at in own.union(joint):
            found[body].append((pk, timezone.localdate(starts_at)))
    return found


def _change(row: DutyOccurrence, state: str, opens: date, due: date) -> bool:
    """Change a row unless somebody else did something to it in between; whether it was changed."""
    locked = DutyOccurrence.objects.select_for_update().get(pk=row.pk)
    is_same = locked.state == row.state
    if is_same:
        locked.state, locked.opens, locked.due = state, opens, due
        locked.save()
    row.state, row.opens, row.due = locked.state, locked.opens, locked.due
    row.meeting_id = locked.meeting_id
    return is_same


@compiled
def _duties(deals: Any) -> QuerySet[Duty]:
    return Duty.objects.filter(deal__any=deals).select_related("body__way_of_working", "phase")


@compiled
def _known(duties: Any, keys: Any, first: Any, last: Any) -> QuerySet[DutyOccurrence]:
    in_sight = Q(due__gte=first) & Q(due__lte=last)
    return DutyOccurrence.objects.filter(Q(key__any=keys) | in_sight, duty__any=duties)


@compiled
def _meetings(pks: Any) -> QuerySet[Meeting]:
    return Meeting.objects.filter(pk__any=pks)
