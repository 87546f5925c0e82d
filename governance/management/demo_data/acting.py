"""Contacts of parties, who acts for whom, and what parties are asked, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.enums import DelegationKind, DelegationMail, DelegationReach
from governance.management.demo_data.dichtbij_parties import (
    HOOGERLAND,
    OOSTERBEEMD,
    SIGNING,
    WATERVEEN,
    ZUIDERHAGE,
)
from governance.management.demo_data.people import SLIM_MAATWERK_CONTACTS


@dataclass(frozen=True)
class ContactData:
    """A person is the contact of a party, since ``start`` or else since the day of loading."""

    party: str
    person: str
    start: date | None = None


@dataclass(frozen=True)
class DelegationData:
    """``delegate`` acts for ``person``."""

    person: str
    delegate: str
    kind: str
    start: date
    reach: str = DelegationReach.DEAL
    mail: str = DelegationMail.COPY


@dataclass(frozen=True)
class QuestionData:
    """A party is asked about its seat in a body, today; ``note``: what the secretary adds."""

    party: str
    body: str
    note: str
    is_personal: bool = False


@dataclass(frozen=True)
class ActingData:
    """All of it for one deal."""

    contacts: tuple[ContactData, ...] = ()
    delegations: tuple[DelegationData, ...] = ()
    questions: tuple[QuestionData, ...] = ()


DICHTBIJ_ACTING = ActingData(
    contacts=(
        ContactData(OOSTERBEEMD, "cagla", SIGNING),
        ContactData(HOOGERLAND, "naima", SIGNING),
        ContactData(WATERVEEN, "douwe"),
        ContactData(ZUIDERHAGE, "imke"),
    ),
    delegations=(
        DelegationData(
            "naima",
            "roos",
            DelegationKind.SECRETARIAT,
            SIGNING,
            DelegationReach.BODY,
            DelegationMail.COPY,
        ),
        DelegationData("harm", "bram", DelegationKind.ADVISER, SIGNING, mail=DelegationMail.NONE),
    ),
    questions=(
        QuestionData(
            OOSTERBEEMD,
            "stuurgroep",
            "Uw college is gewijzigd. Wie komt op de zetel in de stuurgroep?",
        ),
        QuestionData(
            HOOGERLAND,
            "bestuurdersnetwerk",
            "Deze vraag is persoonlijk. Wilt u na de zomer blijven, of komt er iemand anders op de zetel?",
            is_personal=True,
        ),
    ),
)
# So that the municipalities can be asked something; nothing is asked yet, and so nobody is late.
SLIM_ACTING = ActingData(
    contacts=tuple(ContactData(party, person) for party, person in SLIM_MAATWERK_CONTACTS.items()),
)
