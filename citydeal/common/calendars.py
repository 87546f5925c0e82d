"""Calendar entries that Outlook, Google, Thunderbird and Apple read (iCalendar, RFC 5545 and 5546).

Moments are written in UTC, so that no time zone has to travel along. Everything goes through the library,
which folds and escapes; a title never reaches the text by itself. The library is read when the first entry is
made, since most web workers never make one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import vCalAddress

PRODUCT = "-//City Deal-portaal//Vergaderingen//NL"


class Method(StrEnum):
    """What a calendar does with an entry."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Entry:
    """One calendar entry, as it is sent to one person.

    ``uid`` stays the same for as long as the entry lives; ``sequence`` goes up with each change.
    ``is_firm``: no reservation any more. ``stamp``: when this version was made.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    stamp: datetime
    location: str = ""
    description: str = ""
    url: str = ""
    is_firm: bool = True


@dataclass(frozen=True)
class Address:
    """A name with an address, of who calls or who is asked."""

    name: str
    email: str


def calendar_text(entry: Entry, method: Method, organizer: Address, attendee: Address) -> str:
    """Return one entry for one person as text, with lines of at most 75 octets that end in CRLF."""
    from icalendar import Calendar, Event, vText

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", _status(entry, method))
    event.add("transp", "OPAQUE")
    event.add("organizer", _who(organizer))
    guest = _who(attendee)
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["PARTSTAT"] = vText("NEEDS-ACTION")
    # Answers come in through the page with the button, which tells who answers and who replaces.
    guest.params["RSVP"] = vText("FALSE")
    event.add("attendee", guest)
    for name, value in (("location", entry.location), ("description", entry.description), ("url", entry.url)):
        if value:
            event.add(name, value)
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def _status(entry: Entry, method: Method) -> str:
    if method == Method.CANCEL:
        return "CANCELLED"
    return "CONFIRMED" if entry.is_firm else "TENTATIVE"


def _who(address: Address) -> vCalAddress:
    from icalendar import vCalAddress, vText

    who = vCalAddress(f"mailto:{address.email}")
    # A quote cannot stand in a parameter (RFC 5545, 3.2).
    who.params["CN"] = vText(address.name.replace('"', "'"))
    return who
