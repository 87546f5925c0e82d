"""Deals, parties, people, bodies, seats, memberships and the rules that hold."""

from governance.models.appointment import Appointment
from governance.models.body import Body, Membership, Seat
from governance.models.covenant import CovenantRule
from governance.models.deal import CityDeal, DealRole
from governance.models.deal_text import (
    Challenge,
    CovenantArticle,
    DealDocument,
    DealExtension,
    DealStatus,
    Phase,
    PhaseChange,
    SetupVersion,
)
from governance.models.decision import BodyCompetence, BodyRelation, Decision, FindingException
from governance.models.delegation import Delegation
from governance.models.organization import Organization, Party, PartyStatus
from governance.models.party import PartyChange, PartyContact, PartyEvent, PartySuccession
from governance.models.permissions import (
    BodyGroupObjectPermission,
    BodyUserObjectPermission,
    CityDealGroupObjectPermission,
    CityDealUserObjectPermission,
)
from governance.models.person import Person, Position, RegisterEntry
from governance.models.request import CheckedPosition, Nomination, PartyRequest

__all__ = [
    "Appointment",
    "Body",
    "BodyCompetence",
    "BodyGroupObjectPermission",
    "BodyRelation",
    "BodyUserObjectPermission",
    "Challenge",
    "CheckedPosition",
    "CityDeal",
    "CityDealGroupObjectPermission",
    "CityDealUserObjectPermission",
    "CovenantArticle",
    "CovenantRule",
    "DealDocument",
    "DealExtension",
    "DealRole",
    "DealStatus",
    "Decision",
    "Delegation",
    "FindingException",
    "Membership",
    "Nomination",
    "Organization",
    "Party",
    "PartyChange",
    "PartyContact",
    "PartyEvent",
    "PartyRequest",
    "PartyStatus",
    "PartySuccession",
    "Person",
    "Phase",
    "PhaseChange",
    "Position",
    "RegisterEntry",
    "Seat",
    "SetupVersion",
]
