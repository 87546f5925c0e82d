"""Contributions and budget of ``dichtbij-geregeld``; all invented, and only of invented parties.

Planted: a party far behind with its hours, one that has not confirmed its last quarter, one without a contact
of which nothing is confirmed, an invoice that is not paid in time, and a line that costs more than planned.
"""

from __future__ import annotations

from dataclasses import dataclass

from governance.management.demo_data.dichtbij_parties import (
    ERVARINGSKRACHT,
    HOOGERLAND,
    OOSTERBEEMD,
    RIJNOEVER,
    WATERVEEN,
    ZUIDERHAGE,
)

ARTICLE = "artikel 6"
# Given name and last name of who becomes the contact of a party that has none.
CONTACTS = {
    ZUIDERHAGE: ("Lotte", "Verkerk"),
    RIJNOEVER: ("Priya", "Ramdin"),
    ERVARINGSKRACHT: ("", "Mawarni"),
}


@dataclass(frozen=True)
class HoursData:
    """Hours promised in a year, and how much of them is delivered in each quarter, in percents.

    ``answers_last``: whether the party confirmed the last quarter; ``confirms``: whether it confirms at all.
    """

    party: str
    hours: int
    percentage: int
    answers_last: bool = True
    confirms: bool = True


HOURS = (
    HoursData(WATERVEEN, 1600, 100, confirms=False),
    HoursData(OOSTERBEEMD, 1200, 97, answers_last=False),
    HoursData(HOOGERLAND, 1200, 107),
    HoursData(ZUIDERHAGE, 900, 62),
    HoursData(RIJNOEVER, 800, 104),
    HoursData(ERVARINGSKRACHT, 500, 112),
)


@dataclass(frozen=True)
class InvoiceData:
    """An invoice of so many euros; days count back from the day of loading. None: not paid yet."""

    party: str
    number: str
    euros: int
    days_ago: int
    paid_days_ago: int | None


INVOICES = (
    InvoiceData(HOOGERLAND, "DG-001", 6000, 120, 95),
    InvoiceData(OOSTERBEEMD, "DG-002", 6000, 120, 100),
    InvoiceData(RIJNOEVER, "DG-003", 3000, 118, None),
)
IN_KIND = (ERVARINGSKRACHT, "Zaal en lunch voor de inwonersdag", 2400)


@dataclass(frozen=True)
class LineData:
    """A line of the budget, in euros or hours, with bookings: (kind, days ago, how much, what)."""

    phase: str
    title: str
    unit: str
    amount: int
    funding: str = ""
    party: str = ""
    bookings: tuple[tuple[str, int, int, str], ...] = ()


_DEVELOP, _APPLY = "Ontwikkelen", "Toepassen en delen"
BUDGET = (
    LineData(
        _DEVELOP,
        "Projectorganisatie",
        "money",
        48_000,
        "Bijdragen van partijen",
        bookings=(
            ("commitment", 200, 36_000, "Opdracht projectondersteuning"),
            ("realisation", 90, 18_500, "Declaraties tot en met de zomer"),
        ),
    ),
    LineData(
        _DEVELOP,
        "Inwonersdag",
        "money",
        6_500,
        "Bijdragen van partijen",
        ZUIDERHAGE,
        bookings=(
            ("commitment", 40, 7_200, "Zaal, tolken en vervoer"),
            ("realisation", 12, 3_100, "Aanbetaling zaal"),
        ),
    ),
    LineData(
        _DEVELOP,
        "Werkgroepen: inzet van partijen",
        "hours",
        6_200,
        "Toegezegde uren",
        bookings=(("realisation", 50, 3_480, "Uren tot en met het vorige kwartaal"),),
    ),
    LineData(_APPLY, "Lessenreeks", "money", 22_000, "Nog te dekken", RIJNOEVER),
    LineData(_APPLY, "Begeleiding van gemeenten", "hours", 1_800, "Toegezegde uren"),
)
