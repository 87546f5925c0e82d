"""What the demo deals say of themselves: signing, articles, challenges, phases, set-up and extension.

Sourced where the module of the deal says so; texts of articles that no public source gives are
examples, and say that they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.services.covenant_phases import PhasePlan

EXAMPLE = "Voorbeeldtekst voor deze demonstratie."


@dataclass(frozen=True)
class ExtensionData:
    """An extension of the term."""

    signed_on: date
    end: date
    reference: str = ""


@dataclass(frozen=True)
class TextData:
    """The texts of a deal. ``articles``: number, title and text; ``challenges``: title and text.

    ``setup``: day, text and what changed, from old to new. ``closed``: the day from which it is
    closed, and why.
    """

    signed_on: date
    articles: tuple[tuple[str, str, str], ...] = ()
    challenges: tuple[tuple[str, str], ...] = ()
    phases: tuple[PhasePlan, ...] = ()
    setup: tuple[tuple[date, str, str], ...] = ()
    extensions: tuple[ExtensionData, ...] = ()
    closed: tuple[date, str] | None = None


SLIM_MAATWERK = TextData(
    signed_on=date(2022, 6, 27),
    articles=(
        (
            "2.1",
            "Opgaven",
            "De partijen werken aan drie opgaven: gezondheid, gelijke kansen en bestaanszekerheid. "
            + EXAMPLE,
        ),
        (
            "4",
            "Organisatie",
            "De City Deal heeft een projectorganisatie, een bestuurdersnetwerk, een stuurgroep, een"
            " kerngroep, kwaliteitsteams, een inwonerspanel en werkgroepen. Partijen kunnen rondom een"
            " procesvraag een regionale alliantie opzetten.",
        ),
    ),
    challenges=(
        ("Gezondheid", "Voorbeeld van een opgave: mensen wonen langer prettig en gezond thuis."),
        ("Gelijke kansen", "Voorbeeld van een opgave: iedereen kan meedoen."),
        ("Bestaanszekerheid", "Voorbeeld van een opgave: mensen kunnen rondkomen."),
    ),
    phases=(
        PhasePlan(
            "Verkennen",
            date(2021, 7, 1),
            date(2022, 3, 10),
            "vanaf juli 2021",
            date(2021, 7, 1),
            date(2022, 6, 26),
            "Kwartiermakers en dealmakers verkennen het onderwerp. Het tekenen schoof op van 11 maart"
            " naar 27 juni 2022; op 11 maart tekenden de partijen een intentieverklaring.",
            1,
        ),
        PhasePlan(
            "Uitvoeren",
            date(2022, 3, 11),
            None,
            "na het tekenen",
            date(2022, 6, 27),
            None,
            "De werkgroepen lossen hun procesvraag stap voor stap op en maken instrumenten.",
            2,
        ),
    ),
    setup=(
        (
            date(2022, 6, 27),
            "De werkgroepen werken elk aan één procesvraag. Kwaliteitsteams en het inwonerspanel geven"
            " advies. De kerngroep bereidt besluiten voor, de stuurgroep besluit. " + EXAMPLE,
            "",
        ),
    ),
)

_NETWORK_FROM = date(2020, 1, 1)

EEN_SLIMME_STAD = TextData(
    signed_on=date(2020, 12, 3),
    challenges=(
        ("Duurzame en democratische stad", "Ontwerpprincipe 1, met SDG 11 als drijfveer."),
        ("Alles als democratisch slim netwerk", "Ontwerpprincipe 2."),
        ("Flexibiliteit", "Ontwerpprincipe 3."),
        ("Betekenisvol ontwerpen", "Ontwerpprincipe 4."),
    ),
    phases=(
        PhasePlan(
            "Opzetten netwerk",
            _NETWORK_FROM,
            date(2020, 3, 15),
            "tot half maart 2020",
            _NETWORK_FROM,
            date(2020, 3, 15),
            "Een netwerk van bedrijven, overheden, burgerbewegingen en kennisinstellingen, zodat de hele"
            " quadruple helix meedoet.",
            1,
        ),
        PhasePlan(
            "Verkennen",
            date(2020, 3, 16),
            date(2020, 11, 15),
            "maart – november 2020",
            date(2020, 3, 16),
            date(2020, 12, 2),
            "Maandelijks een bijeenkomst over een ontwerpprincipe. Een toetsingskader, een longlist en per"
            " principe een plan van aanpak met een begroting. De fase sluit met het tekenen van de deal.",
            2,
        ),
        PhasePlan(
            "Ontwikkelen, toetsen en implementeren",
            date(2020, 11, 16),
            date(2022, 6, 20),
            "november 2020 – voorjaar 2022",
            date(2020, 12, 3),
            None,
            "Gemeenten in de kopgroep testen de tools, het liefst in bestaande projecten.",
            3,
        ),
        PhasePlan(
            "Borgen",
            date(2022, 6, 21),
            None,
            "vanaf voorjaar 2022",
            None,
            None,
            "Trainingen rondom de tools, en delen met andere gemeenten, samen met de VNG.",
            4,
        ),
    ),
    extensions=(
        ExtensionData(date(2022, 12, 2), date(2025, 2, 28), "Verlenging, getekend door 59 partijen"),
    ),
    closed=(date(2025, 3, 1), "De looptijd is voorbij."),
)

DICHTBIJ_GEREGELD = TextData(
    signed_on=date(2025, 3, 1),
    articles=(
        ("1", "Doel", "Inwoners vertellen hun verhaal één keer. Daarna regelen de partijen het samen."),
        ("2", "Opgaven", "De partijen werken aan vier opgaven. Die staan hieronder."),
        (
            "3",
            "Looptijd",
            "De City Deal duurt ten minste drie jaar. De partijen kunnen de deal verlengen.",
        ),
        (
            "4",
            "Organisatie",
            "Lid 1. De projectorganisatie bestaat ten minste uit een projectmanager en een"
            " projectsecretaris.\n"
            "Lid 2. De kerngroep bereidt besluiten voor.\n"
            "Lid 3. De stuurgroep bestaat uit bestuurders en directeuren van de partijen, met ten minste één"
            " bestuurder van Stedennetwerk G40 en één vertegenwoordiger van een deelnemend ministerie.\n"
            "Lid 4. De kerngroep is kleiner dan de stuurgroep. De projectmanager en de dealmaker zitten"
            " erin.\n"
            "Lid 5. Kwaliteitsteams geven advies, gevraagd en ongevraagd. De leden zijn partij. De kerngroep"
            " besluit over nieuwe teams.\n"
            "Lid 6. Het inwonerspanel denkt mee over elke opgave. Elke werkgroep levert instrumenten op.\n"
            "Lid 7. Elke procesvraag heeft één werkgroep. De leden komen van de partijen.\n"
            "Lid 8. Een regionale alliantie hoort bij één procesvraag.",
        ),
        (
            "5",
            "Ontwerpen",
            "Lid 1. De partijen kiezen samen welke instrumenten zij maken. Zij kijken eerst wat er al"
            " bestaat, en geven daarna punten.\n"
            "Lid 2. Elk ontwerpprincipe heeft een ontwerpteam.\n"
            "Lid 3. Elk ontwerpteam heeft een plan van aanpak met een begroting.",
        ),
        (
            "6",
            "Testen en bijdragen",
            "Lid 1. Elke kopgroepgemeente test ten minste zes instrumenten.\n"
            "Lid 2. Testen lopen het liefst in bestaande projecten.\n"
            "Lid 3. Elke partij doet mee met ten minste één instrument.\n"
            "Lid 4. Partijen zetten uren in. Voor de volgende fase is er een begroting in geld en uren.",
        ),
        (
            "7",
            "Borgen en delen",
            "Lid 1. Bij elk geborgd instrument hoort een training, en de partijen delen het.",
        ),
        ("8", "Toetreden en uittreden", "Een nieuwe partij kan altijd meedoen. Uittreden kan schriftelijk."),
    ),
    challenges=(
        ("Gewone taal", "Brieven en formulieren die iedereen begrijpt."),
        ("Eén keer vertellen", "Inwoners hoeven hun gegevens niet steeds opnieuw te geven."),
        ("Hulp in de buurt", "Een plek dichtbij waar iemand meekijkt."),
        ("Rondkomen", "Regelingen die bij elkaar passen."),
    ),
    phases=(
        PhasePlan(
            "Voorbereiden",
            date(2024, 9, 1),
            date(2025, 2, 28),
            "",
            date(2024, 9, 1),
            date(2025, 2, 28),
            "",
            1,
        ),
        PhasePlan("Ontwikkelen", date(2025, 3, 1), date(2026, 12, 31), "", date(2025, 3, 1), None, "", 2),
        PhasePlan("Toepassen en delen", date(2027, 1, 1), None, "", None, None, "", 3),
    ),
    setup=(
        (
            date(2025, 3, 1),
            "Vijf werkgroepen werken elk aan één procesvraag. Een kwaliteitsteam kijkt mee op taal.",
            "",
        ),
        (
            date(2026, 2, 3),
            "Vijf werkgroepen werken elk aan één procesvraag. Een kwaliteitsteam kijkt mee op taal. Het"
            " inwonerspanel leest elk instrument voordat een gemeente het gebruikt.",
            "Na de evaluatie leest het inwonerspanel elk instrument vooraf.",
        ),
    ),
)
