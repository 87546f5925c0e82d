"""Rules 8, 11 and 12: who sits in the steering group (source 000, "Stuurgroep")."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.findings import Finding, Outcome, Support
from governance.enums import EXECUTIVE_OFFICES, LEADING_OFFICES, BodyKind, Office
from governance.rules.base import Rule, Words, asked_of
from governance.rules.facts import BodyFacts, DealFacts, MembershipFact, SeatFact
from governance.rules.parameters import ChoiceList, OrganizationSlug, WholeNumber, choices_of
from governance.rules.shared import (
    NO_MEMBERS,
    at_least,
    end_membership,
    failing,
    loses,
    owners,
    seat_facts,
    since,
)


def _holds_office(body: BodyFacts, member: MembershipFact, on: date, offices: frozenset[str]) -> bool:
    """Whether a member holds one of these offices at a party."""
    for position in member.positions:
        if position.office in offices and position.holds(on):
            organization = body.organizations.get(position.organization_id)
            if organization is not None and organization.is_party(on):
                return True
    return False


def _is_network_executive(member: MembershipFact, on: date, network: str | None) -> bool:
    return any(
        position.organization_slug == network and position.office in EXECUTIVE_OFFICES and position.holds(on)
        for position in member.positions
    )


def _represents_ministry(body: BodyFacts, member: MembershipFact, on: date) -> bool:
    organization = body.represents(member)
    return organization is not None and organization.is_ministry_in_deal(on)


def only_executives_and_directors(
    _deal: DealFacts, body: BodyFacts, on: date, parameters: Mapping[str, Any]
) -> Outcome:
    """Rule 8: every member is an executive or a director of a party (``parameters["offices"]``).

    The seats of rules 11 and 12 satisfy it by themselves: an executive of the network named in
    ``parameters["network"]``, and a representative of a participating ministry.
    """
    members = body.members(on)
    if not members:
        return Outcome(True, not_applicable=NO_MEMBERS)
    offices = frozenset(parameters["offices"])
    wrong = [
        member
        for member in members
        if not (
            _holds_office(body, member, on, offices)
            or _is_network_executive(member, on, parameters["network"])
            or _represents_ministry(body, member, on)
        )
    ]
    if not wrong:
        return Outcome(True, seat_facts(body, members, Support.COUNTS, on))
    return Outcome(
        False,
        seat_facts(body, wrong, Support.FAILS, on),
        lambda: end_membership(body, wrong[0], on),
    )


def network_executive(_deal: DealFacts, body: BodyFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 11: at least ``minimum`` members are executives of the network of cities.

    Only a recorded, dated position at that organisation counts (choice A2-3); it is never inferred
    from the municipality.
    """
    network = parameters["network"]

    def counts(member: MembershipFact) -> bool:
        return _is_network_executive(member, on, network)

    def fits(seat: SeatFact) -> bool:
        return any(
            position.organization_id == seat.organization_id and position.organization_slug == network
            for member in body.memberships
            for position in member.positions
        )

    return at_least(body, on, parameters["minimum"], counts, fits)


def ministry_representative(
    _deal: DealFacts, body: BodyFacts, on: date, parameters: Mapping[str, Any]
) -> Outcome:
    """Rule 12: at least ``minimum`` members represent a participating ministry (choice A2-4)."""

    def counts(member: MembershipFact) -> bool:
        return _represents_ministry(body, member, on)

    def fits(seat: SeatFact) -> bool:
        organization = body.organizations.get(seat.organization_id or 0)
        return organization is not None and organization.is_ministry_in_deal(on)

    return at_least(body, on, parameters["minimum"], counts, fits)


# --- Words ---------------------------------------------------------------------------------


def _no_leader(finding: Finding) -> str:
    wrong = failing(finding)
    return ngettext(
        "Since %(since)s: on the seat of %(seats)s sits no executive or director of a party.",
        "Since %(since)s: on the seats of %(seats)s sit no executives or directors of a party.",
        len(wrong),
    ) % {**since(finding), "seats": owners(wrong)}


def _all_lead(finding: Finding) -> str:
    return ngettext(
        "%(count)s member, an executive or director.",
        "All %(count)s members are executives or directors.",
        len(finding.facts),
    ) % {"count": len(finding.facts)}


def _nobody_of(sentence: Any) -> Any:
    """Return the words of "at least": too few, or nobody at all (``sentence``)."""

    def words(finding: Finding) -> str:
        if finding.counts.get("count"):
            return _("Since %(since)s too few members meet this rule.") % since(finding)
        return str(sentence) % since(finding)

    return words


_MINIMUM = WholeNumber(
    "minimum", gettext_lazy("At least"), gettext_lazy("How many members at least."), default=1, maximum=50
)
_NETWORK = OrganizationSlug(
    "network",
    gettext_lazy("Network of cities"),
    gettext_lazy("The organisation of which somebody must be an executive."),
)

COMPOSITION_RULES = (
    Rule(
        number=8,
        scope=BodyKind.STEERING_GROUP,
        name=gettext_lazy("Only executives and directors"),
        explanation=gettext_lazy(
            "Every member must hold one of these offices at a party. An executive of the network of cities"
            " and a representative of a participating ministry always fit."
        ),
        default_text=gettext_lazy(
            "The steering group consists of executives and/or directors of the parties."
        ),
        ask=only_executives_and_directors,
        words=Words(
            _no_leader,
            loses(
                gettext_lazy("Then from %(day)s somebody sits in %(body)s who is no executive or director.")
            ),
            _all_lead,
        ),
        parameters=(
            asked_of(BodyKind.STEERING_GROUP),
            ChoiceList(
                "offices",
                gettext_lazy("Offices that fit"),
                default=tuple(sorted(str(office) for office in LEADING_OFFICES)),
                choices=choices_of(Office.choices),
            ),
            OrganizationSlug(
                "network",
                gettext_lazy("Network of cities"),
                gettext_lazy("An executive of this organisation also fits. Leave empty if there is none."),
                is_required=False,
            ),
        ),
        reads_offices=True,
    ),
    Rule(
        number=11,
        scope=BodyKind.STEERING_GROUP,
        name=gettext_lazy("An executive of the network of cities"),
        explanation=gettext_lazy(
            "At least this many members hold an office as executive at the network itself. An office at a"
            " municipality of the network does not count."
        ),
        default_text=gettext_lazy("The steering group has at least one executive of the network of cities."),
        ask=network_executive,
        words=Words(
            _nobody_of(gettext_lazy("Since %(since)s no executive of the network of cities is a member.")),
            loses(gettext_lazy("Then from %(day)s %(body)s misses an executive of the city network.")),
        ),
        parameters=(asked_of(BodyKind.STEERING_GROUP), _MINIMUM, _NETWORK),
        reads_offices=True,
    ),
    Rule(
        number=12,
        scope=BodyKind.STEERING_GROUP,
        name=gettext_lazy("A representative of a ministry"),
        explanation=gettext_lazy(
            "At least this many members sit for a ministry that is a party of the deal on that day."
        ),
        default_text=gettext_lazy(
            "The steering group has at least one representative of one of the participating ministries."
        ),
        ask=ministry_representative,
        words=Words(
            _nobody_of(gettext_lazy("Since %(since)s nobody represents a participating ministry.")),
            loses(
                gettext_lazy(
                    "Then from %(day)s %(body)s misses a representative of a participating ministry."
                )
            ),
        ),
        parameters=(asked_of(BodyKind.STEERING_GROUP), _MINIMUM),
    ),
)
