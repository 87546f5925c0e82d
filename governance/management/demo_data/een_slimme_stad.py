"""City Deal Een slimme stad, zo doe je dat: what its public sources say (source 003); it is closed.

Sourced: the phases, the four principles, the signing on 3 December 2020 by 51 organisations, the
extension and the organisations named in public sources. The full list of parties was not found, so
the register holds those that were, and the number of signatures comes from the sources. Examples,
and called so: the exact first day, the last days, and which invented people sit where.
"""

from __future__ import annotations

from datetime import date

from governance.enums import MembershipRole, Office, OrganizationKind, PartyEventKind
from governance.management.demo_data import (
    DealData,
    EventData,
    MemberData,
    OrganizationData,
    PartyData,
    PositionData,
    ProjectData,
    RuleData,
    SeatData,
)
from governance.management.demo_data.existing import (
    AGENDA_STAD,
    AGENDA_STAD_DATA,
    BZK,
    BZK_DATA,
    G40,
    G40_DATA,
)
from governance.management.demo_data.people import EEN_SLIMME_STAD_PEOPLE
from governance.management.demo_data.texts import EEN_SLIMME_STAD

START = date(2020, 1, 1)
EXPLORING = date(2020, 3, 16)
SIGNING = date(2020, 12, 3)
FIRST_END = date(2022, 12, 2)

_SUMMARY = """Demonstratiegegevens. De fasen, de ontwerpprincipes, het tekenen door 51 organisaties \
en de verlenging komen uit openbare bronnen. Alle personen zijn verzonnen. De eerste en de laatste \
dag zijn voorbeelden. Niet alle partijen staan hier: de volledige lijst is niet gevonden.

Welke tools hebben we nodig om digitalisering in onze steden op een goede manier te laten verlopen? \
In deze City Deal ontwikkelden, toetsten en gebruikten de partijen die tools samen."""

_FCF = "future-city-foundation"
_ORGANIZATIONS = (
    BZK_DATA,
    OrganizationData(
        "ministerie-van-ienw",
        "Ministerie van IenW",
        OrganizationKind.MINISTRY,
        "Ministerie van Infrastructuur en Waterstaat",
    ),
    OrganizationData(
        "ministerie-van-jenv",
        "Ministerie van JenV",
        OrganizationKind.MINISTRY,
        "Ministerie van Justitie en Veiligheid",
    ),
    G40_DATA,
    OrganizationData(_FCF, "Future City Foundation", OrganizationKind.CIVIL_SOCIETY),
    OrganizationData("argaleo", "Argaleo", OrganizationKind.COMPANY),
    OrganizationData("hogeschool-saxion", "Hogeschool Saxion", OrganizationKind.KNOWLEDGE),
    AGENDA_STAD_DATA,
    OrganizationData("vng", "VNG", OrganizationKind.OTHER, "Vereniging van Nederlandse Gemeenten"),
    OrganizationData("nen", "NEN", OrganizationKind.OTHER),
    OrganizationData("fiware-foundation", "FIWARE Foundation", OrganizationKind.CIVIL_SOCIETY),
    OrganizationData("eurocities", "Eurocities", OrganizationKind.CITY_NETWORK),
)
_SIGNERS = (BZK, "ministerie-van-ienw", "ministerie-van-jenv", G40, _FCF, "argaleo", "hogeschool-saxion")
_COOPERATING = (AGENDA_STAD, "vng", "nen", "fiware-foundation", "eurocities")
# The rules of source 003 that the portal can check; the numbers are those of the source.
_RULES = (
    RuleData(
        45,
        "Het netwerk bestaat uit bedrijven, overheden, burgerbewegingen en kennisinstellingen, zodat de"
        " hele quadruple helix vertegenwoordigd is.",
        {"sectors": ["government", "company", "knowledge", "civil_society"]},
    ),
    RuleData(
        46, "We willen graag dat ten minste 20 partijen meedoen.", {"minimum": 20, "asked": "until_signing"}
    ),
    RuleData(
        55,
        "De verkenning sluit met het tekenen van de City Deal door ten minste twaalf partners.",
        {"minimum": 12, "recorded": 51},
    ),
    RuleData(63, "De City Deal duurt ten minste drie jaar en kan worden verlengd.", {"years": 3}),
)


def een_slimme_stad(today: date) -> DealData:
    """Return the deal; ``today`` changes nothing, for its days come from the sources."""
    signed = (
        EventData(PartyEventKind.EXPLORING, EXPLORING, "Doet mee aan de verkenning (voorbeeld)"),
        EventData(PartyEventKind.SIGNING, SIGNING, "Ondertekening van de City Deal"),
    )
    manager = MemberData("roderick", START, role=MembershipRole.PROJECT_MANAGER, organization=_FCF)
    return DealData(
        slug="een-slimme-stad",
        name="City Deal Een slimme stad, zo doe je dat",
        tagline="Samen tools maken voor een slimme en democratische stad.",
        summary=_SUMMARY,
        start=START,
        end=FIRST_END,
        project=ProjectData(
            "Bouwt het netwerk, organiseert de bijeenkomsten en bewaart wat de deal oplevert.",
            "marit",
            (SeatData(START, label="Projectmanager", members=(manager,)),),
        ),
        organizations=_ORGANIZATIONS,
        parties=(
            *(PartyData(slug, signed) for slug in _SIGNERS),
            *(PartyData(slug, (EventData(PartyEventKind.COOPERATION, START),)) for slug in _COOPERATING),
        ),
        people=EEN_SLIMME_STAD_PEOPLE,
        positions=(
            PositionData("roderick", _FCF, Office.DIRECTOR, START),
            PositionData("marieke", "hogeschool-saxion", Office.OTHER, START, title="Lector"),
        ),
        rules=_RULES,
        auditors=("bulent",),
        texts=EEN_SLIMME_STAD,
    )
