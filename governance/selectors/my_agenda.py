"""Somebody's own agenda over all deals: meetings, what is owed, what is asked, what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.models import User
from governance.enums import DealState, OccurrenceState
from governance.models import DutyOccurrence, Meeting, PartyRequest
from governance.permissions import among_answerable
from governance.permissions_actions import own_actions
from governance.permissions_duties import among_my_duties, among_my_meetings, my_scopes
from governance.selectors.calendar import (
    CalendarEntry,
    CalendarPage,
    calendar_page,
    meeting_entry,
    occurrence_entries,
    year_bounds,
)

TO_DO = gettext_lazy("To do")


def my_agenda(user: User, year: int, on: date) -> CalendarPage:
    """Return the agenda of an account over a year, and what is late of any year.

    Four queries and those of its rights, however many deals. Needs nothing loaded.
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
            *_asked(user, on),
            *_actions(user, on),
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
    found: list[DutyOccurrence] = _occurrences(first=first, last=last, on=on, **scopes)
    return found


def _asked(user: User, on: date) -> Iterator[CalendarEntry]:
    """Yield the questions to parties that this account may answer."""
    for request in _requests(user=user.pk, on=on):
        yield CalendarEntry(
            day=request.answer_until,
            title=f"{request.get_kind_display()}: {request.party.organization.name}",
            text=request.party.deal.name,
            url=address("governance:my_request", request.pk),
            badge="active",
            label=TO_DO,
        )


def _actions(user: User, on: date) -> Iterator[CalendarEntry]:
    """Yield the actions of this account that are not finished."""
    for action in own_actions(user, on):
        is_late = action.due_on < on
        yield CalendarEntry(
            day=action.due_on,
            title=_("Action: %(action)s") % {"action": action.text},
            text=f"{action.body.name}, {action.body.deal.name}",
            url=address("governance:action_detail", action.body.deal.slug, action.body.slug, action.pk),
            badge="danger" if is_late else "active",
            label=gettext_lazy("Too late") if is_late else TO_DO,
            is_late=is_late,
        )


@compiled
def _meetings(begin: Any, end: Any, user: Any, own: Any, prepares: Any, keeps: Any) -> QuerySet[Meeting]:
    mine = among_my_meetings(user, own, prepares, keeps)
    found = Meeting.objects.filter(mine, starts_at__gte=begin, starts_at__lt=end)
    return found.select_related("body__deal")


@compiled
def _occurrences(
    first: Any, last: Any, on: Any, user: Any, own: Any, prepares: Any, keeps: Any
) -> QuerySet[DutyOccurrence]:
    late = Q(state=OccurrenceState.PLANNED) & Q(due__lt=on)
    found = DutyOccurrence.objects.filter(
        among_my_duties(user, own, prepares, keeps, "duty"),
        (Q(due__gte=first) & Q(due__lte=last)) | late,
    ).exclude(state=OccurrenceState.LAPSED)
    found = found.exclude(duty__deal__state=DealState.CLOSED)
    return found.select_related("duty__body", "duty__deal")


@compiled
def _requests(user: Any, on: Any) -> QuerySet[PartyRequest]:
    asked = PartyRequest.objects.filter(
        among_answerable(user, on), answered_at__isnull=True, withdrawn_at__isnull=True, answer_until__gte=on
    )
    return asked.select_related("party__deal", "party__organization")
