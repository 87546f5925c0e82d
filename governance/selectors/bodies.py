"""What the page of a body shows, on any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.enums import MembershipRole, SeatStatus
from governance.models import Body, Membership, Seat
from governance.permissions import (
    Actor,
    can_manage_composition,
    can_read_finding_names,
    can_read_history,
    takes_part,
)
from governance.rules.explain import summary
from governance.selectors.findings import Loaded, findings_of
from governance.selectors.presenting import FindingLine, finding_lines

# Shape per status of a seat; a filled one has none (design: do not colour what is normal).
_BADGES = {
    SeatStatus.ENDS_SOON.value: "warning",
    SeatStatus.CARRIED_OVER.value: "warning",
    SeatStatus.WAITING.value: "neutral",
    SeatStatus.VACANT.value: "danger",
}


@dataclass(frozen=True)
class SeatRow:
    """A line of the list of members: a seat with who sits on it, or a member without a seat.

    ``status`` is a SeatStatus; ``vacant_since`` the day from which nobody sits on the seat.
    """

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
        if self.member.end is not None and not self.next_member:
            return _("Name a successor")
        return _("Name a deputy")

    @property
    def can_end(self) -> bool:
        """Whether no last day is known yet; a known one is changed, not ended again."""
        return self.member is not None and self.member.end is None

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
        return str(self.seat.get_office_display()) if self.seat and self.seat.office else ""

    @property
    def sub_line(self) -> str:
        """Return the line under the name: role and office, or since when the seat is empty."""
        if self.member is None:
            since = date_format(self.vacant_since, "DATE_FORMAT") if self.vacant_since else ""
            return _("Since %(since)s") % {"since": since}
        role = "" if self.member.role == MembershipRole.MEMBER else self.member.get_role_display()
        office = self.member.position.label if self.member.position else ""
        return " – ".join(str(part) for part in (role, office) if part)

    @property
    def badge(self) -> str:
        """Return the shape of the status; a filled seat is plain text: what is normal has no colour."""
        return _BADGES.get(self.status, "")

    @property
    def status_label(self) -> str:
        """Return the status in words."""
        return str(SeatStatus(self.status).label)


@dataclass(frozen=True)
class BodyPage:
    """A body as it stands on a day."""

    on: date
    findings: Sequence[FindingLine]
    summary: str
    rows: Sequence[SeatRow]
    former: Sequence[Membership]
    characteristics: Sequence[tuple[str, str]]
    today: date
    exists: bool
    shows_people: bool
    may_manage: bool
    may_read_history: bool

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

    Persons are loaded only for who takes part in the deal; others see seats. Five queries besides the
    rights, whatever the number of seats.
    """
    shows_people = takes_part(user, body.deal)
    may_manage = can_manage_composition(user, body)
    memberships = list(Membership.objects.filter(body=body).with_people())
    seats = list(
        Seat.objects.filter(body=body)
        .with_status(on, body.deal.warning_days)
        .select_related("party__organization", "organization")
    )
    found = findings_of(body.deal, [body], on, loaded=Loaded(seats, memberships))
    return BodyPage(
        on=on,
        findings=finding_lines(
            found,
            body.deal,
            names=can_read_finding_names(user, body.deal),
            may_manage=may_manage,
        ),
        summary=summary(found),
        rows=_rows([seat for seat in seats if _holds(seat, on)], memberships, on),
        former=[m for m in memberships if m.end and m.end < on][::-1] if shows_people else [],
        characteristics=_characteristics(body),
        today=timezone.localdate(),
        exists=body.start <= on and (body.end is None or on <= body.end),
        shows_people=shows_people,
        may_manage=may_manage,
        may_read_history=can_read_history(user, body.deal),
    )


def _characteristics(body: Body) -> list[tuple[str, str]]:
    rows = [
        (_("Kind"), str(body.get_kind_display())),
        (_("Founded"), date_format(body.start, "DATE_FORMAT")),
        (_("Closed after"), date_format(body.end, "DATE_FORMAT") if body.end else ""),
        (_("Basis"), _("Covenant, %(article)s") % {"article": body.article} if body.article else ""),
        (_("Who may read"), str(body.get_access_display())),
    ]
    return [(label, value) for label, value in rows if value]


def _rows(seats: list[Seat], memberships: list[Membership], on: date) -> list[SeatRow]:
    by_seat: dict[int | None, list[Membership]] = defaultdict(list)
    for membership in memberships:
        by_seat[membership.seat_id].append(membership)
    rows = [_seat_row(seat, by_seat[seat.pk], on) for seat in seats]
    loose = [m for m in by_seat[None] if _holds(m, on)]
    rows += [
        SeatRow(None, SeatStatus.FILLED, member, [d for d in loose if d.is_deputy])
        for member in loose
        if not member.is_deputy
    ]
    # Empty seats first: they ask for something. The sort keeps the order of the covenant.
    return sorted(rows, key=lambda row: not row.is_empty)


def _seat_row(seat: Seat, memberships: list[Membership], on: date) -> SeatRow:
    own = [m for m in memberships if not m.is_deputy]
    member = next((m for m in own if m.pk == seat.holder_id), None)  # type: ignore[attr-defined]
    ended = [m.end for m in own if m.end and m.end < on]
    return SeatRow(
        seat=seat,
        status=seat.status,  # type: ignore[attr-defined]
        member=member,
        deputies=[m for m in memberships if m.is_deputy and _holds(m, on)],
        next_member=next((m for m in own if m.start > on), None),
        vacant_since=None if member else (max(ended) + timedelta(days=1) if ended else seat.start),
    )


def _holds(record: Seat | Membership, on: date) -> bool:
    return record.start <= on and (record.end is None or on <= record.end)
