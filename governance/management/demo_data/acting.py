"""Contacts of parties, who acts for whom, and what parties are asked, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.enums import DelegationKind, DelegationMail, DelegationReach
from governance.management.demo_data.dichtbij_parties import HOOGERLAND, OOSTERBEEMD, SIGNING


@dataclass(frozen=True)
class ContactData:
    """A person is the contact of a party."""

    party: str
    person: str
    start: date


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
