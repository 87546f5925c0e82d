"""Somebody's own agenda over all deals: meetings, what is owed, what is asked, what is late."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from citydeal.common.compiled import compiled
from citydeal.models import User
from governance.enums import DealState, OccurrenceState
from governance.models import DutyOccurrence, Meeting
from governance.permissions_duties import among_my_duties, among_my_meetings, my_scopes
from governance.selectors.calendar import (
    CalendarPage,
    calendar_page,
    meeting_entry,
    occurrence_entries,
    year_bounds,
)
from governance.selectors.calendar_work import my_work


def my_agenda(user: User, year: int, on: date) -> CalendarPage:
    """Return the agenda of an account over a year, and what is late of any year.

    Five queries and those of its rights, however many deals. Needs nothing loaded.
    """
    begin, end = year_bounds(year)
    scopes = my_scopes(user)
    meetings = my_meetings(begin, end, scopes)
    occurrences = my_occurrences(date(year, 1, 1), date(year, 12, 31), on, scopes)
    shown = {meeting.pk for meeting in meetings}
    return calendar_page(
        [
            *(meeting_entry(meeting, with_deal=True) for meeting in meetings),
            *occurrence_entries(occurrences, shown, on, with_deal=True),
            *my_work(user, on),
        ],
        year,
        on,
    )


def my_meetings(begin: datetime, end: datetime, scopes: dict[str, Any]) -> list[Meeting]:
    """Return the meetings in somebody's agenda that start in this time, with body and deal. One query."""
    found: list[Meeting] = _meetings(begin=begin, end=end, **scopes)
    return found


def my_occurrences(first: date, last: date, on: date, scopes: dict[str, Any]) -> list[DutyOccurrence]:
    """Return what somebody sees to that is due in these days, or is late. One query."""
    found: list[DutyOccurrence] = _occurrences(
        first=first, last=last, on=on, prepares=scopes["prepares"], keeps=scopes["keeps"]
    )
    return found


@compiled
def _meetings(
    begin: Any, end: Any, invited: Any, today: Any, own: Any, prepares: Any, keeps: Any
) -> QuerySet[Meeting]:
    mine = among_my_meetings(invited, today, own, prepares, keeps)
    found = Meeting.objects.filter(mine, starts_at__gte=begin, starts_at__lt=end)
    return found.select_related("body__deal")


@compiled
def _occurrences(first: Any, last: Any, on: Any, prepares: Any, keeps: Any) -> QuerySet[DutyOccurrence]:
    late = Q(state=OccurrenceState.PLANNED) & Q(due__lt=on)
    found = DutyOccurrence.objects.filter(
        among_my_duties(prepares, keeps, "duty"),
        (Q(due__gte=first) & Q(due__lte=last)) | late,
    ).exclude(state=OccurrenceState.LAPSED)
    found = found.exclude(duty__deal__state=DealState.CLOSED)
    return found.select_related("duty__body", "duty__deal")
