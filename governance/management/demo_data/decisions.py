"""Decisions and relations of bodies, as plain data; bodies are named by their address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.enums import DecisionSubject, RelationKind


@dataclass(frozen=True)
class DecisionData:
    """A decision of a body; ``key`` is what a body that rests on it names it by."""

    key: str
    body: str
    taken_on: date
    subject: str
    title: str
    text: str


@dataclass(frozen=True)
class RelationData:
    """How one body stands to another, and where that is written."""

    source: str
    target: str
    kind: str
    article: str


TEAM_ON_TECHNIQUE = "team-techniek"

DICHTBIJ_DECISIONS = (
    DecisionData(
        TEAM_ON_TECHNIQUE,
        "kerngroep",
        date(2025, 9, 4),
        DecisionSubject.QUALITY_TEAMS,
        "Kwaliteitsteam Techniek en privacy toevoegen",
        "De kerngroep voegt een kwaliteitsteam toe: Techniek en privacy. Het team geeft gevraagd en"
        " ongevraagd advies aan de werkgroepen over gegevens en systemen.",
    ),
    DecisionData(
        "opzet",
        "stuurgroep",
        date(2025, 11, 20),
        DecisionSubject.SETUP,
        "Instemmen met de nieuwe opzet",
        "De stuurgroep stemt in met de opzet voor 2026. De werkgroepen gaan per half jaar langs bij het"
        " inwonerspanel.",
    ),
    DecisionData(
        "panel",
        "stuurgroep",
        date(2025, 11, 20),
        DecisionSubject.COMPOSITION,
        "Het inwonerspanel groeit naar 5 leden",
        "De stuurgroep stemt in met een panel van 5 inwoners. Elke opgave heeft iemand die meedenkt.",
    ),
)

# Source 000 names a report of the project manager to the steering group, and nothing else by name.
SLIM_RELATIONS = (
    RelationData(
        "projectorganisatie", "stuurgroep", RelationKind.REPORTS_TO, "Organisatie, onder Stuurgroep"
    ),
)
_ARTICLE = "artikel 4"
DICHTBIJ_RELATIONS = (
    RelationData("kerngroep", "stuurgroep", RelationKind.PREPARES_FOR, f"{_ARTICLE} lid 4"),
    RelationData("kwaliteitsteam-gewone-taal", "stuurgroep", RelationKind.ADVISES, f"{_ARTICLE} lid 5"),
    RelationData(
        "kwaliteitsteam-techniek-en-privacy", "stuurgroep", RelationKind.ADVISES, f"{_ARTICLE} lid 5"
    ),
    RelationData("inwonerspanel", "kerngroep", RelationKind.FEEDBACK_TO, f"{_ARTICLE} lid 6"),
)
