"""Fill the facts and ask the rules: today, on another day, or "what if"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from citydeal.common.findings import Finding, FindingState
from governance.enums import Office
from governance.models import (
    Body,
    CityDeal,
    CovenantRule,
    Membership,
    Organization,
    PartyStatus,
    Position,
    Seat,
)
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
        positions=tuple(positions),
    )


def clauses_on(deal: CityDeal, on: date) -> list[CovenantClause]:
    """Return the rules that hold in a deal on a day. One query."""
    rules = CovenantRule.objects.filter(deal=deal).on(on)
    fields = ("start", "end", "number", "article", "text", "parameters")
    return [CovenantClause(*row) for row in rules.values_list(*fields)]


@dataclass(frozen=True)
class Loaded:
    """Seats and memberships of bodies, loaded once for a page and its findings.

    Seats come with party and organisation, memberships with person and position.
    """

    seats: Sequence[Seat]
    memberships: Sequence[Membership]


def load(bodies: Iterable[Body]) -> Loaded:
    """Return seats and memberships of these bodies, with their whole history. Two queries."""
    ids = [body.pk for body in bodies]
    seats = Seat.objects.filter(body__in=ids).select_related("party__organization", "organization")
    memberships = Membership.objects.filter(body__in=ids).select_related("person", "position")
    return Loaded(list(seats), list(memberships))


def body_facts(bodies: Iterable[Body], loaded: Loaded | None = None) -> dict[int, BodyFacts]:
    """Return the facts of each body, with their whole dated history.

    All bodies are of one deal. Two queries for any number of bodies, and two more without ``loaded``.
    """
    bodies = list(bodies)
    loaded = loaded or load(bodies)
    seats: dict[int, list[SeatFact]] = defaultdict(list)
    for seat in loaded.seats:
        seats[seat.body_id].append(_seat_fact(seat))
    positions, employers = _positions({membership.person_id for membership in loaded.memberships})
    memberships: dict[int, list[MembershipFact]] = defaultdict(list)
    for membership in loaded.memberships:
        own = positions[membership.person_id]
        memberships[membership.body_id].append(membership_fact(membership, own))
    organizations = _organizations(bodies, loaded.seats, employers)
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


def _owner(seat: Seat) -> Organization | None:
    return seat.party.organization if seat.party else seat.organization


def _seat_fact(seat: Seat) -> SeatFact:
    owner = _owner(seat)
    return SeatFact(
        start=seat.start,
        end=seat.end,
        id=seat.pk,
        name=seat.name,
        organization_id=owner.pk if owner else None,
    )


# An organisation as its facts begin: id, name and kind.
_Named = tuple[int, str, str]


def _positions(person_ids: set[int]) -> tuple[dict[int, list[PositionFact]], set[_Named]]:
    """Return the offices of these people, and the organisations they are held at. One query.

    Plain rows instead of records: a page asks this for everybody who ever sat in a body.
    """
    found: dict[int, list[PositionFact]] = defaultdict(list)
    employers: set[_Named] = set()
    rows = Position.objects.filter(person__in=person_ids).order_by("start", "pk")
    organization = ("organization_id", "organization__name", "organization__slug", "organization__kind")
    for person_id, start, end, office, title, pk, name, slug, kind in rows.values_list(
        "person_id", "start", "end", "office", "title", *organization
    ):
        label = title or str(Office(office).label)
        found[person_id].append(PositionFact(start, end, pk, name, slug, office, label))
        employers.add((pk, name, kind))
    return found, employers


def _organizations(
    bodies: list[Body], seats: Iterable[Seat], employers: set[_Named]
) -> dict[int, OrganizationFact]:
    """Return every organisation the facts speak of: parties of the deal, owners of seats, employers.

    One query.
    """
    states: dict[int, list[tuple[date, str]]] = defaultdict(list)
    named = {pk: (name, kind) for pk, name, kind in employers}
    named |= {owner.pk: (owner.name, owner.kind) for seat in seats if (owner := _owner(seat))}
    deal_ids = {body.deal_id for body in bodies}
    statuses = PartyStatus.objects.filter(party__deal__in=deal_ids)
    organization = [f"party__organization__{field}" for field in ("id", "name", "kind")]
    for pk, name, kind, start, state in statuses.order_by("start").values_list(
        *organization, "start", "state"
    ):
        named[pk] = (name, kind)
        states[pk].append((start, state))
    return {
        pk: OrganizationFact(id=pk, name=name, kind=kind, states=tuple(states[pk]))
        for pk, (name, kind) in named.items()
    }


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
