"""The report before this one of ``dichtbij-geregeld``, and what was planted after it; all invented.

Planted between the two reports: a step that moved to later, a milestone that was reached, an instrument that
was dropped; and a seat that is new, which the composition of the deal brings by itself. Nothing else differs.
"""

from __future__ import annotations

from dataclasses import dataclass

# So many days before loading the numbers of the report before were frozen; it came later than it should.
FROZEN_DAYS_AGO = 20
SENT_DAYS_AGO = 19
EVALUATED_DAYS_AGO = 14
# Sections that came to the portal after that report.
NOT_YET = frozenset({"contributions"})

TEXTS = {
    "summary": "De deal ligt op koers. Eén werkgroep kan pas verder als partijen een proefbudget geven.",
    "groups": "Geld dat meebeweegt ligt stil: elke partij beslist alleen over haar eigen geld.\n\n"
    "Bij de andere werkgroepen gaat het testen zoals gepland.",
}
DECISION = "De opzet niet wijzigen"
DECISION_TEXT = "De stuurgroep neemt kennis van de voortgangsrapportage en besluit de opzet niet te wijzigen."
FINDINGS = {
    "groups": "De stuurgroep wil in de volgende rapportage zien wat het proefbudget oplevert.",
    "milestones": "Akkoord.",
}


@dataclass(frozen=True)
class SlipData:
    """A step of a working group that moved to later."""

    group: str
    title: str
    days: int
    reason: str


SLIP = SlipData(
    "werkgroep-ruimte-in-de-regels",
    "Invoeren",
    61,
    "Twee gemeenten wachten op een besluit van hun gemeenteraad.",
)
DONE = "Handreiking over ruimte in de regels"
DONE_TEXT = "De handreiking legt uit welke ruimte er is, met twee voorbeelden."
DROPPED = "Wachttijdkaart"
DROPPED_TEXT = "Laat een inwoner zien hoe lang iets nog duurt."
DROPPED_REASON = "Het loket kan de wachttijd niet betrouwbaar geven."
