"""What was promised beside what was delivered: balance, what is expected by now, and forecast (rules 61, 62).

All quantities are whole numbers: quarters of an hour, or cents. Pure; no model and no database.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from reporting.enums import ContributionKind
from reporting.rules.quantities import percent, share, value_of_hours


@dataclass(frozen=True)
class Promise:
    """What was promised for months of a year. ``rate``: cents for an hour, where one is agreed."""

    kind: str
    year: int
    first_month: int
    last_month: int
    quantity: int
    rate: int | None = None

    @property
    def months(self) -> int:
        """Return how many months it is divided over."""
        return self.last_month - self.first_month + 1

    def in_month(self, year: int, month: int) -> int:
        """Return what is promised for a month: an even share, together exactly all."""
        if year != self.year or not self.first_month <= month <= self.last_month:
            return 0
        return share(self.quantity, month - self.first_month, self.months)

    def expected(self, on: date) -> int:
        """Return what should be there in the quarters that are over on a day: parties answer per quarter.

        Euros come at once: the whole of it, when its last month is over.
        """
        if self.kind == ContributionKind.MONEY:
            return self.quantity if self.last_month <= full_months(self.year, on) else 0
        return sum(self.in_month(self.year, month) for month in range(1, settled_months(self.year, on) + 1))

    @property
    def value(self) -> int | None:
        """Return what the hours are worth in cents, at the rate that was agreed; None without one."""
        return None if self.rate is None else value_of_hours(self.quantity, self.rate)


@dataclass(frozen=True)
class Delivered:
    """What was delivered in a month, and whether its party confirmed it."""

    kind: str
    year: int
    month: int
    quantity: int
    is_confirmed: bool
    counts: bool = True


def full_months(year: int, on: date) -> int:
    """Return how many months of a year are over on a day: 10 for 2026 on 22 November 2026."""
    if on.year != year:
        return 12 if on.year > year else 0
    return on.month - 1


def settled_months(year: int, on: date) -> int:
    """Return how many months of a year lie in quarters that are over on a day: 9 for 2026 on 22 November."""
    return full_months(year, on) // 3 * 3


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def months_of_quarter(quarter: int) -> range:
    """Return the months of a quarter (1 to 4)."""
    return range(quarter * 3 - 2, quarter * 3 + 1)


def quarter_before(on: date) -> tuple[int, int]:
    """Return the last quarter that is over on a day: its year and its number (1 to 4)."""
    quarter = (on.month - 1) // 3
    return (on.year, quarter) if quarter else (on.year - 1, 4)


def quarter_words(year: int, quarter: int) -> str:
    """Return a quarter as people say it: juli tot en met september 2026."""
    names = {
        1: _("January to March %(year)s"),
        2: _("April to June %(year)s"),
        3: _("July to September %(year)s"),
        4: _("October to December %(year)s"),
    }
    return names[quarter] % {"year": year}


@dataclass(frozen=True)
class Balance:
    """How one kind stands in a year. ``forecast``: what the year comes to at this pace; None: nobody knows.

    ``waiting``: delivered, and not yet confirmed by the party. ``value``: of what was confirmed, in cents, at
    the rate that was agreed.
    """

    kind: str
    promised: int = 0
    expected: int = 0
    confirmed: int = 0
    waiting: int = 0
    forecast: int | None = None
    value: int | None = None

    @property
    def delivered(self) -> int:
        """Return all that was delivered, confirmed or not."""
        return self.confirmed + self.waiting

    @property
    def left(self) -> int:
        """Return what is still to come of what was promised; below zero where more was delivered."""
        return self.promised - self.delivered

    @property
    def percentage(self) -> int:
        """Return how much of what was promised is delivered and confirmed, in whole percents."""
        return percent(self.confirmed, self.promised)

    @property
    def is_behind(self) -> bool:
        """Whether less was delivered, confirmed or not, than was promised for the months that are over."""
        return self.delivered < self.expected


def balance_of(
    kind: str, year: int, promises: Iterable[Promise], delivered: Iterable[Delivered], on: date
) -> Balance:
    """Return how one kind stands in a year on a day. Source: rules 61 and 62.

    The forecast goes on at the pace of the quarters that are over, at least with what is delivered already;
    of euros it is what was invoiced. What is only invoiced does not count (``Delivered.counts``).
    """
    own = [promise for promise in promises if promise.kind == kind and promise.year == year]
    known = [one for one in delivered if one.kind == kind and one.year == year]
    done = [one for one in known if one.counts]
    confirmed = sum(one.quantity for one in done if one.is_confirmed)
    waiting = sum(one.quantity for one in done if not one.is_confirmed)
    return Balance(
        kind=kind,
        promised=sum(promise.quantity for promise in own),
        expected=sum(promise.expected(on) for promise in own),
        confirmed=confirmed,
        waiting=waiting,
        forecast=sum(one.quantity for one in known)
        if kind == ContributionKind.MONEY
        else _forecast(own, done, year, on),
        value=_value(own, confirmed),
    )


def _forecast(promises: Sequence[Promise], done: Sequence[Delivered], year: int, on: date) -> int | None:
    """Return what the whole year comes to at the pace until now; None before a quarter is over."""
    total = sum(one.quantity for one in done)
    past = settled_months(year, on)
    first = min((promise.first_month for promise in promises), default=1)
    last = max((promise.last_month for promise in promises), default=12)
    counted, whole = min(past, last) - first + 1, last - first + 1
    if counted <= 0:
        return total or None
    pace = sum(one.quantity for one in done if one.month <= past)
    return max(total, (2 * pace * whole + counted) // (2 * counted))


def _value(promises: Sequence[Promise], confirmed: int) -> int | None:
    """Return what confirmed hours are worth: at the one rate, or the mean of those that were agreed."""
    rated = [promise for promise in promises if promise.rate is not None]
    if not rated or len(rated) != len(promises):
        return None
    promised = sum(promise.quantity for promise in rated)
    worth = sum(promise.quantity * (promise.rate or 0) for promise in rated)
    return (2 * confirmed * worth + 4 * promised) // (8 * promised)


@dataclass(frozen=True)
class Month:
    """The hours of a month beside the least that the covenant asks (rule 61)."""

    year: int
    month: int
    confirmed: int
    waiting: int
    asked: int
    is_over: bool

    @property
    def enough(self) -> bool | None:
        """Whether the hours are enough; None while the month runs or its hours are not confirmed."""
        if self.asked == 0 or self.confirmed >= self.asked:
            return True if self.asked else None
        return None if self.waiting or not self.is_over else False


def month_check(year: int, asked: int, delivered: Iterable[Delivered], hours: str, on: date) -> list[Month]:
    """Return the twelve months of a year with the hours in each; ``asked``: quarters a month (rule 61)."""
    done = [one for one in delivered if one.kind == hours and one.year == year]
    found = []
    for month in range(1, 13):
        own = [one for one in done if one.month == month]
        found.append(
            Month(
                year,
                month,
                confirmed=sum(one.quantity for one in own if one.is_confirmed),
                waiting=sum(one.quantity for one in own if not one.is_confirmed),
                asked=asked,
                is_over=month <= full_months(year, on),
            )
        )
    return found
