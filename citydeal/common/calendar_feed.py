"""Agendas that another calendar program reads by itself (iCalendar, RFC 5545).

The same agenda gives the same bytes, so that the program hears "nothing new". The rules of summer time
are written once, in two lines that every program understands: lists of days are not (Outlook). The library
is read when the first agenda is made, since most web workers never make one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//City Deal-portaal//Agenda//NL"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# How often a program looks again.
REFRESH = timedelta(hours=6)

# Since 1996 Europe changes its clocks on the last Sundays of March and October, at 1.00 UTC.
_TIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class FeedEntry:
    """One entry: from moment to moment, or whole days (``ends`` is then the day after the last one).

    ``uid`` stays the same as long as the entry lives. ``stamp``: when it last changed.
    """

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date
    stamp: datetime
    sequence: int = 0
    location: str = ""
    url: str = ""
    is_firm: bool = True
    is_cancelled: bool = False


def feed_bytes(*, uid: str, name: str, host: str, entries: Iterable[FeedEntry]) -> bytes:
    """Return an agenda. ``uid`` names it for ever; ``host`` makes the names of its entries unique."""
    from icalendar import Calendar, Component, vDuration

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    # The library would draw a new one each time, and nothing would ever be the same.
    calendar.add("uid", f"{uid}@{host}")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add_component(Component.from_ical(_TIMEZONE))
    for entry in entries:
        calendar.add_component(_event(entry, host))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: FeedEntry, host: str) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid if "@" in entry.uid else f"{entry.uid}@{host}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("dtstart", _local(entry.starts))
    event.add("dtend", _local(entry.ends))
    event.add("status", _status(entry))
    event.add("transp", "OPAQUE" if isinstance(entry.starts, datetime) else "TRANSPARENT")
    for key, value in (("location", entry.location), ("url", entry.url)):
        if value:
            event.add(key, value)
    return event


def _local(when: datetime | date) -> datetime | date:
    return when.astimezone(AMSTERDAM) if isinstance(when, datetime) else when


def _status(entry: FeedEntry) -> str:
    if entry.is_cancelled:
        return "CANCELLED"
    return "CONFIRMED" if entry.is_firm else "TENTATIVE"
