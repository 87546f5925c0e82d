"""Calendars as their pages show them: a year with what is in it, and what is late in plain sight."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.slots import parts_of
from governance.enums import MeetingState, OccurrenceState
from governance.models import CityDeal, DutyOccurrence, Meeting, Phase
from governance.permissions import Actor
from governance.permissions_duties import among_open_duties, duties_open_to
from governance.permissions_meetings import among_open_meetings, meetings_open_to
from governance.selectors.calendar_work import CalendarEntry, deal_work
from governance.selectors.duties import occurrence_status

DAYS_IN_WEEK = 7
_MEETING_STATES: dict[str, str] = {
    MeetingState.DRAFT: "neutral",
    MeetingState.RESERVED: "neutral",
    MeetingState.CONVENED: "active",
    MeetingState.IN_SESSION: "active",
    MeetingState.MINUTES: "warning",
    MeetingState.ADOPTED: "safe",
    MeetingState.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class MonthList:
    """A month with what is in it, in order of day. ``slug``: the id of its section."""

    first: date
    entries: Sequence[CalendarEntry]

    @property
    def slug(self) -> str:
        """Return the id of its section."""
        return f"maand-{self.first.month}"


@dataclass(frozen=True)
class DayCell:
    """A day in the month form; ``belongs``: to the month, and not to the week before or after it."""

    day: date
    entries: Sequence[CalendarEntry]
    belongs: bool
    is_today: bool


@dataclass(frozen=True)
class CalendarPage:
    """A calendar over a year. ``late``: what should have been done by now, whatever its year."""

    year: int
    entries: Sequence[CalendarEntry]
    late: Sequence[CalendarEntry]
    on: date

    def months(self) -> list[MonthList]:
        """Return the months in which something is, in order."""
        found = [
            MonthList(date(self.year, month, 1), [e for e in self.entries if e.day.month == month])
            for month in range(1, 13)
        ]
        return [month for month in found if month.entries]

    def weeks(self, month: int) -> list[list[DayCell]]:
        """Return the weeks of a month, from Monday to Sunday, with what is on each day."""
        by_day: dict[date, list[CalendarEntry]] = {}
        for entry in self.entries:
            by_day.setdefault(entry.day, []).append(entry)
        return [
            [DayCell(day, by_day.get(day, []), day.month == month, day == self.on) for day in week]
            for week in calendar.Calendar().monthdatescalendar(self.year, month)
        ]


def calendar_page(entries: Iterable[CalendarEntry], year: int, on: date) -> CalendarPage:
    """Return a calendar of a year; of other years only what is late goes along."""
    found = sorted(entries, key=lambda entry: (entry.day, entry.moment, entry.title))
    return CalendarPage(
        year=year,
        entries=[entry for entry in found if entry.day.year == year],
        late=[entry for entry in found if entry.is_late],
        on=on,
    )


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """Return the first moment of a year in the Netherlands, and that of the next one."""
    return tuple(  # type: ignore[return-value]  # two of them
        timezone.make_aware(datetime.combine(date(number, 1, 1), time.min)) for number in (year, year + 1)
    )


def deal_calendar(user: Actor, deal: CityDeal, year: int, on: date) -> CalendarPage:
    """Return the calendar of a deal for this reader: meetings, duties, what is to be done, ends of phases.

    Other apps add entries with a slot "deal_calendar", whose data are entries. Six queries and theirs; three
    for who is not signed in.
    """
    begin, end = year_bounds(year)
    meetings = _meetings(begin=begin, end=end, **meetings_open_to(user, deal))
    shown = {meeting.pk for meeting in meetings}
    occurrences = _occurrences(
        first=date(year, 1, 1), last=date(year, 12, 31), on=on, **duties_open_to(user, deal)
    )
    parts = parts_of("deal_calendar", user=user, deal=deal, year=year, on=on)
    return calendar_page(
        [
            *(meeting_entry(meeting) for meeting in meetings),
            *occurrence_entries(occurrences, shown, on),
            *deal_work(user, deal, on),
            *_phases(deal),
            *(entry for part in parts for entry in part.data),
        ],
        year,
        on,
    )


def meeting_entry(meeting: Meeting, *, with_deal: bool = False) -> CalendarEntry:
    """Return a meeting in a calendar; needs body and deal loaded. ``with_deal``: say of which deal."""
    starts = timezone.localtime(meeting.starts_at)
    places = [meeting.body.name, meeting.body.deal.name if with_deal else "", meeting.location]
    return CalendarEntry(
        day=starts.date(),
        title=meeting.title,
        text=", ".join(part for part in places if part),
        url=meeting.get_absolute_url(),
        badge=_MEETING_STATES[meeting.state],
        label=meeting.get_state_display(),
        moment=time_format(starts, "H.i"),
    )


def occurrence_entries(
    occurrences: Iterable[DutyOccurrence], meetings: set[int], on: date, *, with_deal: bool = False
) -> list[CalendarEntry]:
    """Return what is owed, each on its last day; not what a shown meeting will do, unless it is late."""
    found = []
    for occurrence in occurrences:
        duty = occurrence.duty
        is_late = occurrence.state == OccurrenceState.PLANNED and occurrence.due < on
        if occurrence.meeting_id in meetings and not is_late:
            continue
        badge, label = occurrence_status(occurrence, on)
        parts = [duty.body.name if duty.body else "", duty.deal.name if with_deal else ""]
        window = _("from %(first)s until %(last)s") % {
            "first": date_format(occurrence.opens, "DATE_FORMAT"),
            "last": date_format(occurrence.due, "DATE_FORMAT"),
        }
        found.append(
            CalendarEntry(
                day=occurrence.due,
                title=duty.name,
                text=", ".join(part for part in [*parts, window] if part),
                url=address("governance:occurrence_detail", duty.deal.slug, duty.pk, occurrence.pk),
                badge=badge,
                label=label,
                is_late=is_late,
            )
        )
    return found


def _phases(deal: CityDeal) -> list[CalendarEntry]:
    """Return the ends of phases and of the deal itself. One query."""
    url = address("governance:covenant_detail", deal.slug)
    found = [
        CalendarEntry(day=end, title=_("End of phase: %(phase)s") % {"phase": phase.name}, url=url)
        for phase in Phase.objects.filter(deal=deal)
        if (end := phase.actual_end or phase.planned_end) is not None
    ]
    if deal.end is not None:
        found.append(CalendarEntry(day=deal.end, title=_("Last day of the deal"), url=url, badge="warning"))
    return found


@compiled
def _meetings(
    begin: Any,
    end: Any,
    deal: Any,
    levels: Any,
    own: Any,
    keeper: Any,
    reader: Any,
    secretary: Any,
    invited: Any,
    today: Any,
) -> QuerySet[Meeting]:
    found = Meeting.objects.filter(
        among_open_meetings(deal, levels, own, keeper, reader, secretary, invited, today),
        starts_at__gte=begin,
        starts_at__lt=end,
    )
    return found.select_related("body__deal")


@compiled
def _occurrences(
    first: Any, last: Any, on: Any, deal: Any, levels: Any, own: Any, inside: Any
) -> QuerySet[DutyOccurrence]:
    late = Q(state=OccurrenceState.PLANNED) & Q(due__lt=on)
    found = DutyOccurrence.objects.filter(
        among_open_duties(deal, levels, own, inside, "duty"),
        (Q(due__gte=first) & Q(due__lte=last)) | late,
    ).exclude(state=OccurrenceState.LAPSED)
    return found.select_related("duty__body", "duty__deal")
