"""The demo as plain data: what ``manage.py load_demo`` hands to the services.

The texts are content, in the language of the deals; they are not translated. Organisations are
named by their address, people by a key that means nothing outside these modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from citydeal.enums import Access
from governance.enums import MembershipRole


@dataclass(frozen=True)
class OrganizationData:
    """An organisation; its trade name may differ from its legal name."""

    slug: str
    name: str
    kind: str
    legal_name: str = ""


@dataclass(frozen=True)
class StateData:
    """From ``start`` on a party has this state."""

    state: str
    start: date
    reason: str = ""


@dataclass(frozen=True)
class PartyData:
    """An organisation that takes part, with its states from old to new."""

    organization: str
    states: tuple[StateData, ...]


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
    """A body with its seats, or with members where it has no seats."""

    kind: str
    name: str
    slug: str
    remit: str
    start: date
    article: str = ""
    access: str = Access.PUBLIC
    seats: tuple[SeatData, ...] = ()
    members: tuple[MemberData, ...] = ()


@dataclass(frozen=True)
class RuleData:
    """A rule of docs/regels.md that holds in the deal."""

    number: int
    text: str
    parameters: Mapping[str, Any]
    article: str = ""


@dataclass(frozen=True)
class ProjectData:
    """The project organisation: who is the secretary, and the seats beside that one."""

    remit: str
    secretary: str
    seats: tuple[SeatData, ...]


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
    people: Mapping[str, PersonData] = field(default_factory=dict)
    positions: tuple[PositionData, ...] = ()
    bodies: tuple[BodyData, ...] = ()
    rules: tuple[RuleData, ...] = ()
    auditors: tuple[str, ...] = ()
