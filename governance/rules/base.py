"""What every rule of composition shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from citydeal.common.findings import FindingFact, Outcome, Support
from governance.rules.facts import BodyFacts, MembershipFact, SeatFact

Ask = Callable[[BodyFacts, date, Mapping[str, Any]], Outcome]
Check = Callable[[Any], str]


@dataclass(frozen=True)
class Rule:
    """A rule of the covenant as code.

    ``body_kind``: the kind of body it is asked of. ``parameters``: name → check that returns what is
    wrong with a value, or nothing.
    """

    number: int
    body_kind: str
    ask: Ask
    parameters: Mapping[str, Check] = field(default_factory=dict)

    def problems(self, parameters: Mapping[str, Any]) -> list[str]:
        """Return what is wrong with these parameters, one sentence each."""
        unknown = [
            _("unknown value: %(name)s") % {"name": name}
            for name in parameters
            if name not in self.parameters
        ]
        wrong = [
            f"{name}: {problem}"
            for name, check in self.parameters.items()
            if (problem := check(parameters.get(name)))
        ]
        return unknown + wrong


def seat_fact(facts: BodyFacts, membership: MembershipFact, support: Support, on: date) -> FindingFact:
    """Return a member as a fact of a finding, with the seat and whom the member sits for."""
    seat = facts.seat(membership.seat_id)
    organization = facts.represents(membership)
    offices = membership.positions_on(on)
    return FindingFact(
        support=support,
        seat_id=membership.seat_id,
        seat=seat.name if seat else "",
        organization=organization.name if organization else "",
        person_id=membership.person_id,
        person=membership.person,
        office=offices[0].label if offices else "",
        start=membership.start,
        end=membership.end,
    )


def vacant_fact(facts: BodyFacts, seat: SeatFact) -> FindingFact:
    """Return an empty seat as a fact of a finding."""
    organization = facts.organizations.get(seat.organization_id or 0)
    return FindingFact(
        support=Support.VACANT,
        seat_id=seat.id,
        seat=seat.name,
        organization=organization.name if organization else "",
    )


def at_least(
    facts: BodyFacts,
    on: date,
    minimum: int,
    counts: Callable[[MembershipFact], bool],
    fits: Callable[[SeatFact], bool],
) -> Outcome:
    """Answer "at least ``minimum`` members for whom ``counts`` is true".

    Where too few count, the finding names the seats that could mend it (``fits``): first an empty one.
    """
    members = facts.members(on)
    counting = [member for member in members if counts(member)]
    holds = len(counting) >= minimum
    seats = [seat for seat in facts.seats if seat.holds(on) and fits(seat)]
    taken = {member.seat_id for member in members}
    empty = [seat for seat in seats if seat.id not in taken]
    rests_on = tuple(seat_fact(facts, member, Support.COUNTS, on) for member in counting)
    if holds:
        return Outcome(True, rests_on)
    remedy = next(iter([*empty, *seats]), None)
    return Outcome(
        False,
        rests_on + tuple(vacant_fact(facts, seat) for seat in empty),
        remedy.id if remedy else None,
    )


def whole_number(value: Any) -> str:
    """Check a parameter that is a number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        return _("fill in a whole number of 1 or more")
    return ""


def slug(value: Any) -> str:
    """Check a parameter that names an organisation by its address."""
    if not isinstance(value, str) or not value.strip():
        return _("fill in the address of an organisation, for example stedennetwerk-g40")
    return ""
