"""Fill the facts that rules read, with their whole dated history, in a fixed number of queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, IntegerField, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

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
from governance.models.person import full_name_at
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
        CovenantClause(*(*row, _parameters(numbers), tuple([_acceptance(each) for each in exceptions])))
        for *row, numbers, exceptions in _clauses(deal=deal.pk)
    ]


def clauses_on(deal: CityDeal, on: date) -> list[CovenantClause]:
    """Return the rules that hold in a deal on a day. One query."""
    return [clause for clause in clauses_of(deal) if clause.holds(on)]


# Deals choose the same numbers often, and each page of a deal reads those of all its rules.
@lru_cache(maxsize=1024)
def _parameters(text: str) -> Mapping[str, Any]:
    return MappingProxyType(json.loads(text))


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
    fields = ("start", "end", "number", "article", "text", Cast("parameters", TextField()))
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


# What a page asks of seats and memberships comes behind these columns, so that rules can read its rows:
# the body, the fields of the fact, and of a seat the name and kind of the organisation it belongs to.
_OWNER = {
    column: [f"{path}organization__{column}" for path in ("party__", "")] for column in ("id", "name", "kind")
}
SEAT_COLUMNS = (
    *("body_id", "start", "end", "pk"),
    Coalesce(NullIf("label", Value("")), *_OWNER["name"], Value("")),
    Coalesce(*_OWNER["id"]),
    "asked_on",
    Coalesce(*_OWNER["name"]),
    Coalesce(*_OWNER["kind"]),
)
MEMBERSHIP_COLUMNS = (
    *("body_id", "start", "end", "pk", "person_id"),
    full_name_at("person__"),
    *("seat_id", "position__organization_id", "role", "is_deputy", "term_end", "predecessor_id"),
)
_MEMBERSHIP = len(MEMBERSHIP_COLUMNS)


@dataclass(frozen=True)
class Loaded:
    """Seats and memberships of bodies with their whole history, as facts in the making.

    ``seats``: (body id, seat). ``memberships``: rows that begin with ``MEMBERSHIP_COLUMNS``: the body id,
    then the fields of a MembershipFact up to its positions. ``owners``: the organisations of seats.
    """

    seats: Sequence[tuple[int, SeatFact]]
    memberships: Sequence[tuple[Any, ...]]
    owners: set[_Named]

    @classmethod
    def of(cls, seats: Sequence[Any], memberships: Sequence[Any]) -> Loaded:
        """Take rows that begin with ``SEAT_COLUMNS`` and with ``MEMBERSHIP_COLUMNS``."""
        return cls(
            [(row[0], _seat(row[1:7])) for row in seats],
            memberships,
            {(row[5], row[7], row[8]) for row in seats if row[5]},
        )

    def and_more(self, other: Loaded) -> Loaded:
        """Return these with those of other bodies."""
        return Loaded(
            [*self.seats, *other.seats],
            [*self.memberships, *other.memberships],
            self.owners | other.owners,
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


# A page makes hundreds of facts: ``_make`` would be a call more for each.
_new_fact = tuple.__new__


def _seat(fields: tuple[Any, ...]) -> SeatFact:
    """Return a seat as a fact; without a label and an owner it is named by its number."""
    seat = _new_fact(SeatFact, fields)
    return seat if seat.name else seat._replace(name=str(Seat(pk=seat.id)))


def _bodies(
    bodies: Sequence[Body],
    loaded: Loaded,
    organizations: Mapping[int, OrganizationFact],
    positions: Mapping[int, list[PositionFact]],
) -> tuple[BodyFacts, ...]:
    seats: dict[int, list[SeatFact]] = defaultdict(list)
    for body_id, seat in loaded.seats:
        seats[body_id].append(seat)
    held = {person_id: tuple(offices) for person_id, offices in positions.items()}
    memberships: dict[int, list[MembershipFact]] = defaultdict(list)
    for row in loaded.memberships:
        memberships[row[0]].append(_new_fact(MembershipFact, (*row[1:_MEMBERSHIP], held.get(row[4], ()))))
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


def _with_offices(
    bodies: Iterable[Body], loaded: Loaded, clauses: Iterable[CovenantClause]
) -> set[int | None]:
    """Return the persons whose offices these clauses read, or who sit for where they hold their office."""
    kinds = {clause.body_kind for clause in clauses if clause.rule.reads_offices}
    asked = {body.pk for body in bodies if body.kind in kinds}
    owned = {seat.id for _body_id, seat in loaded.seats if seat.organization_id}
    return {row[4] for row in loaded.memberships if row[0] in asked or row[6] not in owned}


def deal_facts(
    deal: CityDeal,
    bodies: Iterable[Body],
    clauses: Sequence[CovenantClause],
    loaded: Loaded | None = None,
    *,
    every_office: bool = True,
) -> DealFacts:
    """Return the facts of a deal with these bodies, with their whole dated history.

    ``clauses``: what will be asked; what only they read (``Rule.part``) is loaded for them. ``loaded``: what
    the page has of these bodies already. ``every_office``: with the offices of all members; else only of
    those of whom the rules ask it, and facts do not say what somebody is called. At most four queries, two
    with ``loaded``.
    """
    bodies = list(bodies)
    if loaded is None:
        loaded = load(bodies) if bodies else Loaded((), (), set())
    everybody = {row[4] for row in loaded.memberships}
    people = everybody if every_office else _with_offices(bodies, loaded, clauses)
    ties = _ties(deal=deal.pk, people=list(people))
    positions, employers = _positions(row for row in ties if row[0] is not None)
    organizations = _organizations((row for row in ties if row[0] is None), loaded.owners | employers)
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


def whole_deal(deal: CityDeal, clauses: Sequence[CovenantClause]) -> DealFacts:
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
