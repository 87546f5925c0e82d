"""The instruments of Dichtbij Geregeld in every phase of their life; all invented.

The twelve that the steering group chose go on from the longlist; days count back from the day of loading.
Planted: an embedded instrument without a training (rule 58), a party that takes part in none (59), one that
went back from the tests, a version that was withdrawn, and an idea that was dropped. The ministries only
think along about the map of the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from citydeal.enums import Access
from workgroups.enums import InstrumentKind, InstrumentState, Involvement, SharingKind

WATERVEEN, OOSTERBEEMD = "gemeente-waterveen", "gemeente-oosterbeemd"
HOOGERLAND, ZUIDERHAGE = "gemeente-hoogerland", "gemeente-zuiderhage"
LINDERVAART = "gemeente-lindervaart"
DESIGN = "Ontwerpen"
ASKED_SINCE = date(2025, 10, 2)


@dataclass(frozen=True)
class VersionData:
    """A version, made so many days ago; ``withdrawn``: how long ago, with the reason."""

    number: str
    ago: int
    text: str
    withdrawn: int | None = None
    reason: str = ""
    link: str = ""
    paper: str = ""


@dataclass(frozen=True)
class LifeData:
    """A phase that began so many days ago. ``decision``: the key of the decision it rests on."""

    state: InstrumentState
    ago: int
    reason: str = ""
    decision: str = ""


@dataclass(frozen=True)
class UseData:
    """Who uses a version, so many days now; ``ended``: how long ago it stopped."""

    who: str
    version: str
    ago: int
    where: str = ""
    ended: int | None = None


@dataclass(frozen=True)
class SharingData:
    """A training or sharing, so many days ago (below zero: still to come)."""

    kind: SharingKind
    title: str
    ago: int
    with_whom: str = ""


@dataclass(frozen=True)
class InstrumentData:
    """What happened to an instrument; ``is_new``: it stands on no longlist, and begins here as an idea."""

    title: str
    next_step: str = ""
    licence: str = "CC BY 4.0"
    versions: tuple[VersionData, ...] = ()
    life: tuple[LifeData, ...] = ()
    uses: tuple[UseData, ...] = ()
    sharings: tuple[SharingData, ...] = ()
    involved: tuple[tuple[str, Involvement], ...] = ()
    has_step: bool = True
    is_new: bool = False
    text: str = ""
    kind: InstrumentKind = InstrumentKind.OTHER
    group: str = ""
    access: Access = Access.PUBLIC
    ago: int = 0


_MAKING, _TESTING = InstrumentState.IN_DEVELOPMENT, InstrumentState.IN_TEST
_READY, _USED, _EMBEDDED = InstrumentState.READY, InstrumentState.IN_USE, InstrumentState.EMBEDDED
_MAKES, _TESTS, _BRINGS = Involvement.DEVELOPMENT, Involvement.TESTING, Involvement.IMPLEMENTATION
LETTERS, CARDS = "brieven", "kaarten"
# Key → how long ago the steering group decided, title, text.
DECISIONS = {
    CARDS: (
        140,
        "Verhaalkaart en Woordenlijst zijn klaar",
        "De stuurgroep stelt vast dat de Verhaalkaart en de Woordenlijst van het loket klaar zijn voor"
        " gebruik.",
    ),
    LETTERS: (
        62,
        "Drie instrumenten zijn klaar voor gebruik",
        "De stuurgroep stelt vast dat de Toestemmingsbrief, de Gesprekskaart en de Voorbeeldbrieven klaar"
        " zijn voor gebruik.",
    ),
}


def _tested(made: int, tested: int, *more: LifeData) -> tuple[LifeData, ...]:
    return (LifeData(_MAKING, made), LifeData(_TESTING, tested), *more)


INSTRUMENTS = (
    InstrumentData(
        "Toestemmingsbrief in gewone taal",
        "Korter maken: het advies van het kwaliteitsteam",
        versions=(
            VersionData("1.0", 385, "De eerste brief, van twee bladzijden."),
            VersionData(
                "2.0",
                125,
                "De belangrijkste drie dingen staan bovenaan.",
                withdrawn=101,
                reason="De einddatum van de toestemming ontbrak.",
            ),
            VersionData(
                "2.1",
                100,
                "De einddatum staat bovenaan de brief.",
                link="https://www.voorbeeld.example/toestemmingsbrief",
                paper="Toestemmingsbrief in gewone taal, versie 2.1",
            ),
        ),
        life=_tested(390, 305, LifeData(_READY, 60, decision=LETTERS), LifeData(_USED, 52)),
        uses=(
            UseData(WATERVEEN, "2.1", 52, "Wijkteams Noord en Oever"),
            UseData(HOOGERLAND, "2.1", 52, "Team Inkomen"),
            UseData(ZUIDERHAGE, "2.1", 50, "Loket Zuid"),
        ),
        sharings=(
            SharingData(SharingKind.TRAINING, "Werken met de toestemmingsbrief", 40, "36 medewerkers"),
            SharingData(SharingKind.TRAINING, "Uitleg voor nieuwe medewerkers", -25),
        ),
        involved=((WATERVEEN, _MAKES), (HOOGERLAND, _BRINGS), (ZUIDERHAGE, _BRINGS)),
    ),
    InstrumentData(
        "Gesprekskaart eerste gesprek",
        "Invoeren in Waterveen, in het nieuwe jaar",
        versions=(VersionData("1.0", 320, "Acht vragen op één kaart.", paper="Gesprekskaart"),),
        life=_tested(390, 255, LifeData(_READY, 60, decision=LETTERS), LifeData(_USED, 41)),
        uses=(
            UseData(OOSTERBEEMD, "1.0", 41, "Jeugdteams"),
            UseData(ZUIDERHAGE, "1.0", 30, "Wijkteam Haven"),
        ),
        involved=((OOSTERBEEMD, _MAKES), ("stichting-ervaringskracht", _MAKES)),
    ),
    InstrumentData(
        "Privacy-stappenplan",
        "Uitkomst van de test, half december",
        versions=(VersionData("0.8", 110, "Twaalf stappen, met voorbeelden."),),
        life=_tested(300, 80),
        uses=(UseData(WATERVEEN, "0.8", 75, "Alleen de testgroep"),),
        involved=((WATERVEEN, _TESTS), ("hogeschool-rijnoever", _MAKES)),
    ),
    InstrumentData(
        "Verhaalkaart",
        "",
        versions=(
            VersionData("1.0", 350, "De kaart die de inwoner zelf bij zich houdt.", paper="Verhaalkaart"),
        ),
        life=_tested(
            400,
            335,
            LifeData(_READY, 138, decision=CARDS),
            LifeData(_USED, 120),
            LifeData(_EMBEDDED, 20),
        ),
        uses=(
            UseData(WATERVEEN, "1.0", 120, "Alle wijkteams"),
            UseData(OOSTERBEEMD, "1.0", 110, "Jeugdteams"),
            UseData("woonstichting-waterveen-oost", "1.0", 60, "Wijkbeheer"),
        ),
        sharings=(
            SharingData(SharingKind.TRAINING, "Training Verhaalkaart voor wijkteams", 90, "48 medewerkers"),
            SharingData(SharingKind.SHARED, "Middag voor andere gemeenten", 35, "12 andere gemeenten"),
            SharingData(SharingKind.PUBLICATION, "Artikel in het vakblad", 15),
        ),
        involved=(("woonstichting-waterveen-oost", _BRINGS),),
    ),
    InstrumentData(
        "Woordenlijst van het loket",
        "Een training maken",
        versions=(
            VersionData("1.0", 260, "240 moeilijke woorden, met een gewoon woord.", paper="Woordenlijst"),
        ),
        life=_tested(
            380,
            205,
            LifeData(_READY, 138, decision=CARDS),
            LifeData(_USED, 90),
            LifeData(_EMBEDDED, 12),
        ),
        uses=(
            UseData(WATERVEEN, "1.0", 90, "Balie stadhuis"),
            UseData(ZUIDERHAGE, "1.0", 60, "Loket Zuid"),
            UseData("bibliotheken-zuiderhage-oosterbeemd", "1.0", 45, "Informatiepunten"),
        ),
        involved=(("bibliotheken-zuiderhage-oosterbeemd", _MAKES), (LINDERVAART, _BRINGS)),
    ),
    InstrumentData(
        "Voorbeeldbrieven over geld",
        "Een eerste gemeente zoeken die ermee begint",
        versions=(VersionData("1.0", 210, "Negen brieven. Inwoners schreven mee.", paper="Brieven"),),
        life=_tested(380, 195, LifeData(_READY, 60, decision=LETTERS)),
        involved=((HOOGERLAND, _MAKES),),
    ),
    InstrumentData(
        "Gezinsplan op één blad",
        "De uitkomst van de laatste test verwerken",
        versions=(VersionData("0.9", 270, "Eén blad, met drie doelen."),),
        life=_tested(380, 245),
    ),
    InstrumentData(
        "Overlegwijzer",
        "",
        versions=(VersionData("0.9", 120, "Welk overleg wel, en welk niet."),),
        life=_tested(300, 75),
    ),
    InstrumentData(
        "Afsprakenkaart voor hulpverleners",
        "",
        versions=(VersionData("0.9", 250, "Wie belt het gezin, en wie houdt het plan bij."),),
        life=_tested(380, 235),
    ),
    InstrumentData(
        "Beeldverhaal aanvragen",
        "",
        versions=(VersionData("0.7", 200, "Een aanvraag in twaalf beelden."),),
        life=_tested(330, 175),
    ),
    InstrumentData(
        "Rekenmodel samen betalen",
        "Wacht op een proefbudget",
        licence="EUPL-1.2",
        versions=(VersionData("0.5", 170, "Rekent voor drie organisaties."),),
        life=_tested(
            380,
            155,
            LifeData(_MAKING, 10, reason="De proef staat stil: er is nog geen proefbudget."),
        ),
    ),
    InstrumentData(
        "Ruimtekaart van de regels",
        "Voorbeelden verzamelen",
        involved=(
            ("ministerie-van-bzk", _MAKES),
            ("ministerie-van-szw", _MAKES),
            ("stedennetwerk-g40", _MAKES),
        ),
        has_step=False,
    ),
    InstrumentData(
        "Casusboek",
        "De eerste twaalf casussen op een rij zetten",
        is_new=True,
        text="Verhalen over wat wel en niet werkte, zodat een ander er iets aan heeft.",
        kind=InstrumentKind.GUIDE,
        group="werkgroep-leren-van-elkaar",
        access=Access.DEAL,
        ago=70,
    ),
    InstrumentData(
        "Digitale handtekening aan de keukentafel",
        is_new=True,
        text="Een inwoner tekent de toestemmingsbrief op een tablet.",
        kind=InstrumentKind.SOFTWARE,
        group="werkgroep-een-keer-je-verhaal",
        access=Access.DEAL,
        ago=240,
        life=(
            LifeData(
                InstrumentState.DROPPED,
                150,
                reason="Veel inwoners willen eerst thuis lezen en dan tekenen.",
            ),
        ),
    ),
)
# Rule, sentence, article.
RULES = (
    (22, "Elke werkgroep levert instrumenten op", "artikel 4 lid 6"),
    (58, "Bij elk geborgd instrument hoort een training, en we delen het", "artikel 7 lid 1"),
    (59, "Elke partij doet mee met ten minste één instrument", "artikel 6 lid 3"),
)
