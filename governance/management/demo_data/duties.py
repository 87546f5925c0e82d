"""What the demo deals owe, by deal, and the calendars of some invented parties.

The days are relative to the day of loading. Of real deals nothing is late: they owe from this half-year on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from governance.enums import DutyKind, DutyPattern, RhythmKind
from governance.management.demo_data.dichtbij_parties import WATERVEEN
from governance.services.rhythms import RhythmTerms

WEDNESDAY, THURSDAY, TUESDAY = 2, 3, 1
DECEMBER = "Jaarlijkse bijeenkomst van het bestuurdersnetwerk"
REPORT = "Halfjaarlijkse voortgangsrapportage aan de stuurgroep"
BUDGET = "Begroting bijwerken"


@dataclass(frozen=True)
class DutyData:
    """A duty. ``body`` and ``around``: addresses of bodies; empty: the deal itself."""

    kind: str
    pattern: str
    name: str
    start: date
    body: str = ""
    article: str = ""
    number: int | None = None
    around: str = ""


@dataclass(frozen=True)
class CalendarData:
    """The calendar of a deal. ``rhythms``: party → its own days.

    ``done``: duty → how many of its first times were done in time; ``waived``: duty → why the next was not.
    """

    duties: tuple[DutyData, ...] = ()
    rhythms: Mapping[str, tuple[RhythmTerms, ...]] = field(default_factory=dict)
    done: Mapping[str, int] = field(default_factory=dict)
    waived: Mapping[str, str] = field(default_factory=dict)


def half_begin(today: date) -> date:
    """Return the first day of this half of the calendar year."""
    return date(today.year, 1 if today.month <= 6 else 7, 1)


def _covenant(start: date) -> tuple[DutyData, ...]:
    """Return what source 000 asks of every deal that follows it (rules 4, 7 and 9)."""
    return (
        DutyData(DutyKind.MEETING, DutyPattern.DECEMBER_WEEK, DECEMBER, start, "bestuurdersnetwerk"),
        DutyData(DutyKind.REPORT, DutyPattern.HALF_YEARLY, REPORT, start, "stuurgroep"),
    )


def _slim_maatwerk(today: date) -> CalendarData:
    return CalendarData(duties=_covenant(half_begin(today)))


def _dichtbij(today: date) -> CalendarData:
    """Return a calendar in which each state of a duty can be seen."""
    before = half_begin(half_begin(today) - timedelta(days=1))
    return CalendarData(
        duties=(
            *_covenant(before),
            DutyData(
                DutyKind.TASK, DutyPattern.EVERY_WEEKS, BUDGET, today - timedelta(days=7 * 40), number=13
            ),
            DutyData(
                DutyKind.TASK,
                DutyPattern.AROUND_MEETING,
                "Stukken van de stuurgroep nalezen met de penvoerder",
                before,
                "kerngroep",
                number=-5,
                around="stuurgroep",
            ),
        ),
        rhythms={
            WATERVEEN: (
                RhythmTerms(RhythmKind.COLLEGE, weekday=TUESDAY),
                RhythmTerms(RhythmKind.COUNCIL, weekday=THURSDAY),
                RhythmTerms(
                    RhythmKind.RECESS,
                    name="herfstvakantie",
                    start=date(today.year, 10, 17),
                    end=date(today.year, 10, 25),
                ),
            ),
        },
        done={REPORT: 1, BUDGET: 1},
        waived={BUDGET: "De penvoerder wisselde. De volgende keer tellen beide kwartalen mee."},
    )


CALENDARS = {"slim-maatwerk": _slim_maatwerk, "dichtbij-geregeld": _dichtbij}


def calendar_of(slug: str, today: date) -> CalendarData:
    """Return what a demo deal owes; nothing for one that is over."""
    return CALENDARS[slug](today) if slug in CALENDARS else CalendarData()
