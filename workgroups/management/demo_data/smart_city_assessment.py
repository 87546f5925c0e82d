"""Een slimme stad: four principles, the criteria of the framework and names of tools, from public sources.

Sourced: the names of the principles, of the criteria and of the tools. Examples, and called so: the scale,
the days (those of the exploration), and that the list of names stands here as a longlist. To which principle
a tool belongs and what desk research found is not known, and nobody gave scores here.
"""

from __future__ import annotations

from datetime import date

from workgroups.enums import InstrumentKind

DEAL = "een-slimme-stad"
LISTED_ON = date(2020, 3, 16)
CLOSED_ON = date(2020, 11, 30)

# Each with its design team; who is in those stands in no source, so one invented person is in all.
PRINCIPLES = (
    (
        "Duurzame en democratische stad",
        "Sluit aan bij duurzaam ontwikkelingsdoel 11 (SDG 11).",
        "ontwerpteam-duurzame-en-democratische-stad",
    ),
    ("Alles als democratisch slim netwerk", "", "ontwerpteam-democratisch-slim-netwerk"),
    ("Flexibiliteit", "", "ontwerpteam-flexibiliteit"),
    ("Betekenisvol ontwerpen", "", "ontwerpteam-betekenisvol-ontwerpen"),
)
TEAM_REMIT = "Partners van de City Deal werken hier samen aan de tools van dit ontwerpprincipe."
TEAM_MEMBER = ("marieke", "hogeschool-saxion")
FRAMEWORK_TEXT = (
    "De criteria komen uit openbare bronnen: de principes Democratisch (zeven vraagstukken van het Rathenau"
    " Instituut) en Duurzaam, en de voorwaarden Haalbaar, Schaalbaar en Deelbaar. De bronnen noemen geen"
    " schaal en geen gewichten. Daarom is de schaal hier een voorbeeld en tellen alle criteria even zwaar."
    " Ook de dagen zijn een voorbeeld: die van de verkenning. In deze demonstratie gaf niemand scores."
)
# Heading, criterion, what it looks at.
CRITERIA = (
    ("Democratisch", "Privacy", ""),
    ("Democratisch", "Autonomie", ""),
    ("Democratisch", "Veiligheid", ""),
    ("Democratisch", "Controle over technologie", ""),
    ("Democratisch", "Menselijke waardigheid", ""),
    ("Democratisch", "Rechtvaardigheid", ""),
    ("Democratisch", "Machtsevenwicht", ""),
    ("Duurzaam", "Duurzaam", "Duurzaam ontwikkelingsdoel 11 (SDG 11)."),
    ("Voorwaarden", "Haalbaar", "Tijd, budget en bruikbaar."),
    ("Voorwaarden", "Schaalbaar", "Gestandaardiseerd."),
    ("Voorwaarden", "Deelbaar", "Herbruikbaar, en niet vast aan één leverancier."),
)
_FROM_SOURCES = "De naam van deze tool komt uit openbare bronnen. De dag op de longlist is een voorbeeld."
TOOLS = (
    ("Effectieve datastrategie voor gemeenten", InstrumentKind.GUIDE),
    ("Meet je stad", InstrumentKind.OTHER),
    ("Hoe besteed je een urban data-platform aan?", InstrumentKind.GUIDE),
    ("Sensoren en privacy", InstrumentKind.CHECKLIST),
    ("Crowd Safety Manager", InstrumentKind.SOFTWARE),
    ("Slimme initiatieventoets", InstrumentKind.CHECKLIST),
    ("Datakookboek", InstrumentKind.GUIDE),
)
TOOL_TEXTS = {
    "Effectieve datastrategie voor gemeenten": (
        "Hoort bij de vraag hoe gemeenten op een verstandige manier omgaan met het verwerven en opslaan van"
        f" data uit de openbare ruimte. {_FROM_SOURCES}"
    ),
    "Sensoren en privacy": f"Een afwegingskader met 13 stappen. {_FROM_SOURCES}",
}


def text_of(tool: str) -> str:
    """Return what stands with a tool."""
    return TOOL_TEXTS.get(tool, _FROM_SOURCES)
