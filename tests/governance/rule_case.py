"""Facts as a reader of the covenant would write them down, for the tests of rules."""

from datetime import date

from governance.enums import BodyKind, HelixSector, OrganizationKind, PartyState
from governance.rules.check import CovenantClause, check
from governance.rules.facts import (
    BodyFacts,
    DealFacts,
    MembershipFact,
    OrganizationFact,
    Period,
    PositionFact,
    SeatFact,
)

START = date(2025, 3, 1)
TODAY = date(2026, 11, 22)
SIGNED = ((date(2025, 1, 1), PartyState.PARTY),)
CITY = OrganizationFact(1, "Gemeente Waterveen", OrganizationKind.MUNICIPALITY, SIGNED)
BZK = OrganizationFact(2, "Ministerie van BZK", OrganizationKind.MINISTRY, SIGNED)
SZW = OrganizationFact(3, "Ministerie van SZW", OrganizationKind.MINISTRY, SIGNED)
G40 = OrganizationFact(4, "Stedennetwerk G40", OrganizationKind.CITY_NETWORK)
ORGANIZATIONS = {o.id: o for o in (CITY, BZK, SZW, G40)}


def position(organization, office, label="", start=START, end=None, slug=None):
    return PositionFact(
        start=start,
        end=end,
        organization_id=organization.id,
        organization=organization.name,
        organization_slug=slug or ("stedennetwerk-g40" if organization is G40 else "org"),
        office=office,
        label=label or str(office.label),
    )


def seat(organization, number=None, start=START, end=None):
    return SeatFact(
        start=start,
        end=end,
        id=number or organization.id,
        name=organization.name,
        organization_id=organization.id,
    )


def member(seat_id, *positions, number=None, start=START, end=None, role="member", deputy=False):
    return MembershipFact(
        start=start,
        end=end,
        id=number or (seat_id or 0) * 10,
        person_id=number or seat_id,
        person=f"Persoon {number or seat_id}",
        seat_id=seat_id,
        position_organization_id=positions[0].organization_id if positions else None,
        role=role,
        is_deputy=deputy,
        positions=positions,
    )


def body(
    seats, members, organizations=None, end=None, kind=BodyKind.STEERING_GROUP, name="Stuurgroep", start=START
):
    return BodyFacts(
        id=list(BodyKind).index(kind) + 6,
        name=name,
        slug=name.lower(),
        kind=kind,
        period=Period(start, end),
        seats=tuple(seats),
        memberships=tuple(members),
        organizations=organizations or ORGANIZATIONS,
    )


def deal(*bodies, organizations=None, start=START, end=None, signed_on=None, **parts):
    everybody = organizations or ORGANIZATIONS
    return DealFacts(1, "De Deal", Period(start, end), signed_on, bodies, everybody, parts)


def ask(number, facts, on=TODAY, start=START, warning_days=90, **parameters):
    """Return the one finding of a rule about these facts."""
    (finding,) = ask_all(number, facts, on, start, warning_days, **parameters)
    return finding


def ask_all(number, facts, on=TODAY, start=START, warning_days=90, **parameters):
    clause = CovenantClause(start, None, number, "artikel 4", "De zin", parameters)
    return check(clause, facts, on, warning_days)


def taking_part(number, sector=HelixSector.GOVERNMENT, state=PartyState.PARTY, since=date(2025, 1, 1)):
    """Return so many organisations of a sector that have this state since a day."""
    return {
        1000 * list(HelixSector).index(sector) + n: OrganizationFact(
            1000 * list(HelixSector).index(sector) + n,
            f"{sector.value} {n}",
            OrganizationKind.OTHER,
            ((since, state),),
            sector,
        )
        for n in range(number)
    }
