"""Who hears of a report: the core group that reads along, and the project manager who releases it."""

from __future__ import annotations

from datetime import date

from citydeal.common.dates import holds_on
from governance.enums import BodyKind, MembershipRole
from governance.models import Body, CityDeal, Membership, Person
from governance.selectors.invitees import people_of


def core_group(deal: CityDeal, on: date) -> list[Person]:
    """Return whoever sits in the core group of a deal on a day: no deputies. Two queries."""
    bodies = list(Body.objects.on(on).filter(deal=deal, kind=BodyKind.CORE_GROUP))
    return [invitee.person for invitee in people_of(bodies, on).people] if bodies else []


def project_managers(deal: CityDeal, on: date) -> list[Person]:
    """Return the project managers of a deal on a day: no deputies. One query."""
    found = Membership.objects.filter(
        holds_on(on),
        body__deal=deal,
        body__kind=BodyKind.PROJECT_ORGANIZATION,
        role=MembershipRole.PROJECT_MANAGER,
        is_deputy=False,
    ).select_related("person__user")
    return [each.person for each in found.order_by("pk")]
