"""Who takes part in Dichtbij Geregeld: organisations, their states, and the offices people hold."""

from __future__ import annotations

from datetime import date, timedelta

from governance.enums import Office, OrganizationKind, PartyEventKind, SuccessionKind
from governance.management.demo_data import (
    EventData,
    OrganizationData,
    PartyData,
    PositionData,
    SuccessionData,
)
from governance.management.demo_data.existing import (
    AGENDA_STAD,
    AGENDA_STAD_DATA,
    BZK,
    BZK_DATA,
    G40,
    G40_DATA,
)

SIGNING = date(2025, 3, 1)
WEEKS_UNTIL_THE_MINISTRY_LEAVES = 6

SZW = "ministerie-van-szw"
WATERVEEN = "gemeente-waterveen"
OOSTERBEEMD = "gemeente-oosterbeemd"
HOOGERLAND = "gemeente-hoogerland"
ZUIDERHAGE = "gemeente-zuiderhage"
LINDERVAART = "gemeente-lindervaart"
VLIERBERGEN = "gemeente-vlierbergen"
RIJNOEVER = "hogeschool-rijnoever"
ERVARINGSKRACHT = "stichting-ervaringskracht"
WOONSTICHTING = "woonstichting-waterveen-oost"
BIBLIOTHEKEN = "bibliotheken-zuiderhage-oosterbeemd"
KREDIETBANK = "kredietbank-zuiderhage"
DATAWERKPLAATS = "datawerkplaats-hoogerland"
COOPERATIE = "buurtcooperatie-lindervaart"
KENNISPLEIN = "kennisplein-gewone-taal"

# Two municipalities become one; both have a seat in the executives' network, and one of them goes on.
SUCCESSIONS = (
    SuccessionData(
        SuccessionKind.MERGER,
        date(2027, 1, 1),
        (LINDERVAART, VLIERBERGEN),
        "Gemeente Lindervlier",
        OrganizationKind.MUNICIPALITY,
        ends=(VLIERBERGEN,),
        note="Gemeentelijke herindeling",
    ),
)

ORGANIZATIONS = (
    BZK_DATA,
    OrganizationData(
        SZW,
        "Ministerie van SZW",
        OrganizationKind.MINISTRY,
        "Ministerie van Sociale Zaken en Werkgelegenheid",
    ),
    OrganizationData(WATERVEEN, "Gemeente Waterveen", OrganizationKind.MUNICIPALITY),
    OrganizationData(OOSTERBEEMD, "Gemeente Oosterbeemd", OrganizationKind.MUNICIPALITY),
    OrganizationData(HOOGERLAND, "Gemeente Hoogerland", OrganizationKind.MUNICIPALITY),
    OrganizationData(ZUIDERHAGE, "Gemeente Zuiderhage", OrganizationKind.MUNICIPALITY),
    OrganizationData(LINDERVAART, "Gemeente Lindervaart", OrganizationKind.MUNICIPALITY),
    OrganizationData(VLIERBERGEN, "Gemeente Vlierbergen", OrganizationKind.MUNICIPALITY),
    G40_DATA,
    OrganizationData(RIJNOEVER, "Hogeschool Rijnoever", OrganizationKind.KNOWLEDGE),
    OrganizationData(ERVARINGSKRACHT, "Stichting Ervaringskracht", OrganizationKind.CIVIL_SOCIETY),
    OrganizationData(WOONSTICHTING, "Woonstichting Waterveen-Oost", OrganizationKind.CIVIL_SOCIETY),
    OrganizationData(
        BIBLIOTHEKEN,
        "Bibliotheken Zuiderhage & Oosterbeemd",
        OrganizationKind.CIVIL_SOCIETY,
        "Stichting Openbare Bibliotheken Zuiderhage en Oosterbeemd",
    ),
    OrganizationData(KREDIETBANK, "Kredietbank Zuiderhage", OrganizationKind.CIVIL_SOCIETY),
    OrganizationData(
        DATAWERKPLAATS,
        "Datawerkplaats\\Hoogerland",
        OrganizationKind.COMPANY,
        "Datawerkplaats Hoogerland B.V.",
    ),
    OrganizationData(COOPERATIE, "Buurtcoöperatie Lindervaart", OrganizationKind.CIVIL_SOCIETY),
    OrganizationData(KENNISPLEIN, "Kennisplein Gewone Taal", OrganizationKind.KNOWLEDGE),
    AGENDA_STAD_DATA,
)


class Days:
    """The days of the deal that count from ``today``, the day of loading."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.ministry_leaves = today + timedelta(weeks=WEEKS_UNTIL_THE_MINISTRY_LEAVES)
        self.seat_for_szw = self.ago(12)
        self.term_over = self.ago(22)
        self.oosterbeemd_asked = self.ago(40)
        self.oosterbeemd_left = self.ago(53)
        self.kredietbank_left = self.ago(83)
        self.ervaringskracht_joined = self.ago(142)
        self.hoogerland_changed = self.ago(144)
        self.zuiderhage_changed = self.ago(174)
        self.first_talks = self.ago(200)

    def ago(self, days: int) -> date:
        """Return the day that many calendar days before loading."""
        return self.today - timedelta(days=days)


def before(day: date) -> date:
    """Return the last day of what was there until ``day``."""
    return day - timedelta(days=1)


def parties(days: Days) -> tuple[PartyData, ...]:
    """Return the parties in the order of the covenant; nobody that exists ever left."""
    joined = EventData(PartyEventKind.SIGNING, SIGNING, "Ondertekening van het convenant")
    signed = (
        EventData(PartyEventKind.EXPLORING, date(2024, 9, 2)),
        EventData(PartyEventKind.INTENT, date(2024, 12, 12), "Intentieverklaring"),
        joined,
    )
    return (
        PartyData(BZK, (joined,)),
        PartyData(SZW, (joined,)),
        PartyData(WATERVEEN, signed),
        PartyData(OOSTERBEEMD, signed),
        PartyData(HOOGERLAND, signed),
        PartyData(ZUIDERHAGE, signed),
        PartyData(LINDERVAART, signed),
        PartyData(VLIERBERGEN, signed),
        PartyData(G40, (joined,)),
        PartyData(RIJNOEVER, signed),
        PartyData(WOONSTICHTING, signed),
        PartyData(BIBLIOTHEKEN, signed),
        PartyData(
            KREDIETBANK,
            (
                *signed,
                EventData(
                    PartyEventKind.WITHDRAWAL,
                    days.kredietbank_left,
                    "De kredietbank heeft te weinig mensen om mee te doen.",
                ),
            ),
        ),
        PartyData(
            ERVARINGSKRACHT,
            (
                EventData(PartyEventKind.EXPLORING, days.first_talks),
                EventData(PartyEventKind.LATER_SIGNING, days.ervaringskracht_joined, "Bijtekenmoment"),
            ),
        ),
        PartyData(
            DATAWERKPLAATS,
            (
                EventData(PartyEventKind.EXPLORING, days.ago(95)),
                EventData(PartyEventKind.INTENT, days.ago(30), "Intentieverklaring"),
            ),
        ),
        PartyData(COOPERATIE, (EventData(PartyEventKind.EXPLORING, days.ago(25)),)),
        PartyData(KENNISPLEIN, (EventData(PartyEventKind.COOPERATION, SIGNING),)),
    )


def positions(days: Days) -> tuple[PositionData, ...]:
    """Return who holds which office; rules 8, 11 and 12 read them."""
    college = date(2022, 6, 16)
    here = SIGNING
    return (
        PositionData("harm", WATERVEEN, Office.ALDERMAN, college, portfolio="Zorg en jeugd"),
        PositionData("bram", WATERVEEN, Office.OFFICIAL, here, title="Beleidsadviseur"),
        PositionData("marit", WATERVEEN, Office.OFFICIAL, here, title="Projectsecretaris"),
        PositionData("coen", OOSTERBEEMD, Office.ALDERMAN, college, days.oosterbeemd_left),
        PositionData("dennis", OOSTERBEEMD, Office.OFFICIAL, here, title="Communicatieadviseur"),
        PositionData("tjeerd", HOOGERLAND, Office.ALDERMAN, college, before(days.hoogerland_changed)),
        PositionData("naima", HOOGERLAND, Office.ALDERMAN, days.hoogerland_changed),
        PositionData("wouter", HOOGERLAND, Office.OFFICIAL, here, title="Projectmanager"),
        PositionData("fatoumata", ZUIDERHAGE, Office.ALDERMAN, college, before(days.zuiderhage_changed)),
        PositionData("ilse", ZUIDERHAGE, Office.ALDERMAN, days.zuiderhage_changed),
        PositionData(
            "zeynep",
            ZUIDERHAGE,
            Office.ALDERMAN,
            days.zuiderhage_changed,
            portfolio="Wonen en armoede",
        ),
        PositionData("lotte", ZUIDERHAGE, Office.OFFICIAL, here, title="Redacteur"),
        # Two hats: one membership, and it counts for both.
        PositionData("karin", LINDERVAART, Office.ALDERMAN, college, portfolio="Sociale zaken"),
        PositionData("karin", G40, Office.EXECUTIVE, date(2024, 1, 1)),
        PositionData("soraya", VLIERBERGEN, Office.ALDERMAN, college, portfolio="Zorg en welzijn"),
        PositionData("joris", BZK, Office.DIRECTOR, here),
        PositionData("sanne", AGENDA_STAD, Office.OFFICIAL, here, title="Dealmaker"),
        PositionData("robbert", RIJNOEVER, Office.OTHER, here, title="Lector"),
        PositionData("renee", RIJNOEVER, Office.EXECUTIVE, here, title="Lid van het college van bestuur"),
        PositionData("priya", RIJNOEVER, Office.OTHER, here, title="Onderzoeker"),
        PositionData("mawarni", ERVARINGSKRACHT, Office.DIRECTOR, here),
        PositionData("gerda", ERVARINGSKRACHT, Office.OTHER, days.first_talks, title="Ervaringsdeskundige"),
        PositionData("ijsbrand", WOONSTICHTING, Office.DIRECTOR, here, title="Directeur-bestuurder"),
        PositionData("anne_fleur", BIBLIOTHEKEN, Office.DIRECTOR, here),
        PositionData("niamh", KREDIETBANK, Office.OFFICIAL, here, title="Adviseur schuldhulp"),
    )
