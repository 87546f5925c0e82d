"""Fill the facts that rules read, with their whole dated history, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, IntegerField, OuterRef, QuerySet, Value
from django.db.models.functions import JSONObject

from citydeal.common.compiled import compiled
from citydeal.common.findings import Acceptance
from governance.enums import SECTOR_OF_KIND, Office, OrganizationKind
from governance.models import (
    Body,
    CityDeal,
    CovenantRule,
    FindingException,
    Membership,
    PartyStatus,
    Position,
    Seat,
)
from governance.models.person import full_name
from governance.rules.check import CovenantClause
from governance.rules.facts import (
    BodyFacts,
    DealFacts,
    MembershipFact,
    OrganizationFact,
    Period,
    PositionFact,
    SeatFact,
)
from governance.selectors.rule_parts import a_day, load_parts


def position_fact(position: Position) -> PositionFact:
    """Return a position as rules read it; needs its organisation loaded."""
    return PositionFact(
        start=position.start,
        end=position.end,
        organization_id=position.organization_id,
        organization=position.organization.name,
        organization_slug=position.organization.slug,
        office=position.office,
        label=position.label,
    )


def membership_fact(membership: Membership, positions: Iterable[PositionFact]) -> MembershipFact:
    """Return a membership (saved or only considered) as rules read it; needs person and position."""
    return MembershipFact(
        start=membership.start,
        end=membership.end,
        id=membership.pk,
        person_id=membership.person_id,
        person=membership.person.name,
        seat_id=membership.seat_id,
        position_organization_id=membership.position.organization_id if membership.position else None,
        role=membership.role,
        is_deputy=membership.is_deputy,
        term_end=membership.term_end,
        follows=membership.predecessor_id,
        positions=tuple(positions),
    )


def clauses_of(deal: CityDeal) -> list[CovenantClause]:
    """Return every rule of a deal, whenever it holds, with the exceptions to it. One query."""
    return [
        CovenantClause(*(*row, tuple(_acceptance(accepted) for accepted in exceptions)))
        for *row, exceptions in _clauses(deal=deal.pk)
    ]


def clauses_on(deal: CityDeal, on: date) -> list[CovenantClause]:
    """Return the rules that hold in a deal on a day. One query."""
    return [clause for clause in clauses_of(deal) if clause.holds(on)]


def _acceptance(row: dict[str, Any]) -> Acceptance:
    year, number = row["year"], row["number"]
    return Acceptance(
        id=row["id"],
        body_id=row["body"],
        start=a_day(row["start"]),
        end=a_day(row["end"]),
        reason=row["reason"],
        person=row["person"] or "",
        body=row["by"] or "",
        decision=f"{year}-{number:02d}" if year else "",
    )


@compiled
def _clauses(deal: Any) -> QuerySet[Any]:
    fields = ("start", "end", "number", "article", "text", "parameters")
    accepted = FindingException.objects.filter(deal=OuterRef("deal"), number=OuterRef("number"))
    row = JSONObject(
        id="pk",
        body="body_id",
        start="start",
        end="end",
        reason="reason",
        person="accepted_by__name",
        by="decision__body__name",
        year="decision__year",
        number="decision__number",
    )
    exceptions = ArraySubquery(accepted.order_by("start", "pk").values_list(row))
    return CovenantRule.objects.filter(deal=deal).values_list(*fields, exceptions)


# An organisation as its facts begin: id, name and kind.
_Named = tuple[int, str, str]


# What a page asks of seats and memberships comes behind these columns, so that rules can read its rows.
_OWNERS = [f"{path}organization__{name}" for path in ("party__", "") for name in ("id", "name", "kind")]
SEAT_COLUMNS = ("body_id", "start", "end", "pk", "label", "asked_on", *_OWNERS)
MEMBERSHIP_COLUMNS = (
    *("body_id", "start", "end", "pk", "person_id"),
    *("person__given_name", "person__prefix", "person__family_name"),
    *("seat_id", "position__organization_id", "role", "is_deputy", "term_end", "predecessor_id"),
)


@dataclass(frozen=True)
class Loaded:
    """Seats and memberships of bodies with their whole history, as facts in the making.

    ``seats``: (body id, seat, its owner). ``memberships``: (body id, then the fields of a
    MembershipFact up to its positions).
    """

    seats: Sequence[tuple[int, SeatFact, _Named | None]]
    memberships: Sequence[tuple[int, tuple[Any, ...]]]

    @classmethod
    def of(cls, seats: Iterable[Any], memberships: Iterable[Any]) -> Loaded:
        """Take rows that begin with ``SEAT_COLUMNS`` and with ``MEMBERSHIP_COLUMNS``."""
        known = len(SEAT_COLUMNS)
        named = len(MEMBERSHIP_COLUMNS)
        return cls(
            [_seat(*row[:known]) for row in seats],
            [(row[0], (*row[1:5], full_name(*row[5:8]), *row[8:named])) for row in memberships],
        )


def load(bodies: Iterable[Body]) -> Loaded:
    """Return seats and memberships of these bodies. Two queries, and no records are made."""
    ids = [body.pk for body in bodies]
    return Loaded.of(_seat_rows(bodies=ids), _membership_rows(bodies=ids))


@compiled
def _seat_rows(bodies: Any) -> QuerySet[Any]:
    return Seat.objects.filter(body__any=bodies).values_list(*SEAT_COLUMNS)


@compiled
def _membership_rows(bodies: Any) -> QuerySet[Any]:
    return Membership.objects.filter(body__any=bodies).values_list(*MEMBERSHIP_COLUMNS)


def _seat(
    body_id: int, start: date, end: date | None, pk: int, label: str, asked_on: date | None, *owners: Any
) -> tuple[int, SeatFact, _Named | None]:
    """Return a seat as a fact; ``owners``: id, name and kind of its party's organisation, then its own."""
    owner: Any = owners[:3] if owners[0] else owners[3:] if owners[3] else None
    name = label or (owner[1] if owner else str(Seat(pk=pk)))
    return body_id, SeatFact(start, end, pk, name, owner[0] if owner else None, asked_on), owner


def _bodies(
    bodies: Sequence[Body],
    loaded: Loaded,
    organizations: Mapping[int, OrganizationFact],
    positions: Mapping[int, list[PositionFact]],
) -> tuple[BodyFacts, ...]:
    seats: dict[int, list[SeatFact]] = defaultdict(list)
    for body_id, seat, _owner in loaded.seats:
        seats[body_id].append(seat)
    memberships: dict[int, list[MembershipFact]] = defaultdict(list)
    for body_id, fields in loaded.memberships:
        memberships[body_id].append(MembershipFact._make((*fields, tuple(positions.get(fields[3], ())))))
    return tuple(
        BodyFacts(
            id=body.pk,
            name=body.name,
            kind=body.kind,
            period=Period(body.start, body.end),
            seats=tuple(seats[body.pk]),
            memberships=tuple(memberships[body.pk]),
            organizations=organizations,
            slug=body.slug,
        )
        for body in bodies
    )


def deal_facts(
    deal: CityDeal,
    bodies: Iterable[Body],
    clauses: Iterable[CovenantClause],
    loaded: Loaded | None = None,
) -> DealFacts:
    """Return the facts of a deal with these bodies, with their whole dated history.

    ``clauses``: what will be asked; what only they read (``Rule.part``) is loaded for them. ``loaded``: what
    the page has of these bodies already. At most four queries, two with ``loaded``.
    """
    bodies = list(bodies)
    if loaded is None:
        loaded = load(bodies) if bodies else Loaded((), ())
    people = {fields[3] for _body_id, fields in loaded.memberships}
    ties = _ties(deal=deal.pk, people=list(people))
    positions, employers = _positions(row for row in ties if row[0] is not None)
    owners = {owner for _body_id, _seat, owner in loaded.seats if owner}
    organizations = _organizations((row for row in ties if row[0] is None), owners | employers)
    parts = {clause.rule.part: clause.rule.source for clause in clauses if clause.rule.source}
    return DealFacts(
        id=deal.pk,
        name=deal.name,
        term=Period(deal.start, deal.end),
        signed_on=deal.signed_on,
        bodies=_bodies(bodies, loaded, organizations, positions),
        organizations=organizations,
        parts=load_parts(deal.pk, parts),
    )


def whole_deal(deal: CityDeal, clauses: Iterable[CovenantClause]) -> DealFacts:
    """Return the facts of a deal with all its bodies; at most five queries."""
    return deal_facts(deal, Body.objects.filter(deal=deal), clauses)


def positions_of(person_id: int) -> list[PositionFact]:
    """Return every office of a person. One query."""
    return _positions(_offices(people=[person_id]))[0][person_id]


def _positions(rows: Iterable[tuple[Any, ...]]) -> tuple[dict[int, list[PositionFact]], set[_Named]]:
    """Return offices by person, and the organisations they are held at; rows of ``_held``."""
    found: dict[int, list[PositionFact]] = defaultdict(list)
    employers: set[_Named] = set()
    offices = {value: str(label) for value, label in Office.choices}
    for person_id, start, _pk, end, office, title, slug, pk, name, kind in rows:
        label = title or offices[office]
        found[person_id].append(PositionFact(start, end, pk, name, slug, office, label))
        employers.add((pk, name, kind))
    return found, employers


def _organizations(states: Iterable[tuple[Any, ...]], known: set[_Named]) -> dict[int, OrganizationFact]:
    """Return every organisation the facts speak of: parties of the deal, owners of seats, employers.

    ``states``: rows of ``_states``.
    """
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    named = {pk: (name, kind, "") for pk, name, kind in known}
    for _person, start, _pk, _end, state, sector, _slug, pk, name, kind in states:
        named[pk] = (name, kind, sector or SECTOR_OF_KIND[OrganizationKind(kind)])
        found[pk].append((start, state))
    return {
        pk: OrganizationFact(id=pk, name=name, kind=kind, states=tuple(found[pk]), sector=sector)
        for pk, (name, kind, sector) in named.items()
    }


_ORGANIZATION = [f"organization__{name}" for name in ("slug", "id", "name", "kind")]


def _held(people: Any) -> QuerySet[Any]:
    rows = Position.objects.filter(person__any=people).order_by("start", "pk")
    return rows.values_list("person_id", "start", "pk", "end", "office", "title", *_ORGANIZATION)


def _states(deal: Any) -> QuerySet[Any]:
    """Return the states of the parties of a deal in the columns of ``_held``; of nobody."""
    nobody, open_end = Value(None, IntegerField()), Value(None, DateField())
    organization = [f"party__{path}" for path in _ORGANIZATION]
    sector = "party__organization__sector"
    rows = PartyStatus.objects.filter(party__deal=deal).order_by()
    return rows.values_list(nobody, "start", "pk", open_end, "state", sector, *organization)


_offices = compiled(_held)


@compiled
def _ties(deal: Any, people: Any) -> QuerySet[Any]:
    """Return who stands where with an organisation: offices of people and states of parties, in one query."""
    return _held(people).order_by().union(_states(deal), all=True).order_by("start", "pk")
