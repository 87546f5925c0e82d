"""Where everything stands in the timeline of a planning: phases above, milestones in lanes below; pure.

Across is in percent of the width, so that text keeps its size at every width; down is in pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from citydeal.common.dates import EARLIEST, LATEST

# Pixels: the axis above; a phase with its name; the name of a lane; a row of marks; the word "today" below.
_HEAD, _PHASE, _LANE, _ROW, _FOOT = 30, 50, 30, 40, 24
# Within a row: how far down the middle of the marks stands.
_MIDDLE = 28
# Percent that a mark with its number takes on each side.
_ROOM = 1.7
# At least so many days are shown, and so many beside the first and the last.
_SHORTEST, _BESIDE = 365, 15
# Percent: a name begins at its bar up to here; so near an edge a short text turns to the other side.
_NAME_UP_TO, _EDGE = 70, 5
# Quarters are named up to so many years; more years than this are named with steps.
_QUARTERS_UP_TO, _MOST_YEARS = 4, 12


@dataclass(frozen=True)
class PhaseSpan:
    """A phase to draw: planned and, once it began, real; None: no end is known."""

    name: str
    planned_start: date
    planned_end: date | None
    actual_start: date | None = None
    actual_end: date | None = None


@dataclass(frozen=True)
class Mark:
    """A milestone to draw. ``at``: where its shape stands; ``start`` to ``end``: the time it is planned in.

    ``first``: the last day of its first planning, where that moved.
    """

    number: int
    shape: str
    at: date
    start: date
    end: date
    first: date | None = None

    @cached_property
    def days(self) -> list[date]:
        """Return every day it touches."""
        return [day for day in (self.at, self.start, self.end, self.first) if day is not None]


@dataclass(frozen=True)
class Tick:
    """A line of the axis with its words. ``quarter``: 0 for a year; ``is_minor``: goes away on phones."""

    x: str
    year: int
    anchor: str
    quarter: int = 0
    is_minor: bool = False


@dataclass(frozen=True)
class Bar:
    """A period of a phase. ``is_open``: no end is known."""

    x: str
    width: str
    is_open: bool


@dataclass(frozen=True)
class PhaseRow:
    """A phase in the drawing: its name, the planned bar, and the real one.

    ``name_x`` and ``anchor``: where its name stands, so that it stays inside.
    """

    y: int
    name: str
    name_x: str
    anchor: str
    planned: Bar
    actual: Bar | None


@dataclass
class MarkRow:
    """A row of marks that do not touch: shapes, numbers, planned periods, and moves."""

    y: int
    marks: list[tuple[str, str]] = field(default_factory=list)
    numbers: list[tuple[int, str]] = field(default_factory=list)
    spans: list[tuple[str, str]] = field(default_factory=list)
    shifts: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class LaneRow:
    """A lane with its name, and its rows."""

    y: int
    name: str
    rows: Sequence[MarkRow]


@dataclass(frozen=True)
class Drawing:
    """A timeline. ``bottom``: where its lines end; ``today`` is empty where it lies outside."""

    height: int
    bottom: int
    ticks: Sequence[Tick]
    phases: Sequence[PhaseRow]
    lanes: Sequence[LaneRow]
    today: str
    today_anchor: str


class _Scale:
    """From a day to its place in percent."""

    def __init__(self, days: Sequence[date]) -> None:
        self.first = _moved(min(days), -_BESIDE)
        self.last = max(_moved(max(days), _BESIDE), _moved(self.first, _SHORTEST))
        self._span = (self.last - self.first).days
        # Marks share most of their days.
        self._places: dict[date, float] = {}
        self._words: dict[date, str] = {}

    def place(self, day: date) -> float:
        if day not in self._places:
            self._places[day] = min(100.0, max(0.0, 100 * (day - self.first).days / self._span))
        return self._places[day]

    def x(self, day: date) -> str:
        if day not in self._words:
            self._words[day] = percent(self.place(day))
        return self._words[day]

    def bar(self, start: date, end: date | None) -> Bar:
        left = self.place(start)
        right = self.place(end) if end else 100.0
        return Bar(percent(left), percent(max(right - left, 0.2)), end is None)


def percent(value: float) -> str:
    """Return a number as SVG reads it, whatever the language of the page."""
    return f"{value:.1f}%"


def draw(phases: Sequence[PhaseSpan], lanes: Iterable[tuple[str, Sequence[Mark]]], on: date) -> Drawing:
    """Return the timeline of phases and of lanes (name and milestones) with the day ``on`` as today.

    Marks of a lane that would touch stand in rows below each other.
    """
    lanes = [(name, marks) for name, marks in lanes if marks]
    days = [day for phase in phases for day in vars(phase).values() if isinstance(day, date)]
    days += [day for _name, marks in lanes for mark in marks for day in mark.days]
    scale = _Scale(days or [on])
    y = _HEAD
    phase_rows = []
    for phase in phases:
        phase_rows.append(_phase(phase, y, scale, on))
        y += _PHASE
    lane_rows = []
    for name, marks in lanes:
        rows = _packed(marks, y + _LANE, scale)
        lane_rows.append(LaneRow(y + _LANE - 8, name, rows))
        y += _LANE + _ROW * len(rows)
    return Drawing(
        height=y + _FOOT,
        bottom=y,
        ticks=_ticks(scale),
        phases=phase_rows,
        lanes=lane_rows,
        today=scale.x(on) if scale.first <= on <= scale.last else "",
        today_anchor=_anchor(scale.place(on), "middle"),
    )


def _phase(phase: PhaseSpan, y: int, scale: _Scale, on: date) -> PhaseRow:
    actual = None
    if phase.actual_start is not None:
        # What still runs has come as far as today.
        actual = scale.bar(phase.actual_start, phase.actual_end or max(on, phase.actual_start))
    planned = scale.bar(phase.planned_start, phase.planned_end)
    is_far = scale.place(phase.planned_start) > _NAME_UP_TO
    name_x, anchor = ("100%", "end") if is_far else (planned.x, "start")
    return PhaseRow(y, phase.name, name_x, anchor, planned, actual)


def _packed(marks: Sequence[Mark], y: int, scale: _Scale) -> list[MarkRow]:
    """Return marks in as few rows as they need, each in the first row where it touches nothing."""
    rows: list[MarkRow] = []
    ends: list[float] = []
    for mark in sorted(marks, key=lambda mark: (min(mark.days), mark.number)):
        at, days = scale.place(mark.at), mark.days
        left = min(at - _ROOM, scale.place(min(days)))
        right = max(at + _ROOM, scale.place(max(days)))
        place = 0
        while place < len(ends) and ends[place] > left:
            place += 1
        if place == len(rows):
            rows.append(MarkRow(y + _ROW * place + _MIDDLE))
            ends.append(right)
        ends[place] = right
        row = rows[place]
        x = scale.x(mark.at)
        row.marks.append((mark.shape, x))
        row.numbers.append((mark.number, x))
        if mark.start < mark.end:
            row.spans.append((scale.x(mark.start), scale.x(mark.end)))
        if mark.first is not None:
            row.shifts.append((scale.x(mark.first), scale.x(mark.end)))
    return rows


def _ticks(scale: _Scale) -> list[Tick]:
    """Return the first days of years, and of quarters where there is room for them."""
    years = range(scale.first.year, scale.last.year + 1)
    step = -(-len(years) // _MOST_YEARS)
    quarters = (1, 2, 3, 4) if len(years) <= _QUARTERS_UP_TO else (1,)
    ticks = []
    for nth, year in enumerate(years):
        for quarter in quarters:
            day = date(year, 3 * quarter - 2, 1)
            if nth % step == 0 and scale.first <= day <= scale.last:
                is_year = quarter == 1
                anchor = _anchor(scale.place(day), "start")
                ticks.append(Tick(scale.x(day), year, anchor, 0 if is_year else quarter, not is_year))
    return ticks


def _anchor(place: float, usual: str) -> str:
    """Return at which side of its place a short text stands, so that it stays inside."""
    if place > 100 - _EDGE:
        return "end"
    return "start" if place < _EDGE else usual


def _moved(day: date, days: int) -> date:
    """Return a day so many days further, within what dates can be."""
    return min(LATEST, max(EARLIEST, day + timedelta(days=days)))
