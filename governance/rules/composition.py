"""Rules 8, 11 and 12: who sits in the steering group (source 000, "Stuurgroep")."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from citydeal.common.findings import Outcome, Support
from governance.enums import EXECUTIVE_OFFICES, LEADING_OFFICES, BodyKind
from governance.rules.base import Rule, at_least, seat_fact, slug, whole_number
from governance.rules.facts import BodyFacts, MembershipFact, SeatFact

NO_MEMBERS = "no_members"


def _leads_a_party(facts: BodyFacts, member: MembershipFact, on: date) -> bool:
    return any(
        position.office in LEADING_OFFICES
        and (organization := facts.organizations.get(position.organization_id)) is not None
        and organization.is_party(on)
        for position in member.positions_on(on)
    )


def _is_network_executive(member: MembershipFact, on: date, network: str) -> bool:
    return any(
        position.organization_slug == network and position.office in EXECUTIVE_OFFICES
        for position in member.positions_on(on)
    )


def _represents_ministry(facts: BodyFacts, member: MembershipFact, on: date) -> bool:
    organization = facts.represents(member)
    return organization is not None and organization.is_ministry_in_deal(on)


def only_executives_and_directors(facts: BodyFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 8: every member is an executive or a director of a party.

    The seats of rules 11 and 12 satisfy it by themselves: an executive of the network named in
    ``parameters["network"]``, and a representative of a participating ministry.
    """
    members = facts.members(on)
    if not members:
        return Outcome(True, not_applicable=NO_MEMBERS)
    failing = [
        member
        for member in members
        if not (
            _leads_a_party(facts, member, on)
            or _is_network_executive(member, on, parameters["network"])
            or _represents_ministry(facts, member, on)
        )
    ]
    if not failing:
        return Outcome(True, tuple(seat_fact(facts, member, Support.COUNTS, on) for member in members))
    return Outcome(
        False,
        tuple(seat_fact(facts, member, Support.FAILS, on) for member in failing),
        failing[0].seat_id,
    )


def network_executive(facts: BodyFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 11: at least ``minimum`` members are executives of the network of cities.

    Only a recorded, dated position at that organisation counts (choice A2-3); it is never inferred
    from the municipality.
    """
    network = parameters["network"]

    def counts(member: MembershipFact) -> bool:
        return _is_network_executive(member, on, network)

    network_ids = {
        position.organization_id
        for member in facts.memberships
        for position in member.positions
        if position.organization_slug == network
    }

    def fits(seat: SeatFact) -> bool:
        return seat.organization_id in network_ids

    return at_least(facts, on, parameters["minimum"], counts, fits)


def ministry_representative(facts: BodyFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 12: at least ``minimum`` members represent a participating ministry (choice A2-4)."""

    def counts(member: MembershipFact) -> bool:
        return _represents_ministry(facts, member, on)

    def fits(seat: SeatFact) -> bool:
        organization = facts.organizations.get(seat.organization_id or 0)
        return organization is not None and organization.is_ministry_in_deal(on)

    return at_least(facts, on, parameters["minimum"], counts, fits)


COMPOSITION_RULES = (
    Rule(8, BodyKind.STEERING_GROUP, only_executives_and_directors, {"network": slug}),
    Rule(
        11,
        BodyKind.STEERING_GROUP,
        network_executive,
        {"minimum": whole_number, "network": slug},
    ),
    Rule(12, BodyKind.STEERING_GROUP, ministry_representative, {"minimum": whole_number}),
)
