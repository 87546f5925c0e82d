"""The planning of ``dichtbij-geregeld``; all invented.

Milestones of every precision and in every state. Planted: one that moved by four months, and one that is
late.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from workgroups.enums import MilestoneState, Precision
from workgroups.rules.moments import Moment

_PREPARE, _DEVELOP, _APPLY = "Voorbereiden", "Ontwikkelen", "Toepassen en delen"
# What each phase owes, by rule number, as far as the deal has the rule.
GATES = {_PREPARE: (2, 45, 63), _DEVELOP: (21, 49, 50, 53, 54, 56), _APPLY: (58, 59)}


@dataclass(frozen=True)
class MilestoneData:
    """A milestone. ``moved_to``: where it moved, with ``reason``; ``states``: state, day and reason in turn.

    ``phase`` and ``group``: the name of the phase, and the address of the body of the group.
    """

    title: str
    moment: Moment
    phase: str
    group: str = ""
    text: str = ""
    moved_to: Moment | None = None
    reason: str = ""
    states: tuple[tuple[MilestoneState, date | None, str], ...] = ()


def milestones(today: date) -> list[MilestoneData]:
    """Return the milestones as they stand on the day of loading."""
    signed, next_year = date(2025, 3, 1), today.year + 1
    reached, dropped, again = MilestoneState.REACHED, MilestoneState.DROPPED, MilestoneState.OPEN
    framework = _month(today, -13)
    return [
        MilestoneData("City Deal getekend", _day(signed), _PREPARE, states=((reached, signed, ""),)),
        MilestoneData(
            "Toetsingskader klaar",
            framework,
            _DEVELOP,
            text="De criteria waarmee we instrumenten beoordelen.",
            states=((reached, framework.end + timedelta(days=19), ""),),
        ),
        MilestoneData(
            "3 gemeenten gebruiken de toestemmingsbrief",
            _month(today, -2),
            _DEVELOP,
            "werkgroep-een-keer-je-verhaal",
            states=((reached, _month(today, -2).start, ""),),
        ),
        MilestoneData(
            "Proef met één plan per gezin afgerond",
            _month(today, -1),
            _DEVELOP,
            "werkgroep-samen-een-plan",
            moved_to=_month(today, 3),
            reason="Te weinig mensen bij de testplek. We zoeken een tweede plek.",
        ),
        MilestoneData("Rekenmodel gereed", _month(today, -1), _DEVELOP, "werkgroep-geld-dat-meebeweegt"),
        MilestoneData("Inwonersdag", _day(today + timedelta(days=24)), _DEVELOP),
        MilestoneData(
            "Voorbeelden van ruimte in de regels verzameld",
            _months(today, 1, 4),
            _DEVELOP,
            "werkgroep-ruimte-in-de-regels",
        ),
        MilestoneData(
            "Uitleg voor medewerkers klaar",
            Moment(date(next_year, 3, 1), date(next_year, 5, 31), str(Precision.SEASON)),
            _APPLY,
            "werkgroep-een-keer-je-verhaal",
        ),
        MilestoneData(
            "Lessenreeks gedeeld met andere gemeenten",
            Moment(date(next_year, 9, 1), date(next_year, 11, 30), str(Precision.SEASON)),
            _APPLY,
            "werkgroep-leren-van-elkaar",
            states=(
                (dropped, None, "Er was geen docent."),
                (again, None, "Hogeschool Rijnoever geeft de lessen."),
            ),
        ),
        MilestoneData(
            "Film over de deal",
            _months(today, 2, 3),
            _APPLY,
            states=((dropped, None, "De nieuwsbrief vertelt hetzelfde, voor minder geld."),),
        ),
        MilestoneData(
            "Alle deelnemende gemeenten werken met één verhaal",
            Moment(date(next_year, 1, 1), date(next_year, 12, 31), str(Precision.YEAR)),
            _APPLY,
        ),
    ]


def _day(day: date) -> Moment:
    return Moment(day, day, str(Precision.DAY))


def _month(today: date, number: int) -> Moment:
    """Return the month so many months after this one."""
    return Moment(*_days_of(today, number), str(Precision.MONTH))


def _months(today: date, first: int, last: int) -> Moment:
    return Moment(_days_of(today, first)[0], _days_of(today, last)[1], str(Precision.MONTHS))


def _days_of(today: date, number: int) -> tuple[date, date]:
    year, month = divmod(today.year * 12 + today.month - 1 + number, 12)
    return date(year, month + 1, 1), date(year, month + 1, calendar.monthrange(year, month + 1)[1])
