"""The project charters of Dichtbij Geregeld, all invented: one that was adopted and is being changed, and
one that has just begun.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from workgroups.enums import BudgetKind, BudgetReading, CharterRing
from workgroups.rules.moments import parse_moment

DEAL = "dichtbij-geregeld"
GROUP = "werkgroep-geld-dat-meebeweegt"
TITLE = "Samen betalen voor één oplossing"
ADOPTED_ON = date(2025, 6, 5)
DECISION = "De projectopdracht ‘Samen betalen voor één oplossing’ is vastgesteld"
DECISION_TEXT = "De stuurgroep stelt de projectopdracht vast. De werkgroep kan beginnen."
BEGUN = "Verhaalkaart in de hele regio"


def _period(text: str) -> dict[str, Any]:
    moment = parse_moment(text)
    return {"start": moment.start, "end": moment.end, "precision": moment.precision}


def part(title: str, period: str, text: str, ready: str = "") -> dict[str, Any]:
    """Return a part of the result, with its moments as people write them."""
    ends = {"delivery_start": None, "delivery_end": None, "delivery_precision": ""}
    if ready:
        ends = {f"delivery_{name}": value for name, value in _period(ready).items()}
    return {"title": title, "text": text, **_period(period), **ends}


def line(title: str, period: str) -> dict[str, Any]:
    """Return a line of the planning."""
    return {"title": title, **_period(period)}


def money(title: str, kind: str, amount: int, first: int, last: int, funding: str = "") -> dict[str, Any]:
    """Return a line of the budget, read per year; ``amount`` in EUR."""
    return {
        "title": title,
        "kind": kind,
        "amount": Decimal(amount),
        "year_from": first,
        "year_to": last,
        "reading": BudgetReading.PER_YEAR,
        "funding": funding,
    }


_FUNDING = "begroting van de deal"
# By section: its texts, and its rows.
SECTIONS: dict[str, tuple[dict[str, str], list[dict[str, Any]]]] = {
    "opdracht": (
        {
            "title": TITLE,
            "principal": "Stuurgroep",
            "spokesperson": "de bestuurlijk trekker van de werkgroep",
            "official_principal": "Projectmanager van de deal",
            "project_leader": "Trekker van de werkgroep",
            "contractor": "",
        },
        [],
    ),
    "aanleiding-en-doel": (
        {
            "occasion": "Een oplossing voor een gezin kost de ene organisatie geld en spaart de andere.\n"
            "Daardoor begint niemand.",
            "purpose": "Organisaties betalen samen voor één oplossing.",
            "effects": "Een gezin krijgt binnen vier weken hulp, ook als de rekening nog niet verdeeld is.",
        },
        [],
    ),
    "resultaat": (
        {"result": "Een rekenmodel en een afspraak die partijen kunnen tekenen."},
        [
            part("Deel I", "2026", "Rekenmodel dat laat zien wie betaalt en wie spaart", "januari 2027"),
            part("Deel II", "2027", "Modelafspraak om samen te betalen"),
        ],
    ),
    "mensen": (
        {"people_text": "De werkgroep komt elke maand bij elkaar."},
        [
            {"ring": CharterRing.CORE, "role": "Trekker van de werkgroep", "name": ""},
            {"ring": CharterRing.CORE, "role": "Adviseur financiën van een gemeente", "name": ""},
            {
                "ring": CharterRing.SHELL,
                "role": "Medewerkers van woonstichtingen en zorgorganisaties",
                "name": "",
            },
            {"ring": CharterRing.EDITORS, "role": "Communicatieadviseur van de deal", "name": ""},
        ],
    ),
    "overleg": (
        {"reporting_text": "Twee keer per jaar in de voortgangsrapportage aan de stuurgroep."},
        [
            {
                "title": "Driehoeksoverleg",
                "who": "opdrachtgevers en projectleider",
                "purpose": "bijpraten en bijsturen",
                "rhythm": "elke zes weken",
            },
            {"title": "Kernteamoverleg", "who": "kernteam", "purpose": "", "rhythm": "elke maand"},
        ],
    ),
    "planning": (
        {"planning_text": ""},
        [
            line("Rekenmodel proberen bij tien gezinnen", "maart t/m september 2026"),
            line("Rekenmodel gereed", "januari 2027"),
            line("Afspraak getekend", "najaar 2027"),
        ],
    ),
    "communicatie": (
        {"communication_text": "Via de nieuwsbrief van de deal en een bijeenkomst per jaar."},
        [],
    ),
    "budget": (
        {"budget_text": "Uren van partijen staan niet in dit budget."},
        [
            money("Rekenmodel bouwen", BudgetKind.ONE_OFF, 12000, 2026, 2026, _FUNDING),
            money("Begeleiding van gezinnen", BudgetKind.STRUCTURAL, 4500, 2026, 2027, _FUNDING),
        ],
    ),
    "kwaliteit": (
        {"quality_text": "Het kwaliteitsteam leest mee voordat de afspraak naar de stuurgroep gaat."},
        [],
    ),
}
# What the concept of the next version says otherwise: the rekenmodel is later, and costs more.
CHANGED: dict[str, tuple[dict[str, str], list[dict[str, Any]]]] = {
    "resultaat": (
        {"result": "Een rekenmodel, een handleiding en een afspraak die partijen kunnen tekenen."},
        [
            part("Deel I", "2026", "Rekenmodel dat laat zien wie betaalt en wie spaart", "april 2027"),
            part("Deel II", "2027", "Modelafspraak om samen te betalen, met handleiding"),
        ],
    ),
    "budget": (
        {"budget_text": "Uren van partijen staan niet in dit budget."},
        [
            money("Rekenmodel bouwen", BudgetKind.ONE_OFF, 15500, 2026, 2026, _FUNDING),
            money("Begeleiding van gezinnen", BudgetKind.STRUCTURAL, 4500, 2026, 2028),
        ],
    ),
}
