"""When duties fall due: pure arithmetic on days, so that no clock and no time zone can touch it.

A key names an occurrence and never holds its day: a week that is chosen otherwise, or a deadline that
moves, changes the days under the same key. Sources: rules 4, 7, 9, 48 and 60, choices A2-1 and A2-2.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from citydeal.common.dates import DAY
from governance.enums import DecemberRule, DutyPattern, LadderStep, ReportHalves

WEEK = timedelta(days=7)
SATURDAY = 5
# Calendar days before its last day from which something that belongs before a meeting counts.
PREPARED_DAYS = 28
DECEMBER = 12
MONTHS = 12
HALF = 6


@dataclass(frozen=True)
class Period:
    """One time that a duty is owed; ``opens`` and ``due`` are both included."""

    key: str
    opens: date
    due: date


@dataclass(frozen=True)
class Term:
    """What the deal says: its days (no ``end``: open) and how it reads "december" and "twice a year"."""

    start: date
    end: date | None
    december: str = DecemberRule.FIRST_SEVEN_DAYS
    halves: str = ReportHalves.CALENDAR


@dataclass(frozen=True)
class Norm:
    """A duty as data. ``phase``: its days; ``meetings``: (id, day) of the body that the duty goes around.

    ``number``: every so many weeks, so many times in a phase, or working days before (negative) or after
    a meeting. What is due from ``start`` to ``end`` is owed.
    """

    pattern: str
    start: date
    end: date | None = None
    number: int = 0
    phase: tuple[date, date | None] | None = None
    meetings: tuple[tuple[int, date], ...] = ()


def december_week(rule: str, year: int) -> tuple[date, date]:
    """Return the first and last day of "the first week of December" by a definition. Source: choice A2-1."""
    first = date(year, DECEMBER, 1)
    if rule == DecemberRule.ISO_WEEK:
        first -= first.weekday() * DAY
    elif rule == DecemberRule.FIRST_MONDAY:
        first += -first.weekday() % 7 * DAY
    return first, first + 6 * DAY


def add_months(day: date, months: int) -> date:
    """Return the same day so many months on; the last of the month where that day does not exist."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def half_year(rule: str, start: date, on: date) -> tuple[date, date]:
    """Return the half-year in which a day lies; ``start``: the first day of the deal. Source: choice A2-2."""
    first = start if rule == ReportHalves.DEAL_YEAR else date(on.year, 1, 1)
    halves = 0
    while add_months(first, HALF * (halves + 1)) <= on:
        halves += 1
    return add_months(first, HALF * halves), add_months(first, HALF * (halves + 1)) - DAY


def periods_due(norm: Norm, term: Term, first: date, last: date) -> list[Period]:
    """Return what is owed with a last day from ``first`` to ``last``, in order of that day.

    Only what lies whole within the term of the deal: a half, a month or a week that is cut off is not
    owed (choice A2-2).
    """
    return sorted(
        (
            period
            for period in _PATTERNS[norm.pattern](norm, term, first, last)
            if first <= period.due <= last
            and norm.start <= period.due
            and (norm.end is None or period.due <= norm.end)
            and term.start <= period.opens
            and (term.end is None or period.due <= term.end)
        ),
        key=lambda period: (period.due, period.key),
    )


def _december(norm: Norm, term: Term, first: date, last: date) -> Iterator[Period]:
    for year in range(first.year, last.year + 1):
        yield Period(f"{year}-DEC", *december_week(term.december, year))


def _halves(norm: Norm, term: Term, first: date, last: date) -> Iterator[Period]:
    """Yield half-years; the key is that of the calendar half in which the last day falls (choice A2-2)."""
    anchor = term.start if term.halves == ReportHalves.DEAL_YEAR else date(term.start.year, 1, 1)
    # One too early does no harm: what is due before ``first`` is left out.
    number = max(0, (first.year - anchor.year) * 2 - 2)
    while True:
        opens = add_months(anchor, HALF * number)
        due = add_months(anchor, HALF * (number + 1)) - DAY
        if due > last:
            return
        yield Period(f"{due.year}-H{1 if due.month <= HALF else 2}", opens, due)
        number += 1


def _months(norm: Norm, term: Term, first: date, last: date) -> Iterator[Period]:
    """Yield the months that lie whole in the phase."""
    start, end = _phase(norm)
    month = max(start, first.replace(day=1))
    month = month if month.day == 1 else add_months(month.replace(day=1), 1)
    while True:
        due = add_months(month, 1) - DAY
        if due > last or (end is not None and due > end):
            return
        yield Period(f"{month.year}-{month.month:02d}", month, due)
        month = due + DAY


def _times(norm: Norm, term: Term, first: date, last: date) -> Iterator[Period]:
    """Yield so many parts of a phase of about the same length; none in a phase without an end."""
    start, end = _phase(norm)
    if end is None:
        return
    days = (end - start).days + 1
    times = min(norm.number, days)
    for nth in range(1, times + 1):
        yield Period(
            f"nr-{nth}",
            start + days * (nth - 1) // times * DAY,
            start + days * nth // times * DAY - DAY,
        )


def _weeks(norm: Norm, term: Term, first: date, last: date) -> Iterator[Period]:
    length = norm.number * WEEK
    nth = max(0, (first - norm.start) // length)
    while (opens := norm.start + nth * length) <= last:
        yield Period(f"nr-{nth + 1}", opens, opens + length - DAY)
        nth += 1


def _around(norm: Norm, term: Term, first: date, last: date) -> Iterator[Period]:
    for meeting, day in norm.meetings:
        due = working_days_from(day, norm.number)
        opens = day if norm.number >= 0 else due - PREPARED_DAYS * DAY
        # A preparation may begin before the deal does; it ends within it.
        yield Period(f"m{meeting}", max(opens, min(term.start, due)), due)


def _phase(norm: Norm) -> tuple[date, date | None]:
    if norm.phase is None:
        raise ValueError(f"the pattern {norm.pattern} needs a phase")
    return norm.phase


_PATTERNS = {
    DutyPattern.DECEMBER_WEEK.value: _december,
    DutyPattern.HALF_YEARLY.value: _halves,
    DutyPattern.MONTHLY_IN_PHASE.value: _months,
    DutyPattern.NUMBER_IN_PHASE.value: _times,
    DutyPattern.EVERY_WEEKS.value: _weeks,
    DutyPattern.AROUND_MEETING.value: _around,
}


# --- Working days --------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _holidays(year: int) -> dict[date, str]:
    # The library knows calendars of the whole world, so it is read with the first year that is asked.
    import holidays

    return dict(holidays.country_holidays("NL", years=year, language="nl").items())


def holiday_name(day: date) -> str:
    """Return what Dutch holiday a day is; empty for any other day."""
    return _holidays(day.year).get(day, "")


def is_working_day(day: date) -> bool:
    """Whether Dutch governments work on a day: no weekend, no holiday."""
    return day.weekday() < SATURDAY and not holiday_name(day)


def working_days_from(day: date, number: int) -> date:
    """Return the day so many working days after (or, negative, before) a day; 0 is the day itself."""
    step = DAY if number >= 0 else -DAY
    for _nth in range(abs(number)):
        day += step
        while not is_working_day(day):
            day += step
    return day


# --- The ladder ----------------------------------------------------------------------------


@dataclass(frozen=True)
class StepDue:
    """A step of the ladder on the day it is for."""

    kind: str
    on: date


def steps_due(ladder: Iterable[tuple[str, int]], day: date, due: date, on: date) -> list[StepDue]:
    """Return the steps that have come due on a day, the oldest first.

    ``ladder``: (step, calendar days before ``day``, when it will be done or is due). "Too late" follows
    by itself on the day after ``due``.
    """
    steps = [StepDue(kind, day - timedelta(days=days)) for kind, days in ladder]
    steps.append(StepDue(LadderStep.LATE.value, due + DAY))
    return sorted((step for step in steps if step.on <= on), key=lambda step: step.on)
