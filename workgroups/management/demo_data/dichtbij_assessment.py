"""The longlist of Dichtbij Geregeld, all invented: principles, framework, candidates and scores.

Twelve tools are chosen by the steering group under the first version of the framework; a second version is
open for scores. Assessors are people with a demo account. Planted: a candidate on which the assessors lie
far apart, one with an interest, one that exists and was tested (rule 52), and one of which nobody looked yet
(51).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workgroups.enums import DeskResearch, InstrumentKind

DEAL = "dichtbij-geregeld"
ARTICLE = "artikel 5"
LISTED_ON = date(2025, 4, 14)
RESEARCHED_ON = date(2025, 5, 12)
ADOPTED_ON = date(2025, 5, 22)
OPENED_ON = date(2025, 6, 2)
SCORED_ON = date(2025, 6, 20)
CLOSED_ON = date(2025, 9, 12)
CHOSEN_ON = date(2025, 10, 2)

REGIE, PLAN, TAAL, DELEN = (
    "De inwoner houdt de regie",
    "Eén gesprek, één plan",
    "Gewone taal, weinig papier",
    "Makkelijk over te nemen",
)
# Title, what it means, and the day of the meeting about it (rule 48).
PRINCIPLES = (
    (REGIE, "De inwoner beslist wie iets mag weten, en kan dat later veranderen.", date(2025, 3, 19)),
    (PLAN, "Iedereen die helpt, werkt met hetzelfde plan. Dat plan is van het gezin.", date(2025, 4, 16)),
    (TAAL, "Iedereen begrijpt de tekst. Er is niet meer papier dan nodig is.", date(2025, 5, 14)),
    (DELEN, "Een andere gemeente kan het zonder ons gebruiken.", date(2025, 6, 18)),
)


@dataclass(frozen=True)
class CriterionData:
    """A criterion of the framework, on a scale from 1 to 5."""

    heading: str
    title: str
    text: str
    weight: Decimal


CRITERIA = (
    CriterionData("Waarde", "Helpt inwoners", "Merkt een inwoner snel verschil?", Decimal(30)),
    CriterionData("Waarde", "Democratisch", "Houdt de inwoner zelf de regie?", Decimal(15)),
    CriterionData("Voorwaarden", "Haalbaar", "Past het in de tijd en het geld die er zijn?", Decimal(25)),
    CriterionData("Voorwaarden", "Schaalbaar", "Werkt het ook voor tien keer zoveel mensen?", Decimal(15)),
    CriterionData("Voorwaarden", "Deelbaar", "Kan een ander het gebruiken zonder ons?", Decimal(15)),
)
# What the second version adds; the weights of the others make room for it.
ADDED = CriterionData("Waarde", "Bruikbaar op een telefoon", "Kan het op een klein scherm?", Decimal(10))
NEW_WEIGHT = Decimal(20)  # of the first criterion, in the second version
VERSION_TEXTS = (
    "De eerste versie. De stuurgroep stelde haar vast.",
    "De tweede versie. Nieuw is het criterium Bruikbaar op een telefoon. Scores van de eerste versie blijven"
    " bij de eerste versie.",
)
ASSESSORS = ("wouter", "naima", "gerda")


@dataclass(frozen=True)
class CandidateData:
    """A candidate: ``group`` by the address of its body; ``scores`` per assessor, in order of criteria."""

    title: str
    text: str
    kind: str
    principle: str
    group: str
    scores: tuple[str, ...] = ()
    research: str = DeskResearch.NOT_EXISTING
    found: str = "Niet gevonden in Nederland, Vlaanderen en Denemarken."
    is_chosen: bool = True
    reason: str = ""


_STORY = "werkgroep-een-keer-je-verhaal"
_PLAN = "werkgroep-samen-een-plan"
_MONEY = "werkgroep-geld-dat-meebeweegt"
_RULES = "werkgroep-ruimte-in-de-regels"
_LEARN = "werkgroep-leren-van-elkaar"
_UNTESTED = DeskResearch.UNTESTED
_TRIED = "Twee gemeenten maakten zoiets voor eigen gebruik. Niemand toetste het."

CANDIDATES = (
    CandidateData(
        "Toestemmingsbrief in gewone taal",
        "Een brief waarmee een inwoner zegt wie welke gegevens mag zien.",
        InstrumentKind.LETTER,
        REGIE,
        _STORY,
        ("54544", "45454", "54444"),
        _UNTESTED,
        _TRIED,
    ),
    CandidateData(
        "Verhaalkaart",
        "Een kaart die de inwoner zelf bij zich houdt, met het verhaal dat hij wil delen.",
        InstrumentKind.METHOD,
        REGIE,
        _STORY,
        ("55334", "54434", "belang"),
    ),
    CandidateData(
        "Gesprekskaart eerste gesprek",
        "Vragen voor het eerste gesprek, zodat niemand iets twee keer hoeft te vertellen.",
        InstrumentKind.CHECKLIST,
        REGIE,
        _STORY,
        ("43545", "44454", "43544"),
        _UNTESTED,
        _TRIED,
    ),
    CandidateData(
        "Gezinsplan op één blad",
        "Eén blad met de doelen van een gezin en wie wat doet.",
        InstrumentKind.METHOD,
        PLAN,
        _PLAN,
        ("54444", "44433", "55434"),
    ),
    CandidateData(
        "Overlegwijzer",
        "Laat zien wie bij welk overleg hoort, en wanneer een overleg niet nodig is.",
        InstrumentKind.GUIDE,
        PLAN,
        _PLAN,
        ("33544", "43444", "34443"),
    ),
    CandidateData(
        "Afsprakenkaart voor hulpverleners",
        "Wie belt het gezin, wie houdt het plan bij, en wat doet u bij spoed.",
        InstrumentKind.AGREEMENT,
        PLAN,
        _PLAN,
        ("43433", "33444", "43343"),
        _UNTESTED,
        _TRIED,
    ),
    CandidateData(
        "Woordenlijst van het loket",
        "Moeilijke woorden van loketten, met woorden die iedereen kent.",
        InstrumentKind.GUIDE,
        TAAL,
        _LEARN,
        ("34555", "44545", "34455"),
    ),
    CandidateData(
        "Voorbeeldbrieven over geld",
        "Brieven over schulden en toeslagen die inwoners hebben meegeschreven.",
        InstrumentKind.LETTER,
        TAAL,
        _LEARN,
        ("53455", "43544", "44455"),
        _UNTESTED,
        _TRIED,
    ),
    CandidateData(
        "Beeldverhaal aanvragen",
        "Een aanvraag in beelden, voor wie niet graag leest.",
        InstrumentKind.METHOD,
        TAAL,
        _LEARN,
        ("54555", "11122", "43344"),
    ),
    CandidateData(
        "Privacy-stappenplan",
        "Stappen om te bepalen welke gegevens u mag delen.",
        InstrumentKind.CHECKLIST,
        DELEN,
        _STORY,
        ("45545", "44555", "35444"),
        _UNTESTED,
        _TRIED,
    ),
    CandidateData(
        "Rekenmodel samen betalen",
        "Rekent uit wat een oplossing kost en wie er minder door uitgeeft.",
        InstrumentKind.SOFTWARE,
        DELEN,
        _MONEY,
        ("43433", "34344", "43334"),
    ),
    CandidateData(
        "Ruimtekaart van de regels",
        "Voorbeelden van wat al mag, per wet.",
        InstrumentKind.DATA,
        DELEN,
        _RULES,
        ("43455", "33454", "44344"),
    ),
    CandidateData(
        "Digitale huiskamer",
        "Een plek op internet waar een gezin en hulpverleners met elkaar praten.",
        InstrumentKind.SOFTWARE,
        PLAN,
        _PLAN,
        ("42221", "31222", "42122"),
        is_chosen=False,
        reason="De beoordelaars vinden het niet haalbaar binnen de looptijd.",
    ),
    CandidateData(
        "Modelafspraak voor één betaler",
        "Een afspraak waarin één organisatie betaalt en de andere terugbetalen.",
        InstrumentKind.AGREEMENT,
        DELEN,
        _MONEY,
        ("22332", "32322", "23232"),
        is_chosen=False,
        reason="Het Rekenmodel samen betalen is eerst nodig.",
    ),
    CandidateData(
        "Leestoets voor brieven",
        "Een programma dat zegt hoe moeilijk een brief is.",
        InstrumentKind.SOFTWARE,
        TAAL,
        _LEARN,
        research=DeskResearch.TESTED,
        found="Bestaat in drie landen. Twee hogescholen toetsten het met lezers.",
        is_chosen=False,
        reason="Het bestaat en is getoetst. Wie het wil, kan het kopen.",
    ),
)
# On the longlist since the first choice, for the second version; the last was not looked into yet.
LATER = (
    CandidateData(
        "Belkaart voor spoed",
        "Eén kaart met wie u belt als het vandaag moet.",
        InstrumentKind.CHECKLIST,
        PLAN,
        _PLAN,
        ("454544", "344354"),
    ),
    CandidateData(
        "Stappenwijzer toeslagen",
        "Laat in zes stappen zien welke hulp bij toeslagen er is.",
        InstrumentKind.GUIDE,
        TAAL,
        _LEARN,
        ("", "435445"),
        _UNTESTED,
        _TRIED,
    ),
    CandidateData(
        "Overdrachtskaart",
        "Wat u vertelt als een ander de hulp aan een gezin overneemt.",
        InstrumentKind.METHOD,
        DELEN,
        _LEARN,
        research="",
        found="",
    ),
)
INTEREST = "Mijn organisatie bedacht deze kaart."
REASON = "De hoogste punten per ontwerpprincipe; elk principe krijgt drie tools."
# Rule, sentence, parameters.
RULES: tuple[tuple[int, str, dict[str, int]], ...] = (
    (48, "Elk ontwerpprincipe krijgt een eigen bijeenkomst", {"principles": 4}),
    (49, "Ten minste drie tools per ontwerpprincipe en twaalf in totaal", {"per_principle": 3, "total": 12}),
    (50, "Tools worden gescoord met het toetsingskader voordat iemand kiest", {}),
    (51, "Bureauonderzoek laat zien welke tools al bestaan", {}),
    (52, "We kiezen geen tools die al getoetst zijn", {}),
)
