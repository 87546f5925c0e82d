"""What the page of a body shows, on any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.body_kinds import BODY_KINDS
from governance.enums import MembershipRole, Office, SeatStatus
from governance.models import Body, CityDeal, Decision, Membership, Seat
from governance.permissions import (
    Actor,
    can_manage_composition,
    can_manage_people,
    can_read_history,
    can_view_body,
    readable_names,
    takes_part,
)
from governance.permissions_reports import may_name_decision
from governance.rules.explain import summary
from governance.selectors.decisions import DecisionRow, latest_decisions
from governance.selectors.facts import Loaded
from governance.selectors.findings import findings_of
from governance.selectors.presenting import FindingLine, finding_lines

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


@dataclass(frozen=True)
class SeatRow:
    """A line of the list of members: a seat with who sits on it, or a member without a seat.

    ``status`` is a SeatStatus; ``vacant_since`` the day from which nobody sits on the seat.
    """

    words: RowWords
    seat: Seat | None
    status: str
    member: Membership | None
    deputies: Sequence[Membership]
    next_member: Membership | None = None
    vacant_since: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether somebody has to be named."""
        return self.member is None

    @property
    def naming(self) -> str:
        """Return what naming somebody for this seat means now: a member, a successor or a deputy."""
        if self.member is None:
            return _("Name a member")
        goes_on = self.seat is None or self.seat.end != self.member.end
        if self.member.end is not None and not self.next_member and goes_on:
            return _("Name a successor")
        return _("Name a deputy")

    @property
    def actions(self) -> list[tuple[str, str, str]]:
        """Return what the secretary can do here: words, address, and about whom.

        A known last day is changed, not ended again.
        """
        words, found = self.words, []
        if self.member:
            name = self.member.person.name
            found.append((words.change, words.address("membership_edit", self.member.pk), name))
            if self.member.end is None:
                found.append((words.end, words.address("membership_end", self.member.pk), name))
        if self.seat:
            found.append((self.naming, words.address("seat_name_member", self.seat.pk), self.owner))
            if self.asks_party:
                found.append((words.ask_party, words.address("seat_ask", self.seat.pk), self.owner))
            found.append((words.change_seat, words.address("seat_edit", self.seat.pk), self.owner))
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
        return self.member.person.name if self.member else self.words.not_filled

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Return the lines under the name: words, then a name and its page, which may be empty."""
        found = [(self.sub_line, "", "")]
        for deputy in self.deputies:
            page = self.words.address("person_detail", deputy.person_id)
            found.append((self.words.deputy, deputy.person.name, page))
        if self.next_member:
            found.append((self.next_line, "", ""))
        return found

    @property
    def owner(self) -> str:
        """Return whose seat it is, or where a member without a seat comes from."""
        if self.seat:
            return self.seat.name
        position = self.member.position if self.member else None
        return position.organization.name if position else ""

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
        member, position = self.member, self.member.position
        role = "" if member.role == MembershipRole.MEMBER else self.words.roles[member.role]
        office = (position.title or self.words.offices[position.office]) if position else ""
        return " – ".join(part for part in (role, office) if part)

    @property
    def next_line(self) -> str:
        """Return who comes next and from when; empty when nobody is known."""
        if not self.next_member:
            return ""
        return _("From %(start)s: %(person)s") % {
            "start": in_words(self.next_member.start),
            "person": self.next_member.person.name,
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


@dataclass(frozen=True)
class BodyPage:
    """A body as it stands on a day.

    ``former``: who sat here, with the address that restores the membership where nobody took over.
    ``may_manage``: change who sits here; ``may_keep``: change the body, also when it is closed.
    """

    on: date
    findings: Sequence[FindingLine]
    summary: str
    rows: Sequence[SeatRow]
    former: Sequence[tuple[Membership, str]]
    decisions: Sequence[DecisionRow]
    characteristics: Sequence[tuple[str, str]]
    today: date
    exists: bool
    shows_people: bool
    may_manage: bool
    may_keep: bool
    may_read_history: bool
    takes_seats: bool
    takes_members: bool

    @property
    def count_line(self) -> str:
        """Return how many sit in the body, deputies not counted, and how many seats are empty."""
        empty = sum(row.is_empty for row in self.rows)
        members = len(self.rows) - empty
        line = ngettext("%(count)s member.", "%(count)s members.", members) % {"count": members}
        if not empty:
            return line
        seats = ngettext("%(count)s seat is not filled.", "%(count)s seats are not filled.", empty)
        return f"{line} {seats % {'count': empty}}"


def body_page(user: Actor, body: Body, on: date) -> BodyPage:
    """Return the page of a body on a day, as far as this account may see it.

    Persons are loaded only for who takes part in the deal; others see seats. Six queries besides the
    rights, whatever the number of seats.
    """
    shows_people = takes_part(user, body.deal)
    may_manage = can_manage_composition(user, body)
    memberships = _memberships(body=body.pk)
    seats = _seats(body=body.pk, on=on, soon=on + timedelta(days=body.deal.warning_days))
    found = findings_of(body.deal, [body], on, loaded=Loaded.of(seats, memberships))
    return BodyPage(
        on=on,
        findings=finding_lines(
            found,
            body.deal,
            names=readable_names(user, body.deal),
            may_manage=may_manage,
        ),
        summary=summary(found),
        rows=_rows(RowWords.of(body.deal), [seat for seat in seats if _holds(seat, on)], memberships, on),
        former=_former(body, memberships, on, may_manage) if shows_people else [],
        decisions=latest_decisions(user, body),
        characteristics=_characteristics(user, body),
        today=timezone.localdate(),
        exists=body.start <= on and (body.end is None or on <= body.end),
        shows_people=shows_people,
        may_manage=may_manage,
        may_keep=can_manage_people(user, body.deal),
        may_read_history=can_read_history(user, body.deal),
        takes_seats=bool(seats) or not memberships or BODY_KINDS[body.kind].has_seats,
        takes_members=not seats,
    )


def _former(
    body: Body, memberships: Sequence[Membership], on: date, may_manage: bool
) -> list[tuple[Membership, str]]:
    ended = [m for m in memberships if m.end and m.end < on][::-1]
    return [
        (
            member,
            address("governance:membership_restore", body.deal.slug, member.pk)
            if may_manage and not _taken_over(member, memberships)
            else "",
        )
        for member in ended
    ]


def _taken_over(member: Membership, memberships: Sequence[Membership]) -> bool:
    """Whether somebody sits, after this member, where the member sat: restoring would be refused."""
    if member.is_deputy or member.end is None:
        return False
    later = [other for other in memberships if not other.is_deputy and other.start > member.end]
    if member.seat_id is None:
        return any(o.person_id == member.person_id and o.role == member.role for o in later)
    return any(other.seat_id == member.seat_id for other in later)


@compiled
def _memberships(body: Any) -> QuerySet[Membership]:
    return Membership.objects.filter(body=body).with_people()


@compiled
def _seats(body: Any, on: Any, soon: Any) -> QuerySet[Seat]:
    seats = Seat.objects.filter(body=body).with_status(on, soon)
    return seats.select_related("party__organization", "organization")


def _ground(user: Actor, body: Body, decision: Decision | None) -> str:
    """Return the decision a body rests on, for who may open the body that took it, once it is open."""
    if decision is None:
        return ""
    decision.body.deal = body.deal
    if not (can_view_body(user, decision.body) and may_name_decision(user, decision)):
        return ""
    return f"{decision.body.name} {decision.label}"


def _characteristics(user: Actor, body: Body) -> list[tuple[str, str]]:
    rows = [
        (_("Kind"), str(body.get_kind_display())),
        (_("Founded"), date_format(body.start, "DATE_FORMAT")),
        (_("Closed after"), date_format(body.end, "DATE_FORMAT") if body.end else ""),
        (_("Basis"), _("Covenant, %(article)s") % {"article": body.article} if body.article else ""),
        (_("Founding decision"), _ground(user, body, body.founding_decision)),
        (_("Closing decision"), _ground(user, body, body.closing_decision)),
        (_("Who may read"), str(body.get_access_display())),
    ]
    return [(label, value) for label, value in rows if value]


def _rows(words: RowWords, seats: list[Seat], memberships: list[Membership], on: date) -> list[SeatRow]:
    by_seat: dict[int | None, list[Membership]] = defaultdict(list)
    for membership in memberships:
        by_seat[membership.seat_id].append(membership)
    rows = [_seat_row(words, seat, by_seat[seat.pk], on) for seat in seats]
    loose = [m for m in by_seat[None] if _holds(m, on)]
    rows += [
        SeatRow(words, None, SeatStatus.FILLED.value, member, [d for d in loose if d.is_deputy])
        for member in loose
        if not member.is_deputy
    ]
    # Empty seats first: they ask for something. The sort keeps the order of the covenant.
    return sorted(rows, key=lambda row: not row.is_empty)


def _seat_row(words: RowWords, seat: Seat, memberships: list[Membership], on: date) -> SeatRow:
    own = [m for m in memberships if not m.is_deputy]
    member = next((m for m in own if m.pk == seat.holder_id), None)  # type: ignore[attr-defined]
    ended = [m.end for m in own if m.end and m.end < on]
    return SeatRow(
        words=words,
        seat=seat,
        status=seat.status,  # type: ignore[attr-defined]
        member=member,
        deputies=[m for m in memberships if m.is_deputy and _holds(m, on)],
        next_member=next((m for m in own if m.start > on), None),
        vacant_since=None if member else (max(ended) + timedelta(days=1) if ended else seat.start),
    )


def _holds(record: Seat | Membership, on: date) -> bool:
    return record.start <= on and (record.end is None or on <= record.end)
