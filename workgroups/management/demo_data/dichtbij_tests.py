"""Field tests, front-runners, an alliance and design teams of ``dichtbij-geregeld``; all invented.

Planted: of the four front-runner municipalities Hoogerland tests too few of the chosen instruments (rule 56);
tests in every state, most of them not inside an existing project (57); one that begins too late and one that
runs too long; a design team without a budget (54). What no instrument was loaded for is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workgroups.enums import TestState

WATERVEEN, OOSTERBEEMD = "gemeente-waterveen", "gemeente-oosterbeemd"
HOOGERLAND, ZUIDERHAGE = "gemeente-hoogerland", "gemeente-zuiderhage"
RUNNERS = (WATERVEEN, OOSTERBEEMD, HOOGERLAND, ZUIDERHAGE)
ALLIANCE = "alliantie-waterveen-en-omgeving"
RUNNERS_SINCE = date(2025, 10, 6)
# A version of an instrument that has none yet.
FIRST_VERSION, MADE_ON = "0.9", date(2025, 10, 20)
AGREED_ON = date(2025, 10, 15)
AGREEMENT = (
    "De partijen proberen de verhaalkaart en de gesprekskaart in twee wijkteams. Elke partij maakt daarvoor"
    " twee mensen een halve dag per week vrij. De uitkomsten gaan naar de werkgroep Eén keer je verhaal."
)
# Who joins the alliance beside the one who chairs it: person, organisation.
ALLIANCE_MEMBER = ("dennis", OOSTERBEEMD)


@dataclass(frozen=True)
class TestData:
    """A test, in days before loading: planned from and until (below zero: still to come).

    ``who``: an organisation, or the alliance. ``project``: the existing project it runs in.
    """

    __test__ = False  # for pytest: this is no class of tests

    instrument: str
    who: str
    state: TestState
    start: int
    end: int
    project: str = ""
    result: str = ""
    lessons: str = ""
    reason: str = ""


_DONE, _RUNNING, _PLANNED, _STOPPED = (
    TestState.DONE,
    TestState.RUNNING,
    TestState.PLANNED,
    TestState.STOPPED,
)
_LETTER, _STORY, _TALK = (
    "Toestemmingsbrief in gewone taal",
    "Verhaalkaart",
    "Gesprekskaart eerste gesprek",
)
_FAMILY, _MEETINGS, _AGREED = (
    "Gezinsplan op één blad",
    "Overlegwijzer",
    "Afsprakenkaart voor hulpverleners",
)
_WORDS, _MONEY, _PICTURES = (
    "Woordenlijst van het loket",
    "Voorbeeldbrieven over geld",
    "Beeldverhaal aanvragen",
)
_PRIVACY, _MODEL, _ROOM = (
    "Privacy-stappenplan",
    "Rekenmodel samen betalen",
    "Ruimtekaart van de regels",
)
INSTRUMENTS = (
    *(_LETTER, _STORY, _TALK, _FAMILY, _MEETINGS, _AGREED),
    *(_WORDS, _MONEY, _PICTURES, _PRIVACY, _MODEL, _ROOM),
)
PLAN = "Medewerkers gebruiken het bij nieuwe inwoners. Na elk gesprek vullen zij drie vragen in."
_SHORT = "De meeste inwoners begrepen het. Medewerkers waren per gesprek tien minuten sneller klaar."
_MIXED = "Het werkt bij nieuwe inwoners. Bij mensen die al lang hulp krijgen, verandert er weinig."

TESTS = (
    # The alliance tests for Waterveen and Oosterbeemd together.
    TestData(
        _STORY,
        ALLIANCE,
        _DONE,
        330,
        150,
        "Wijkteams Noord en Oever",
        "14 van de 17 inwoners hielden de kaart bij zich en lieten haar aan een tweede hulpverlener zien.",
        "Geef de kaart in het eerste gesprek. Later komt er niets meer van.",
    ),
    TestData(_TALK, ALLIANCE, _RUNNING, 60, -30, "Wijkteams Noord en Oever"),
    TestData(_LETTER, WATERVEEN, _DONE, 300, 160, "", _SHORT, "De einddatum moet bovenaan."),
    TestData(_FAMILY, WATERVEEN, _DONE, 240, 120, "", _MIXED),
    TestData(_WORDS, WATERVEEN, _DONE, 200, 100, "Nieuwe balie stadhuis", _SHORT),
    TestData(_PRIVACY, WATERVEEN, _RUNNING, 75, -23),
    TestData(_MODEL, WATERVEEN, _RUNNING, 150, 8),
    TestData(_LETTER, OOSTERBEEMD, _DONE, 280, 140, "", _MIXED),
    TestData(_AGREED, OOSTERBEEMD, _DONE, 230, 90, "", _SHORT),
    TestData(_MEETINGS, OOSTERBEEMD, _RUNNING, 50, -40, "Herinrichting jeugdteams"),
    TestData(_FAMILY, OOSTERBEEMD, _RUNNING, 45, -60),
    TestData(
        _PICTURES,
        OOSTERBEEMD,
        _STOPPED,
        170,
        20,
        reason="De medewerker die de test deed, werkt hier niet meer.",
        lessons="Laat een test nooit van één mens afhangen.",
    ),
    # Hoogerland: four, and two plans that do not count yet.
    TestData(_LETTER, HOOGERLAND, _DONE, 260, 130, "", _SHORT),
    TestData(_FAMILY, HOOGERLAND, _RUNNING, 80, -25),
    TestData(_MONEY, HOOGERLAND, _DONE, 190, 75, "Aanpak schulden", _SHORT),
    TestData(_MODEL, HOOGERLAND, _RUNNING, 40, -70),
    TestData(_PRIVACY, HOOGERLAND, _PLANNED, -20, -120),
    TestData(_ROOM, HOOGERLAND, _PLANNED, 6, -90),
    TestData(_TALK, ZUIDERHAGE, _DONE, 250, 110, "", _SHORT),
    TestData(_FAMILY, ZUIDERHAGE, _DONE, 220, 95, "", _MIXED),
    TestData(_MEETINGS, ZUIDERHAGE, _RUNNING, 70, -35),
    TestData(_WORDS, ZUIDERHAGE, _DONE, 180, 70, "Loket Zuid", _SHORT),
    TestData(_MONEY, ZUIDERHAGE, _DONE, 175, 65, "", _SHORT),
    TestData(_PICTURES, ZUIDERHAGE, _RUNNING, 30, -65),
)

# Rule, sentence, article, parameters.
RULES: tuple[tuple[int, str, str, dict[str, int]], ...] = (
    (53, "Per ontwerpprincipe is er één ontwerpteam", "artikel 5 lid 2", {}),
    (54, "Elk ontwerpteam heeft een plan van aanpak met een begroting", "artikel 5 lid 3", {}),
    (56, "Elke kopgroepgemeente test ten minste 6 van de 12 instrumenten", "artikel 6 lid 1", {"minimum": 6}),
    (57, "Testen lopen het liefst in bestaande projecten", "artikel 6 lid 2", {"percent": 50}),
)

TEAMS_SINCE, PLANNED_ON = date(2025, 10, 20), date(2025, 11, 17)


@dataclass(frozen=True)
class TeamData:
    """A design team: name, address, who chairs it and who takes part, plan, and lines of its budget."""

    name: str
    slug: str
    members: tuple[tuple[str, str], ...]
    plan: str
    lines: tuple[tuple[str, int, int], ...] = ()


# In the order of the design principles.
TEAMS = (
    TeamData(
        "Ontwerpteam Regie",
        "ontwerpteam-regie",
        (("bram", WATERVEEN), ("gerda", "stichting-ervaringskracht")),
        "We maken de brief, de kaart en de gesprekskaart in drie rondes met inwoners. Na elke ronde kijkt het"
        " inwonerspanel mee.",
        (("Vormgever", 9500, 0), ("Gesprekken met inwoners", 4000, 120), ("Uren van de partijen", 0, 640)),
    ),
    TeamData(
        "Ontwerpteam Eén plan",
        "ontwerpteam-een-plan",
        (("dennis", OOSTERBEEMD), ("priya", "hogeschool-rijnoever")),
        "We beginnen in twee wijken en schrijven daarna de werkwijze op.",
        (("Begeleiding van teams", 12000, 200), ("Onderzoek", 7500, 0)),
    ),
    TeamData(
        "Ontwerpteam Gewone taal",
        "ontwerpteam-gewone-taal",
        (("lotte", ZUIDERHAGE), ("anne_fleur", "bibliotheken-zuiderhage-oosterbeemd")),
        "Inwoners schrijven mee. Een taalteam leest elke tekst voor wij hem testen.",
        (("Taalteam", 6000, 80),),
    ),
    # Without a budget (rule 54).
    TeamData(
        "Ontwerpteam Overnemen",
        "ontwerpteam-overnemen",
        (("robbert", "hogeschool-rijnoever"), ("wouter", HOOGERLAND)),
        "We maken van elk instrument een pakket dat een ander zonder ons kan gebruiken.",
    ),
)


def day(today: date, ago: int) -> date:
    """Return the day that many days before loading; below zero after it."""
    return today - timedelta(days=ago)
