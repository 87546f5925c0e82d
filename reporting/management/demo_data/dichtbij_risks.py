"""The register of risks of ``dichtbij-geregeld``; all invented.

Planted: a heavy risk, an issue, one that was judged again, and one that is closed.
"""

from __future__ import annotations

from dataclasses import dataclass

from reporting.enums import RiskKind, RiskLevel


@dataclass(frozen=True)
class UpdateData:
    """What became of a risk so many days ago; ``closes``: and it was closed."""

    days_ago: int
    text: str
    kind: RiskKind = RiskKind.RISK
    chance: RiskLevel | None = RiskLevel.MEDIUM
    effect: RiskLevel = RiskLevel.MEDIUM
    closes: bool = False


@dataclass(frozen=True)
class RiskData:
    """A risk, noted so many days ago. ``group``: the slug of its body; ``owner``: an account's address."""

    title: str
    days_ago: int
    text: str
    measure: str
    chance: RiskLevel
    effect: RiskLevel
    group: str = ""
    owner: str = ""
    updates: tuple[UpdateData, ...] = ()


_LOW, _MEDIUM, _HIGH = RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH

RISKS = (
    RiskData(
        "Te weinig mensen om de testen uit te voeren",
        200,
        "Gemeenten hebben vacatures in de wijkteams. Testen beginnen daardoor later of vallen uit.",
        "Elke gemeente noemt een vaste invaller voor de testen.",
        _MEDIUM,
        _HIGH,
        owner="projectmanager@demo.example",
        updates=(
            UpdateData(120, "Twee gemeenten noemden een invaller.", effect=_HIGH),
            UpdateData(
                20, "In Oosterbeemd is de invaller ook ziek. De test schuift op.", chance=_HIGH, effect=_HIGH
            ),
        ),
    ),
    RiskData(
        "Gegevens delen zonder duidelijke grondslag",
        150,
        "De werkgroep wil gegevens van drie organisaties naast elkaar leggen.",
        "Het kwaliteitsteam Techniek en privacy adviseert voordat de proef begint.",
        _LOW,
        _HIGH,
        group="werkgroep-een-keer-je-verhaal",
        owner="trekker@demo.example",
    ),
    RiskData(
        "De gezamenlijke software is niet op tijd klaar",
        90,
        "De leverancier heeft minder ontwikkelaars dan beloofd.",
        "We testen eerst op papier.",
        _MEDIUM,
        _MEDIUM,
        owner="projectmanager@demo.example",
        updates=(
            UpdateData(
                35,
                "De leverancier meldt drie maanden vertraging. We testen nu op papier.",
                kind=RiskKind.ISSUE,
                chance=None,
                effect=_MEDIUM,
            ),
        ),
    ),
    RiskData(
        "Bewoners haken af na de eerste bijeenkomst",
        260,
        "Bij de eerste bijeenkomst kwam de helft terug.",
        "Een vergoeding, en bijeenkomsten in de buurt.",
        _MEDIUM,
        _MEDIUM,
        updates=(
            UpdateData(60, "Bij de laatste drie bijeenkomsten kwam bijna iedereen terug.", closes=True),
        ),
    ),
)
