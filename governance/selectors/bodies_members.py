"""The members of a body as rows of its page: a seat with who sits on it, or a member without a seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from citydeal.common.text import Text
from governance.enums import MembershipRole, Office, SeatStatus
from governance.models import Body, CityDeal, Membership, Seat
from governance.selectors.facts import MEMBERSHIP_COLUMNS, SEAT_COLUMNS, Loaded

# Shape per status of a seat; a filled one has none (design: do not colour what is normal).
_BADGES = {
    SeatStatus.ENDS_SOON.value: "warning",
    SeatStatus.CARRIED_OVER.value: "warning",
    SeatStatus.WAITING.value: "neutral",
    SeatStatus.VACANT.value: "danger",
}


@dataclass(frozen=True)
class RowWords:
    """The words that the rows of one list share: put in the language of now once, not in every row."""

    deal_slug: str
    change: str
    end: str
    change_seat: str
    ask_party: str
    since: str
    planned: str
    not_filled: str
    not_known: str
    name_member: str
    name_successor: str
    name_deputy: str
    deputy: str
    party: str
    period: str
    status: str
    acts: str
    offices: Mapping[str, str]
    roles: Mapping[str, str]
    statuses: Mapping[str, str]

    @classmethod
    def of(cls, deal: CityDeal) -> RowWords:
        """Return them for the bodies of a deal, in the language of now."""
        return cls(
            deal_slug=deal.slug,
            change=pgettext("verb", "Change"),
            end=pgettext("verb", "End"),
            change_seat=_("Change the seat"),
            ask_party=_("Ask the party"),
            since=_("Since %(since)s"),
            planned=_("Planned until %(day)s"),
            not_filled=_("Not filled"),
            not_known=_("Not known yet"),
            name_member=_("Name a member"),
            name_successor=_("Name a successor"),
            name_deputy=_("Name a deputy"),
            deputy=_("Deputy"),
            party=_("Party"),
            period=_("Period"),
            status=_("Status"),
            acts=_("Change"),
            offices={value: str(label) for value, label in Office.choices},
            roles={value: str(label) for value, label in MembershipRole.choices},
            statuses={value: str(label) for value, label in SeatStatus.choices},
        )

    def address(self, name: str, pk: int) -> str:
        """Return the address of a page in this deal about one record."""
        return address(f"governance:{name}", self.deal_slug, pk)


class Place(NamedTuple):
    """A seat as its row reads it: what rules read (SeatFact), and how it stands.

    ``status`` is a SeatStatus; ``holder_id`` the membership that fills it.
    """

    start: date
    end: date | None
    id: int
    name: str
    organization_id: int | None
    asked_on: date | None
    party_id: int | None
    office: str
    status: str
    holder_id: int | None


class Sitting(NamedTuple):
    """A membership as its row reads it: what rules read (MembershipFact), and its position."""

    start: date
    end: date | None
    id: int
    person_id: int
    person: str
    seat_id: int | None
    organization_id: int | None
    role: str
    is_deputy: bool
    term_end: date | None
    follows: int | None
    office: str | None
    title: str | None
    organization: str | None

    @property
    def role_label(self) -> Text:
        """Return the role in words."""
        return MembershipRole(self.role).label


@dataclass(frozen=True)
class SeatRow:
    """A line of the list of members: a seat with who sits on it, or a member without a seat.

    ``status`` is a SeatStatus; ``vacant_since`` the day from which nobody sits on the seat.
    """

    words: RowWords
    seat: Place | None
    status: str
    member: Sitting | None
    deputies: Sequence[Sitting]
    next_member: Sitting | None = None
    vacant_since: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether somebody has to be named."""
        return self.member is None

    @property
    def naming(self) -> str:
        """Return what naming somebody for this seat means now: a member, a successor or a deputy."""
        if self.member is None:
            return self.words.name_member
        goes_on = self.seat is None or self.seat.end != self.member.end
        if self.member.end is not None and not self.next_member and goes_on:
            return self.words.name_successor
        return self.words.name_deputy

    @property
    def actions(self) -> list[tuple[str, str, str]]:
        """Return what the secretary can do here: words, address, and about whom.

        A known last day is changed, not ended again.
        """
        words, found = self.words, []
        if self.member:
            member, name = self.member.id, self.member.person
            found.append((words.change, words.address("membership_edit", member), name))
            if self.member.end is None:
                found.append((words.end, words.address("membership_end", member), name))
        if self.seat:
            seat, owner = self.seat.id, self.seat.name
            found.append((self.naming, words.address("seat_name_member", seat), owner))
            if self.asks_party:
                found.append((words.ask_party, words.address("seat_ask", seat), owner))
            found.append((words.change_seat, words.address("seat_edit", seat), owner))
        return found

    @property
    def asks_party(self) -> bool:
        """Whether the party may be asked to name somebody: nobody sits here, or nobody comes next."""
        if self.seat is None or self.seat.party_id is None or self.seat.asked_on is not None:
            return False
        return self.member is None or (self.member.end is not None and not self.next_member)

    @property
    def person_url(self) -> str:
        """Return the page of the member."""
        return self.words.address("person_detail", self.member.person_id) if self.member else ""

    @property
    def name(self) -> str:
        """Return who sits here, or that nobody does."""
        return self.member.person if self.member else self.words.not_filled

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Return the lines under the name: words, then a name and its page, which may be empty."""
        found = [(self.sub_line, "", "")]
        for deputy in self.deputies:
            page = self.words.address("person_detail", deputy.person_id)
            found.append((self.words.deputy, deputy.person, page))
        if self.next_member:
            found.append((self.next_line, "", ""))
        return found

    @property
    def owner(self) -> str:
        """Return whose seat it is, or where a member without a seat comes from."""
        if self.seat:
            return self.seat.name
        return (self.member.organization or "") if self.member else ""

    @property
    def office(self) -> str:
        """Return the office the seat goes with, in words."""
        return self.words.offices[self.seat.office] if self.seat and self.seat.office else ""

    @property
    def sub_line(self) -> str:
        """Return the line under the name: role and office, or since when the seat is empty."""
        if self.member is None:
            since = in_words(self.vacant_since) if self.vacant_since else ""
            return self.words.since % {"since": since}
        member = self.member
        role = "" if member.role == MembershipRole.MEMBER else self.words.roles[member.role]
        office = member.title or (self.words.offices[member.office] if member.office else "")
        return " – ".join(part for part in (role, office) if part)

    @property
    def next_line(self) -> str:
        """Return who comes next and from when; empty when nobody is known."""
        if not self.next_member:
            return ""
        return _("From %(start)s: %(person)s") % {
            "start": in_words(self.next_member.start),
            "person": self.next_member.person,
        }

    @property
    def since(self) -> str:
        """Return since when somebody sits here, in words."""
        if self.member is None:
            return ""
        return self.words.since % {"since": in_words(self.member.start)}

    @property
    def planned(self) -> list[tuple[str, str, str]]:
        """Return until when the member was to stay, as a line under since when; none without a day."""
        if self.member is None or self.member.term_end is None:
            return []
        return [(self.words.planned % {"day": in_words(self.member.term_end)}, "", "")]

    @property
    def badge(self) -> str:
        """Return the shape of the status; a filled seat is plain text: what is normal has no colour."""
        return _BADGES.get(self.status, "")

    @property
    def status_label(self) -> str:
        """Return the status in words."""
        return self.words.statuses[self.status]


def load_members(body: Body, on: date) -> tuple[Loaded, list[Place], list[Sitting]]:
    """Return seats and memberships as rules and as rows read them. Two queries."""
    seats = _seats(body=body.pk, on=on, soon=on + timedelta(days=body.deal.warning_days))
    memberships = _memberships(body=body.pk)
    loaded = Loaded.of(seats, memberships)
    places = zip(loaded.seats, seats, strict=True)
    return (
        loaded,
        [Place(*fact, *row[len(SEAT_COLUMNS) :]) for (_body, fact), row in places],
        [Sitting(*row[1:]) for row in memberships],
    )


@compiled
def _memberships(body: Any) -> QuerySet[Any]:
    position = ("position__office", "position__title", "position__organization__name")
    return Membership.objects.filter(body=body).values_list(*MEMBERSHIP_COLUMNS, *position)


@compiled
def _seats(body: Any, on: Any, soon: Any) -> QuerySet[Any]:
    seats = Seat.objects.filter(body=body).with_status(on, soon)
    return seats.values_list(*SEAT_COLUMNS, "party_id", "office", "status", "holder_id")


def seat_rows(deal: CityDeal, seats: list[Place], memberships: list[Sitting], on: date) -> list[SeatRow]:
    """Return the rows of a day: of the seats, and of who has none. ``memberships``: of every day."""
    words = RowWords.of(deal)
    by_seat: dict[int | None, list[Sitting]] = defaultdict(list)
    for membership in memberships:
        by_seat[membership.seat_id].append(membership)
    rows = [_seat_row(words, seat, by_seat[seat.id], on) for seat in seats if _holds(seat, on)]
    loose = [m for m in by_seat[None] if _holds(m, on)]
    rows += [
        SeatRow(words, None, SeatStatus.FILLED.value, member, [d for d in loose if d.is_deputy])
        for member in loose
        if not member.is_deputy
    ]
    # Empty seats first: they ask for something. The sort keeps the order of the covenant.
    return sorted(rows, key=lambda row: not row.is_empty)


def _seat_row(words: RowWords, seat: Place, memberships: list[Sitting], on: date) -> SeatRow:
    own = [m for m in memberships if not m.is_deputy]
    member = next((m for m in own if m.id == seat.holder_id), None)
    ended = [m.end for m in own if m.end and m.end < on]
    return SeatRow(
        words=words,
        seat=seat,
        status=seat.status,
        member=member,
        deputies=[m for m in memberships if m.is_deputy and _holds(m, on)],
        next_member=next((m for m in own if m.start > on), None),
        vacant_since=None if member else (max(ended) + timedelta(days=1) if ended else seat.start),
    )


def _holds(record: Place | Sitting, on: date) -> bool:
    return record.start <= on and (record.end is None or on <= record.end)
