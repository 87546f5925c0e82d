"""The demo as plain data: what ``manage.py load_demo`` hands to the services.

The texts are content, in the language of the deals; they are not translated. Organisations are
named by their address, people by a key that means nothing outside these modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from citydeal.enums import Access
from governance.enums import MembershipRole
from governance.management.demo_data.decisions import DecisionData, RelationData
from governance.management.demo_data.texts import TextData

if TYPE_CHECKING:
    from governance.management.demo_data.acting import ActingData


@dataclass(frozen=True)
class OrganizationData:
    """An organisation; its trade name may differ from its legal name."""

    slug: str
    name: str
    kind: str
    legal_name: str = ""


@dataclass(frozen=True)
class EventData:
    """What happened to a party on a day (PartyEventKind). ``person``: the invented person who signed."""

    kind: str
    date: date
    note: str = ""
    person: str = ""


@dataclass(frozen=True)
class PartyData:
    """An organisation that takes part, with what happened to it from old to new."""

    organization: str
    events: tuple[EventData, ...]


@dataclass(frozen=True)
class SuccessionData:
    """Parties that are followed up by a new organisation; all goes on there but the seats in ``ends``.

    ``before`` and ``ends`` are addresses of organisations.
    """

    kind: str
    date: date
    before: tuple[str, ...]
    name: str
    organization_kind: str
    ends: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class PersonData:
    """An invented person; ``account`` is the address of the demo account, if there is one."""

    family_name: str
    given_name: str = ""
    prefix: str = ""
    email: str = ""
    account: str = ""


@dataclass(frozen=True)
class PositionData:
    """A person holds an office at an organisation."""

    person: str
    organization: str
    office: str
    start: date
    end: date | None = None
    title: str = ""
    portfolio: str = ""


@dataclass(frozen=True)
class MemberData:
    """A person on a seat or in a body.

    ``organization``: where the office is held from which the person sits; by default the owner of
    the seat.
    """

    person: str
    start: date
    end: date | None = None
    term_end: date | None = None
    role: str = MembershipRole.MEMBER
    is_deputy: bool = False
    organization: str = ""


@dataclass(frozen=True)
class SeatData:
    """A seat of a party or another organisation, or of nobody, with who sits on it, old to new."""

    start: date
    organization: str = ""
    label: str = ""
    office: str = ""
    is_office_bound: bool = True
    asked_on: date | None = None
    members: tuple[MemberData, ...] = ()


@dataclass(frozen=True)
class BodyData:
    """A body with its seats, or with members where it has no seats.

    ``founding_decision``: the key of the decision it rests on, of a body that stands before it.
    """

    kind: str
    name: str
    slug: str
    remit: str
    start: date
    article: str = ""
    access: str = Access.PUBLIC
    seats: tuple[SeatData, ...] = ()
    members: tuple[MemberData, ...] = ()
    founding_decision: str = ""


@dataclass(frozen=True)
class RuleData:
    """A rule of docs/regels.md that holds in the deal."""

    number: int
    text: str
    parameters: Mapping[str, Any]
    article: str = ""


@dataclass(frozen=True)
class ProjectData:
    """The project organisation: who is the secretary, and the seats beside that one.

    ``appointed_by`` and ``appointed_on``: the parties that appointed ``manager``, and when (rule 2).
    """

    remit: str
    secretary: str
    seats: tuple[SeatData, ...]
    manager: str = ""
    appointed_by: tuple[str, ...] = ()
    appointed_on: date | None = None


@dataclass(frozen=True)
class DealData:
    """A whole deal. ``people``: key → person."""

    slug: str
    name: str
    tagline: str
    summary: str
    start: date
    end: date
    project: ProjectData
    contact_email: str = ""
    organizations: tuple[OrganizationData, ...] = ()
    parties: tuple[PartyData, ...] = ()
    successions: tuple[SuccessionData, ...] = ()
    people: Mapping[str, PersonData] = field(default_factory=dict)
    positions: tuple[PositionData, ...] = ()
    bodies: tuple[BodyData, ...] = ()
    decisions: tuple[DecisionData, ...] = ()
    relations: tuple[RelationData, ...] = ()
    rules: tuple[RuleData, ...] = ()
    auditors: tuple[str, ...] = ()
    dealmakers: tuple[str, ...] = ()
    acting: ActingData | None = None
    texts: TextData | None = None
