"""The dated facts that rules read: frozen, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from citydeal.common.dates import DAY
from governance.enums import MembershipRole, OrganizationKind, PartyState

# Roles that make somebody a member in the sense of the covenant; the secretary supports the body.
SITTING_ROLES = frozenset({MembershipRole.CHAIR, MembershipRole.MEMBER})


@dataclass(frozen=True)
class Period:
    """First and last day, both included; no ``end``: open."""

    start: date
    end: date | None

    def holds(self, on: date) -> bool:
        """Whether it holds on that day."""
        return self.start <= on and (self.end is None or on <= self.end)

    def changes(self) -> Iterator[date]:
        """Yield the days on which it starts and on which it no longer holds."""
        yield self.start
        if self.end is not None and self.end < date.max:
            yield self.end + DAY


@dataclass(frozen=True)
class PositionFact(Period):
    """An office held at an organisation."""

    organization_id: int
    organization: str
    organization_slug: str
    office: str
    label: str


@dataclass(frozen=True)
class OrganizationFact:
    """An organisation, its kind, and its dated states in this deal (empty: no party)."""

    id: int
    name: str
    kind: str
    states: tuple[tuple[date, str], ...] = ()

    def state(self, on: date) -> str | None:
        """Return its state in the deal on that day (PartyState), or None."""
        current = None
        for start, state in self.states:
            if start <= on:
                current = state
        return current

    def is_party(self, on: date) -> bool:
        """Whether it is a party on that day (choice A2-5)."""
        return self.state(on) == PartyState.PARTY

    def is_ministry_in_deal(self, on: date) -> bool:
        """Whether it is a participating ministry on that day (choice A2-4)."""
        return self.kind == OrganizationKind.MINISTRY and self.is_party(on)


@dataclass(frozen=True)
class SeatFact(Period):
    """A seat and whose it is; ``organization_id`` None where it belongs to nobody."""

    id: int
    name: str
    organization_id: int | None


@dataclass(frozen=True)
class MembershipFact(Period):
    """A person in the body. ``id`` None: a membership that is only being considered."""

    id: int | None
    person_id: int | None
    person: str
    seat_id: int | None
    position_organization_id: int | None
    role: str
    is_deputy: bool
    positions: tuple[PositionFact, ...]

    def sits(self, on: date) -> bool:
        """Whether this person is a member of the body on that day; deputies are not."""
        return not self.is_deputy and self.role in SITTING_ROLES and self.holds(on)

    def positions_on(self, on: date) -> list[PositionFact]:
        """Return the offices this person holds on that day."""
        return [position for position in self.positions if position.holds(on)]


@dataclass(frozen=True)
class BodyFacts:
    """All that rules may ask about a body, with its dated history."""

    id: int
    name: str
    kind: str
    period: Period
    seats: tuple[SeatFact, ...]
    memberships: tuple[MembershipFact, ...]
    organizations: dict[int, OrganizationFact]

    def members(self, on: date) -> list[MembershipFact]:
        """Return who sits in the body on that day."""
        return [membership for membership in self.memberships if membership.sits(on)]

    def seat(self, seat_id: int | None) -> SeatFact | None:
        """Return a seat of the body."""
        return next((seat for seat in self.seats if seat.id == seat_id), None)

    def represents(self, membership: MembershipFact) -> OrganizationFact | None:
        """Return the organisation a member sits for: that of the seat, else of the office."""
        seat = self.seat(membership.seat_id)
        organization_id = seat.organization_id if seat else None
        return self.organizations.get(organization_id or membership.position_organization_id or 0)

    def changes(self) -> set[date]:
        """Return every day on which a fact differs from the day before."""
        days = set(self.period.changes())
        for seat in self.seats:
            days.update(seat.changes())
        for membership in self.memberships:
            days.update(membership.changes())
            for position in membership.positions:
                days.update(position.changes())
        for organization in self.organizations.values():
            days.update(start for start, _state in organization.states)
        return days

    def with_membership(self, changed: MembershipFact) -> BodyFacts:
        """Return the facts as they would be with this membership added, or in place of its old self."""
        others = tuple(fact for fact in self.memberships if changed.id is None or fact.id != changed.id)
        return replace(self, memberships=(*others, changed))
