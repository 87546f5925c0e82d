"""The agenda of the coming meeting of the steering group of the demo deal, and what is planned after it."""

from __future__ import annotations

from dataclasses import dataclass

from governance.enums import AgendaSection, ItemKind

SLUG = "dichtbij-geregeld"


@dataclass(frozen=True)
class PaperData:
    """A paper; ``lines``: its paragraphs."""

    title: str
    lines: tuple[str, ...]
    kind: str = "with_item"


@dataclass(frozen=True)
class AgendaItemData:
    """An item. ``presenter``: a key of people; ``cover``, ``chair``: field → text; ``abstains``: a party."""

    title: str
    kind: str
    minutes: int
    section: str = AgendaSection.DISCUSSION
    explanation: str = ""
    presenter: str = ""
    papers: tuple[PaperData, ...] = ()
    cover: tuple[tuple[str, str], ...] = ()
    chair: tuple[tuple[str, str], ...] = ()
    abstains: tuple[tuple[str, str], ...] = ()
    confidential: str = ""


@dataclass(frozen=True)
class ForwardData:
    """A planned subject, so many months from now."""

    title: str
    months: int
    kind: str = ItemKind.INFORM
    owner: str = ""


ITEMS: tuple[AgendaItemData, ...] = (
    AgendaItemData(
        "Planning van volgend jaar",
        ItemKind.INFORM,
        5,
        section=AgendaSection.CONSENT,
        papers=(
            PaperData(
                "Planning volgend jaar",
                ("De stuurgroep vergadert vier keer.", "De data staan al in uw agenda."),
            ),
        ),
    ),
    AgendaItemData(
        "Voortgang per werkgroep",
        ItemKind.OPINION,
        30,
        explanation="De projectmanager vertelt per werkgroep wat er klaar is en wat er nog moet gebeuren.",
        papers=(
            PaperData(
                "Voortgang najaar",
                (
                    "Werkgroep Samen één plan heeft het testplan klaar.",
                    "Werkgroep Regels en ruimte zoekt nog een tweede testplek.",
                    "In Oosterbeemd is te weinig personeel voor de begeleiding.",
                ),
            ),
        ),
    ),
    AgendaItemData(
        "Tweede testplek voor Samen één plan",
        ItemKind.DECIDE,
        30,
        presenter="ilse",
        papers=(
            PaperData(
                "Voorstel tweede testplek",
                ("De werkgroep stelt Zuiderhage voor.", "De test duurt daar vier maanden."),
            ),
            PaperData(
                "Advies kwaliteitsteam", ("Het kwaliteitsteam ziet geen bezwaren.",), "for_information"
            ),
        ),
        cover=(
            ("asked", "Wijs Zuiderhage aan als tweede testplek.\nLaat de test in maart beginnen."),
            ("occasion", "Met één testplek kunt u de uitkomst niet vergelijken."),
            ("arguments", "Zuiderhage heeft de mensen en de ruimte."),
            ("objections", "De begeleiding kost meer uren dan eerst gedacht."),
            ("money", "Het past binnen de begroting van de testfase."),
            ("heard", "Kwaliteitsteam Recht en geld, de werkgroep en het inwonerspanel."),
            ("follow_up", "De kerngroep bespreekt in juni de eerste uitkomsten."),
        ),
        chair=(
            ("intended", "Aannemen zoals voorgesteld."),
            ("speakers", "De wethouder van Zuiderhage licht toe."),
            ("objections", "Lindervaart vraagt wie de extra uren betaalt."),
        ),
        abstains=(("gemeente-zuiderhage", "Zuiderhage stelt zichzelf beschikbaar als testplek."),),
    ),
    AgendaItemData(
        "Gesprek met een mogelijke nieuwe partij",
        ItemKind.INFORM,
        10,
        confidential="Het gesprek loopt nog.",
    ),
)
PLANNED: tuple[ForwardData, ...] = (
    ForwardData("Voortgangsrapportage over dit halfjaar", 2, ItemKind.OPINION, "marit"),
    ForwardData("Uitkomsten van de afwijkingstoets", 4, ItemKind.DECIDE, "ilse"),
    ForwardData("Begroting van volgend jaar", 11, ItemKind.DECIDE),
)
