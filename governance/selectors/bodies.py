"""What the page of a body shows, on any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from governance.body_kinds import BODY_KINDS
from governance.enums import MembershipRole
from governance.models import Body, Decision, WayOfWorking
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
from governance.selectors.bodies_members import SeatRow, Sitting, load_members, seat_rows
from governance.selectors.decisions import DecisionRow, latest_decisions
from governance.selectors.findings import findings_of
from governance.selectors.presenting import FindingLine, finding_lines


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
    former: Sequence[tuple[Sitting, str]]
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
    loaded, seats, memberships = load_members(body, on)
    found = findings_of(body.deal, [body], on, loaded=loaded)
    return BodyPage(
        on=on,
        findings=finding_lines(
            found,
            body.deal,
            names=readable_names(user, body.deal),
            may_manage=may_manage,
        ),
        summary=summary(found),
        rows=seat_rows(body.deal, seats, memberships, on),
        former=_former(body, memberships, on, may_manage) if shows_people else [],
        decisions=latest_decisions(user, body),
        characteristics=[
            *(_table(memberships, on) if shows_people else ()),
            *_ways(body),
            *_characteristics(user, body),
        ],
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
    body: Body, memberships: Sequence[Sitting], on: date, may_manage: bool
) -> list[tuple[Sitting, str]]:
    ended = [m for m in memberships if m.end and m.end < on][::-1]
    return [
        (
            member,
            address("governance:membership_restore", body.deal.slug, member.id)
            if may_manage and not _taken_over(member, memberships)
            else "",
        )
        for member in ended
    ]


def _taken_over(member: Sitting, memberships: Sequence[Sitting]) -> bool:
    """Whether somebody sits, after this member, where the member sat: restoring would be refused."""
    if member.is_deputy or member.end is None:
        return False
    later = [other for other in memberships if not other.is_deputy and other.start > member.end]
    if member.seat_id is None:
        return any(o.person_id == member.person_id and o.role == member.role for o in later)
    return any(other.seat_id == member.seat_id for other in later)


def _ground(user: Actor, body: Body, decision: Decision | None) -> str:
    """Return the decision a body rests on, for who may open the body that took it, once it is open."""
    if decision is None:
        return ""
    decision.body.deal = body.deal
    if not (can_view_body(user, decision.body) and may_name_decision(user, decision)):
        return ""
    return f"{decision.body.name} {decision.label}"


def _table(memberships: Sequence[Sitting], on: date) -> list[tuple[str, str]]:
    """Return who chairs the body and who is its secretary on a day."""
    roles = ((MembershipRole.CHAIR, _("Chair")), (MembershipRole.SECRETARY, _("Secretary")))
    sitting = [m for m in memberships if not m.is_deputy and m.start <= on and (m.end is None or on <= m.end)]
    names = {role: ", ".join(m.person for m in sitting if m.role == role) for role, _label in roles}
    return [(label, names[role]) for role, label in roles if names[role]]


def _ways(body: Body) -> list[tuple[str, str]]:
    """Return how a body that meets decides; without a way of working of its own as the defaults say."""
    if not BODY_KINDS[body.kind].meets:
        return []
    way = getattr(body, "way_of_working", None) or WayOfWorking()
    rows = [(_("Decides"), str(way.get_decides_by_display()))]
    if way.quorum:
        there = ngettext("%(count)s member present", "%(count)s members present", way.quorum)
        rows.insert(0, (_("Quorum"), there % {"count": way.quorum}))
    return rows


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
