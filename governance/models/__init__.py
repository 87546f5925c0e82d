"""Deals, parties, people, bodies, seats, memberships and the rules that hold."""

from governance.models.body import Body, Membership, Seat
from governance.models.covenant import CovenantRule
from governance.models.deal import CityDeal, DealRole
from governance.models.organization import Organization, Party, PartyStatus
from governance.models.permissions import (
    BodyGroupObjectPermission,
    BodyUserObjectPermission,
    CityDealGroupObjectPermission,
    CityDealUserObjectPermission,
)
from governance.models.person import Person, Position

__all__ = [
    "Body",
    "BodyGroupObjectPermission",
    "BodyUserObjectPermission",
    "CityDeal",
    "CityDealGroupObjectPermission",
    "CityDealUserObjectPermission",
    "CovenantRule",
    "DealRole",
    "Membership",
    "Organization",
    "Party",
    "PartyStatus",
    "Person",
    "Position",
    "Seat",
]
