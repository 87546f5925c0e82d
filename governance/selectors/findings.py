"""Ask the rules: today, on another day, or "what if"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from citydeal.common.compiled import compiled
from citydeal.common.findings import Finding
from governance.models import Body, CityDeal, Membership
from governance.rules.check import CovenantClause, check
from governance.rules.facts import BodyFacts, DealFacts, PositionFact
from governance.selectors.facts import (
    Loaded,
    clauses_of,
    clauses_on,
    deal_facts,
    load,
    membership_fact,
    position_fact,
    positions_of,
    whole_deal,
)

# --- Findings ------------------------------------------------------------------------------


def findings_of(
    deal: CityDeal,
    bodies: Iterable[Body],
    on: date,
    clauses: list[CovenantClause] | None = None,
    loaded: Loaded | None = None,
) -> list[Finding]:
    """Return the findings about these bodies of a deal on a day, by rule number, then by body.

    A rule for which the deal has no body on that day is left out here and reported by
    ``findings_for_deal`` as not applicable. At most five queries, three with ``loaded``; where a rule looks
    beside its own body (13 and 14) three more.
    """
    clauses = clauses_on(deal, on) if clauses is None else clauses
    kinds = {clause.body_kind: clause.rule for clause in clauses if clause.body_kind}
    asked = [body for body in bodies if body.kind in kinds and body.start <= on]
    here = {body.kind for body in asked}
    clauses = [clause for clause in clauses if clause.body_kind in here]
    if not asked:
        return []
    beside = {kind for clause in clauses for kind in clause.rule.beside}
    others = _others(deal=deal.pk, kinds=sorted(beside), known=[b.pk for b in asked]) if beside else []
    if loaded is not None and others:
        loaded = loaded.and_more(load(others))
    facts = deal_facts(deal, [*asked, *others], clauses, loaded)
    wanted = {body.pk for body in asked}
    return [
        finding
        for clause in clauses
        for finding in check(clause, facts, on, deal.warning_days)
        if not finding.is_of_deal and finding.scope_id in wanted
    ]


@compiled
def _others(deal: Any, kinds: Any, known: Any) -> QuerySet[Body]:
    return Body.objects.filter(deal=deal, kind__any=kinds).exclude(pk__any=known)


def findings_for_deal(deal: CityDeal, on: date) -> list[Finding]:
    """Return every rule of the deal on a day; one that does not hold yet or any more is not applicable, as
    is one without a body to ask it of. At most six queries, whatever the rules and the bodies.
    """
    return checked(deal, on, Body.objects.filter(deal=deal))[1]


def checked(
    deal: CityDeal, on: date, bodies: Iterable[Body], *, every_office: bool = True
) -> tuple[DealFacts, list[Finding]]:
    """Return the facts of a deal with what every rule says of them; ``bodies``: all of the deal.

    ``every_office``: see ``deal_facts``. At most six queries, five where the bodies are loaded.
    """
    clauses = clauses_of(deal)
    facts = deal_facts(deal, bodies, clauses, every_office=every_office)
    found = [finding for clause in clauses for finding in check(clause, facts, on, deal.warning_days)]
    return facts, sorted(found, key=lambda finding: (finding.rule, finding.scope))


def finding_about(deal: CityDeal, number: int, body: Body | None, on: date) -> Finding | None:
    """Return what one rule says about a body, or about the deal as a whole, on a day.

    None where the deal does not have the rule that day, or does not ask it of this body.
    """
    clauses = [clause for clause in clauses_on(deal, on) if clause.number == number]
    if not clauses or bool(clauses[0].body_kind) is (body is None):
        return None
    if body is not None:
        found = findings_of(deal, [body], on, clauses)
    else:
        facts = whole_deal(deal, clauses)
        found = check(clauses[0], facts, on, deal.warning_days)
    return next(iter(found), None)


# --- What if -------------------------------------------------------------------------------


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
    if finding.fails:
        mends = finding.restores_on.toordinal() if finding.restores_on else date.max.toordinal()
        return (1, mends)
    breaks = finding.breaks_on.toordinal() if finding.breaks_on else date.max.toordinal()
    return (0, -breaks)


def effects_between(
    deal: CityDeal,
    before: DealFacts,
    after: DealFacts,
    on: date,
    clauses: list[CovenantClause] | None = None,
) -> list[Effect]:
    """Return what an act does to the rules of a deal: the facts as they are, and as they would be.

    ``before`` comes from ``whole_deal``; ``after`` is made from it with ``with_party_state``,
    ``with_body`` and the like. ``on``: the day asked for. Rules whose answer stays the same are left
    out, as are bodies that are only in one of the two. One query without ``clauses``; nothing is written.
    """
    clauses = clauses_on(deal, on) if clauses is None else clauses
    effects = []
    for clause in clauses:
        now = {f.scope_id: f for f in check(clause, before, on, deal.warning_days)}
        then = {f.scope_id: f for f in check(clause, after, on, deal.warning_days)}
        effects += [Effect(now[scope], then[scope]) for scope in now if scope in then]
    return [effect for effect in effects if effect.is_worse or effect.is_better]


def _own_positions(body: BodyFacts, membership: Membership) -> list[PositionFact]:
    """Return the offices of the person in question; known already for who has a place in the body."""
    for fact in body.memberships:
        if fact.person_id == membership.person_id:
            return list(fact.positions)
    if not membership.person_id:
        return []
    return positions_of(membership.person_id)


def effects_of(membership: Membership, on: date) -> list[Effect]:
    """Return what the rules would say if this membership (saved or not) became what it is now.

    ``membership`` carries the values being considered, unsaved. ``on``: the day asked for. Nothing is
    written. Rules whose answer stays the same are left out.
    """
    body, deal = membership.body, membership.body.deal
    clauses = [
        clause
        for clause in clauses_on(deal, on)
        if clause.body_kind and body.kind in (clause.body_kind, *clause.rule.beside)
    ]
    if not clauses:
        return []
    kinds = {kind for clause in clauses for kind in (clause.body_kind, *clause.rule.beside)} - {body.kind}
    others = _others(deal=deal.pk, kinds=sorted(kinds), known=[body.pk]) if kinds else []
    before = deal_facts(deal, [body, *others], clauses)
    own = _own_positions(before.bodies[0], membership)
    if membership.position and not membership.position.pk:
        own = [*own, position_fact(membership.position)]
    changed = before.bodies[0].with_membership(membership_fact(membership, own))
    return effects_between(deal, before, before.with_body(changed), on, clauses)
