"""Fill the facts and ask the rules: today, on another day, or "what if"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from citydeal.common.compiled import compiled
from citydeal.common.findings import Finding, FindingState
from governance.enums import Office
from governance.models import (
    Body,
    CityDeal,
    CovenantRule,
    Membership,
    Party,
    PartyStatus,
    Position,
    Seat,
)
from governance.models.person import full_name
from governance.rules.check import CovenantClause, check_body
from governance.rules.facts import (
    BodyFacts,
    MembershipFact,
    OrganizationFact,
    Period,
    PositionFact,
    SeatFact,
)
from governance.rules.registry import RULES


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
    return MembershipFact(*(*_fields(membership), tuple(positions)))


def _fields(membership: Membership) -> tuple[Any, ...]:
    """Return the fields of a MembershipFact in their order, without the positions of the person."""
    return (
        membership.start,
        membership.end,
        membership.pk,
        membership.person_id,
        membership.person.name,
        membership.seat_id,
        membership.position.organization_id if membership.position else None,
        membership.role,
        membership.is_deputy,
    )


def clauses_on(deal: CityDeal, on: date) -> list[CovenantClause]:
    """Return the rules that hold in a deal on a day. One query."""
    return [CovenantClause(*row) for row in _clauses(deal=deal.pk, on=on)]


@compiled
def _clauses(deal: Any, on: Any) -> QuerySet[Any]:
    fields = ("start", "end", "number", "article", "text", "parameters")
    return CovenantRule.objects.filter(deal=deal).on(on).values_list(*fields)


# An organisation as its facts begin: id, name and kind.
_Named = tuple[int, str, str]


@dataclass(frozen=True)
class Loaded:
    """Seats and memberships of bodies with their whole history, as facts in the making.

    ``seats``: (body id, seat, its owner). ``memberships``: (body id, then the fields of a
    MembershipFact up to its positions).
    """

    seats: Sequence[tuple[int, SeatFact, _Named | None]]
    memberships: Sequence[tuple[int, tuple[Any, ...]]]

    @classmethod
    def of(cls, seats: Iterable[Seat], memberships: Iterable[Membership]) -> Loaded:
        """Take what a page loaded: seats with their owner, memberships with person and position."""
        return cls(
            [
                _seat_row(s.body_id, s.start, s.end, s.pk, s.label, *_named(s.party), *_named(s))
                for s in seats
            ],
            [(m.body_id, _fields(m)) for m in memberships],
        )


def load(bodies: Iterable[Body]) -> Loaded:
    """Return seats and memberships of these bodies. Two queries, and no records are made."""
    ids = [body.pk for body in bodies]
    memberships = [
        (body_id, (start, end, pk, person, full_name(given, prefix, family), *rest))
        for body_id, given, prefix, family, start, end, pk, person, *rest in _membership_rows(bodies=ids)
    ]
    return Loaded([_seat_row(*row) for row in _seat_rows(bodies=ids)], memberships)


@compiled
def _seat_rows(bodies: Any) -> QuerySet[Any]:
    owners = [f"{path}organization__{name}" for path in ("party__", "") for name in ("id", "name", "kind")]
    rows = Seat.objects.filter(body__any=bodies)
    return rows.values_list("body_id", "start", "end", "pk", "label", *owners)


@compiled
def _membership_rows(bodies: Any) -> QuerySet[Any]:
    name = [f"person__{part}" for part in ("given_name", "prefix", "family_name")]
    more = ("seat_id", "position__organization_id", "role", "is_deputy")
    rows = Membership.objects.filter(body__any=bodies)
    return rows.values_list("body_id", *name, "start", "end", "pk", "person_id", *more)


def _named(record: Seat | Party | None) -> tuple[Any, Any, Any]:
    organization = record.organization if record else None
    return (organization.pk, organization.name, organization.kind) if organization else (None, None, None)


def _seat_row(
    body_id: int, start: date, end: date | None, pk: int, label: str, *owners: Any
) -> tuple[int, SeatFact, _Named | None]:
    """Return a seat as a fact; ``owners``: id, name and kind of its party's organisation, then its own."""
    owner: Any = owners[:3] if owners[0] else owners[3:] if owners[3] else None
    name = label or (owner[1] if owner else str(Seat(pk=pk)))
    return body_id, SeatFact(start, end, pk, name, owner[0] if owner else None), owner


def body_facts(bodies: Iterable[Body], loaded: Loaded | None = None) -> dict[int, BodyFacts]:
    """Return the facts of each body, with their whole dated history.

    All bodies are of one deal. Two queries for any number of bodies, and two more without ``loaded``.
    """
    bodies = list(bodies)
    loaded = loaded or load(bodies)
    seats: dict[int, list[SeatFact]] = defaultdict(list)
    for body_id, seat, _owner in loaded.seats:
        seats[body_id].append(seat)
    positions, employers = _positions({fields[3] for _body_id, fields in loaded.memberships})
    memberships: dict[int, list[MembershipFact]] = defaultdict(list)
    for body_id, fields in loaded.memberships:
        memberships[body_id].append(MembershipFact(*(*fields, tuple(positions[fields[3]]))))
    owners = {owner for _body_id, _seat, owner in loaded.seats if owner}
    organizations = _organizations(bodies, owners | employers)
    return {
        body.pk: BodyFacts(
            id=body.pk,
            name=body.name,
            kind=body.kind,
            period=Period(body.start, body.end),
            seats=tuple(seats[body.pk]),
            memberships=tuple(memberships[body.pk]),
            organizations=organizations,
        )
        for body in bodies
    }


def _positions(person_ids: set[int]) -> tuple[dict[int, list[PositionFact]], set[_Named]]:
    """Return the offices of these people, and the organisations they are held at. One query.

    Plain rows instead of records: a page asks this for everybody who ever sat in a body.
    """
    found: dict[int, list[PositionFact]] = defaultdict(list)
    employers: set[_Named] = set()
    offices = dict(Office.choices)
    for person_id, start, end, office, title, pk, name, slug, kind in _held(people=list(person_ids)):
        label = title or str(offices[office])
        found[person_id].append(PositionFact(start, end, pk, name, slug, office, label))
        employers.add((pk, name, kind))
    return found, employers


@compiled
def _held(people: Any) -> QuerySet[Any]:
    organization = ("organization_id", "organization__name", "organization__slug", "organization__kind")
    rows = Position.objects.filter(person__any=people).order_by("start", "pk")
    return rows.values_list("person_id", "start", "end", "office", "title", *organization)


def _organizations(bodies: list[Body], known: set[_Named]) -> dict[int, OrganizationFact]:
    """Return every organisation the facts speak of: parties of the deal, owners of seats, employers.

    One query.
    """
    states: dict[int, list[tuple[date, str]]] = defaultdict(list)
    named = {pk: (name, kind) for pk, name, kind in known}
    for pk, name, kind, start, state in _states(deals=list({body.deal_id for body in bodies})):
        named[pk] = (name, kind)
        states[pk].append((start, state))
    return {
        pk: OrganizationFact(id=pk, name=name, kind=kind, states=tuple(states[pk]))
        for pk, (name, kind) in named.items()
    }


@compiled
def _states(deals: Any) -> QuerySet[Any]:
    organization = [f"party__organization__{field}" for field in ("id", "name", "kind")]
    rows = PartyStatus.objects.filter(party__deal__any=deals).order_by("start")
    return rows.values_list(*organization, "start", "state")


def findings_of(
    deal: CityDeal,
    bodies: Iterable[Body],
    on: date,
    clauses: list[CovenantClause] | None = None,
    loaded: Loaded | None = None,
) -> list[Finding]:
    """Return the findings about these bodies of a deal on a day, by rule number, then by body.

    A rule for which the deal has no body on that day is left out here and reported by
    ``findings_for_deal`` as not applicable. At most five queries, three with ``loaded``.
    """
    clauses = clauses_on(deal, on) if clauses is None else clauses
    kinds = {RULES[clause.number].body_kind for clause in clauses}
    asked = [body for body in bodies if body.kind in kinds and _exists(body, on)]
    if not asked:
        return []
    facts = body_facts(asked, loaded)
    return [
        check_body(clause, facts[body.pk], on, deal.warning_days)
        for clause in clauses
        for body in asked
        if body.kind == RULES[clause.number].body_kind
    ]


def _exists(body: Body, on: date) -> bool:
    return body.start <= on and (body.end is None or on <= body.end)


def findings_for_deal(deal: CityDeal, on: date) -> list[Finding]:
    """Return every rule of the deal on a day; a rule without a body to ask it of is not applicable."""
    clauses = clauses_on(deal, on)
    found = findings_of(deal, Body.objects.filter(deal=deal), on, clauses)
    answered = {finding.rule for finding in found}
    found += [
        Finding(
            rule=clause.number,
            article=clause.article,
            text=clause.text,
            scope_id=deal.pk,
            scope=deal.name,
            on=on,
            state=FindingState.NOT_APPLICABLE,
            reason="no_body",
        )
        for clause in clauses
        if clause.number not in answered
    ]
    return sorted(found, key=lambda finding: (finding.rule, finding.scope))


@dataclass(frozen=True)
class Effect:
    """What a change does to one rule: the finding as it is and as it would be."""

    before: Finding
    after: Finding

    @property
    def is_worse(self) -> bool:
        """Whether the rule holds shorter, or no longer, because of the change."""
        return _rank(self.after) > _rank(self.before)

    @property
    def is_better(self) -> bool:
        """Whether the rule holds longer, or again, because of the change."""
        return _rank(self.after) < _rank(self.before)


def _rank(finding: Finding) -> tuple[int, int]:
    order = {
        FindingState.NOT_APPLICABLE: 0,
        FindingState.MET: 0,
        FindingState.AT_RISK: 0,
        FindingState.BROKEN: 1,
    }
    if order[finding.state]:
        mends = finding.restores_on.toordinal() if finding.restores_on else date.max.toordinal()
        return (1, mends)
    breaks = finding.breaks_on.toordinal() if finding.breaks_on else date.max.toordinal()
    return (0, -breaks)


def _own_positions(facts: BodyFacts, membership: Membership) -> list[PositionFact]:
    """Return the offices of the person in question; known already for who has a place in the body."""
    for fact in facts.memberships:
        if fact.person_id == membership.person_id:
            return list(fact.positions)
    if not membership.person_id:
        return []
    return _positions({membership.person_id})[0][membership.person_id]


def effects_of(membership: Membership, on: date) -> list[Effect]:
    """Return what the rules would say if this membership (saved or not) became what it is now.

    ``membership`` carries the values being considered, unsaved. ``on``: the day asked for. Nothing is
    written. Rules whose answer stays the same are left out.
    """
    body = membership.body
    clauses = [clause for clause in clauses_on(body.deal, on) if RULES[clause.number].body_kind == body.kind]
    if not clauses:
        return []
    facts = body_facts([body])[body.pk]
    own = _own_positions(facts, membership)
    if membership.position and not membership.position.pk:
        own = [*own, position_fact(membership.position)]
    changed = facts.with_membership(membership_fact(membership, own))
    days = body.deal.warning_days
    effects = [
        Effect(check_body(clause, facts, on, days), check_body(clause, changed, on, days))
        for clause in clauses
    ]
    return [effect for effect in effects if effect.is_worse or effect.is_better]
