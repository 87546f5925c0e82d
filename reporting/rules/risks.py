"""How heavy a risk is: chance and effect together (docs/regels.md). Pure."""

from __future__ import annotations

from enum import Enum

from reporting.enums import RiskKind, RiskLevel

_POINTS: dict[str, int] = {RiskLevel.LOW: 1, RiskLevel.MEDIUM: 2, RiskLevel.HIGH: 3}
# What happens already is as likely as can be.
_CERTAIN = 3
_HEAVY, _FAIR = 6, 3


class Weight(Enum):
    """How heavy a risk is, from light to heavy."""

    LIGHT = "light"
    FAIR = "fair"
    HEAVY = "heavy"


def points(kind: str, chance: str, effect: str) -> int:
    """Return chance times effect, 1 to 9; an issue happens already, so its chance counts as high."""
    return (_CERTAIN if kind == RiskKind.ISSUE else _POINTS[chance]) * _POINTS[effect]


def weight(kind: str, chance: str, effect: str) -> Weight:
    """Return how heavy a risk is: 6 points and more is heavy, 3 and 4 is fair, less is light."""
    found = points(kind, chance, effect)
    if found >= _HEAVY:
        return Weight.HEAVY
    return Weight.FAIR if found >= _FAIR else Weight.LIGHT
