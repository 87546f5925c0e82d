"""Deals, parties, people, bodies, seats, memberships and the rules that hold."""

from governance.models.action import (
    ActionItem,
    ActionNote,
    CalendarFeed,
)
from governance.models.agenda import (
    Abstention,
    AgendaItem,
    AgendaPaper,
    ChairNote,
    CoverNote,
    ForwardItem,
    MeetingPack,
    MeetingQuestion,
    PartyNote,
)
from governance.models.appointment import Appointment
from governance.models.ballot import (
    EligibleVoter,
    PartyAgreement,
    Vote,
    VoteEvent,
)
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
from governance.models.duty import (
    Duty,
    DutyFailure,
    DutyOccurrence,
    DutyStep,
    OccurrenceStep,
)
from governance.models.meeting import (
    Invitation,
    Meeting,
    MeetingStatus,
    TemplateItem,
    WayOfWorking,
)
from governance.models.organization import Organization, Party, PartyStatus
from governance.models.party import PartyChange, PartyContact, PartyEvent, PartySuccession
from governance.models.permissions import (
    BodyGroupObjectPermission,
    BodyUserObjectPermission,
    CityDealGroupObjectPermission,
    CityDealUserObjectPermission,
)
from governance.models.person import Person, Position, RegisterEntry
from governance.models.remark import MeetingRemark
from governance.models.request import CheckedPosition, Nomination, PartyRequest
from governance.models.rhythm import PartyRhythm
from governance.models.written_round import (
    RoundPaper,
    RoundVoice,
    WrittenRound,
)

__all__ = [
    "Abstention",
    "ActionItem",
    "ActionNote",
    "AgendaItem",
    "AgendaPaper",
    "Appointment",
    "Body",
    "BodyCompetence",
    "BodyGroupObjectPermission",
    "BodyRelation",
    "BodyUserObjectPermission",
    "CalendarFeed",
    "ChairNote",
    "Challenge",
    "CheckedPosition",
    "CityDeal",
    "CityDealGroupObjectPermission",
    "CityDealUserObjectPermission",
    "CovenantArticle",
    "CovenantRule",
    "CoverNote",
    "DealDocument",
    "DealExtension",
    "DealRole",
    "DealStatus",
    "Decision",
    "Delegation",
    "Duty",
    "DutyFailure",
    "DutyOccurrence",
    "DutyStep",
    "EligibleVoter",
    "FindingException",
    "ForwardItem",
    "Invitation",
    "Meeting",
    "MeetingPack",
    "MeetingQuestion",
    "MeetingRemark",
    "MeetingStatus",
    "Membership",
    "Nomination",
    "OccurrenceStep",
    "Organization",
    "Party",
    "PartyAgreement",
    "PartyChange",
    "PartyContact",
    "PartyEvent",
    "PartyNote",
    "PartyRequest",
    "PartyRhythm",
    "PartyStatus",
    "PartySuccession",
    "Person",
    "Phase",
    "PhaseChange",
    "Position",
    "RegisterEntry",
    "RoundPaper",
    "RoundVoice",
    "Seat",
    "SetupVersion",
    "TemplateItem",
    "Vote",
    "VoteEvent",
    "WayOfWorking",
    "WrittenRound",
]
