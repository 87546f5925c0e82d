"""The dated facts that rules read: frozen, without a database."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from citydeal.common.dates import DAY
from governance.enums import MembershipRole, OrganizationKind, PartyState

# Roles that make somebody a member in the sense of the covenant; the secretary supports the body.
SITTING_ROLES = frozenset({MembershipRole.CHAIR, MembershipRole.MEMBER})
# "Deelnemen" (choice A2-5): a partner takes part and may not have signed yet.
TAKING_PART = frozenset({PartyState.EXPLORING, PartyState.INTENT, PartyState.PARTY})


class Part(Protocol):
    """What some rules read beside bodies and parties, such as process questions."""

    def changes(self) -> Iterable[date]:
        """Return the days on which something in it differs from the day before."""


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


# A page makes hundreds of these: a named tuple is frozen too, and made in a fifth of the time.
class PositionFact(NamedTuple):
    """An office held at an organisation."""

    start: date
    end: date | None
    organization_id: int
    organization: str
    organization_slug: str
    office: str
    label: str

    def holds(self, on: date) -> bool:
        """Whether it is held on that day."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class OrganizationFact:
    """An organisation, its kind, and its dated states in this deal (empty: no party)."""

    id: int
    name: str
    kind: str
    states: tuple[tuple[date, str], ...] = ()
    sector: str = ""

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

    def takes_part(self, on: date) -> bool:
        """Whether it takes part on that day, signed or not (choice A2-5)."""
        return self.state(on) in TAKING_PART

    def is_ministry_in_deal(self, on: date) -> bool:
        """Whether it is a participating ministry on that day (choice A2-4)."""
        return self.kind == OrganizationKind.MINISTRY and self.is_party(on)


class SeatFact(NamedTuple):
    """A seat and whose it is; ``organization_id`` None where it belongs to nobody.

    ``asked_on``: the day on which its party was asked to name somebody.
    """

    start: date
    end: date | None
    id: int
    name: str
    organization_id: int | None
    asked_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the seat exists on that day."""
        return self.start <= on and (self.end is None or on <= self.end)


class MembershipFact(NamedTuple):
    """A person in the body. ``id`` None: a membership that is only being considered.

    ``follows``: the id of the membership that this one came in the place of.
    """

    start: date
    end: date | None
    id: int | None
    person_id: int | None
    person: str
    seat_id: int | None
    position_organization_id: int | None
    role: str
    is_deputy: bool
    term_end: date | None = None
    follows: int | None = None
    positions: tuple[PositionFact, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether the person is there on that day."""
        return self.start <= on and (self.end is None or on <= self.end)

    @property
    def is_seated(self) -> bool:
        """Whether this makes the person a member of the body; deputies are not."""
        return not self.is_deputy and self.role in SITTING_ROLES

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
    organizations: Mapping[int, OrganizationFact]
    slug: str = ""

    @cached_property
    def _members(self) -> dict[date, list[MembershipFact]]:
        return {}

    def members(self, on: date) -> list[MembershipFact]:
        """Return who sits in the body on that day; rules ask it of the same days over and over."""
        if on not in self._members:
            self._members[on] = [m for m in self._sitting if m.start <= on and (m.end is None or on <= m.end)]
        return self._members[on]

    @cached_property
    def _sitting(self) -> list[MembershipFact]:
        """Who ever was a member; the days are compared here, since this is asked most of all."""
        return [membership for membership in self.memberships if membership.is_seated]

    @cached_property
    def _seats(self) -> dict[int | None, SeatFact]:
        return {seat.id: seat for seat in self.seats}

    def seat(self, seat_id: int | None) -> SeatFact | None:
        """Return a seat of the body."""
        return self._seats.get(seat_id)

    def represents(self, membership: MembershipFact) -> OrganizationFact | None:
        """Return the organisation a member sits for: that of the seat, else of the office."""
        seat = self.seat(membership.seat_id)
        organization_id = seat.organization_id if seat else None
        return self.organizations.get(organization_id or membership.position_organization_id or 0)

    @cached_property
    def changes(self) -> frozenset[date]:
        """Return every day on which a fact differs from the day before; states of parties left out."""
        positions = [position for membership in self.memberships for position in membership.positions]
        held: list[Period | SeatFact | MembershipFact | PositionFact]
        held = [self.period, *self.seats, *self.memberships, *positions]
        ends = {period.end for period in held}
        starts = {period.start for period in held}
        return frozenset(starts.union(end + DAY for end in ends if end is not None and end < date.max))

    def with_membership(self, changed: MembershipFact) -> BodyFacts:
        """Return the facts as they would be with this membership added, or in place of its old self."""
        others = tuple(fact for fact in self.memberships if changed.id is None or fact.id != changed.id)
        return replace(self, memberships=(*others, changed))


@dataclass(frozen=True)
class DealFacts:
    """All that rules may ask about a deal. ``term``: its first and last day as they stand now.

    ``parts``: what rules of one kind read beside this, by name (``Rule.part``).
    """

    id: int
    name: str
    term: Period
    signed_on: date | None = None
    bodies: tuple[BodyFacts, ...] = ()
    organizations: Mapping[int, OrganizationFact] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)

    def bodies_of(self, kind: str, on: date) -> list[BodyFacts]:
        """Return the bodies of one kind that exist on that day."""
        return [body for body in self.bodies if body.kind == kind and body.period.holds(on)]

    @cached_property
    def _partners(self) -> tuple[list[date], list[frozenset[int]]]:
        """Return the days on which a state of a party begins, and who takes part from each on."""
        parties = self.organizations.values()
        days = sorted({start for party in parties for start, _state in party.states})
        return days, [frozenset(party.id for party in parties if party.takes_part(day)) for day in days]

    def partners(self, on: date) -> frozenset[int]:
        """Return the ids of the organisations that take part on that day, signed or not (choice A2-5)."""
        days, present = self._partners
        place = bisect_right(days, on)
        return present[place - 1] if place else frozenset()

    @cached_property
    def changes(self) -> frozenset[date]:
        """Return every day on which a fact of the deal as a whole differs from the day before; parts apart.

        The last day of the term is none: no rule asks whether the deal still runs.
        """
        days: set[date] = set()
        if self.signed_on:
            days.add(self.signed_on)
        for body in self.bodies:
            days.update(body.period.changes())
        for organization in self.organizations.values():
            days.update(start for start, _state in organization.states)
        return frozenset(days)

    @cached_property
    def _changes_with(self) -> dict[str, frozenset[date]]:
        return {"": self.changes}

    def changes_with(self, part: str) -> frozenset[date]:
        """Return the days of ``changes``, and those of the part (its name) that a rule reads, if any."""
        if part not in self._changes_with:
            self._changes_with[part] = self.changes.union(self.parts[part].changes())
        return self._changes_with[part]

    def with_body(self, changed: BodyFacts) -> DealFacts:
        """Return the facts as they would be with this body in place of its old self, or added."""
        others = tuple(body for body in self.bodies if body.id != changed.id)
        return replace(self, bodies=(*others, changed))

    def with_party_state(self, organization_id: int, start: date, state: str) -> DealFacts:
        """Return the facts as they would be when this party had ``state`` from ``start`` on."""
        party = self.organizations[organization_id]
        earlier = tuple(item for item in party.states if item[0] < start)
        changed = {**self.organizations, party.id: replace(party, states=(*earlier, (start, state)))}
        bodies = tuple(replace(body, organizations=changed) for body in self.bodies)
        return replace(self, organizations=changed, bodies=bodies)
