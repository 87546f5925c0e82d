"""The budget of a deal per phase: lines, commitments and realisation, in money and in hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.models import CityDeal, Phase
from governance.permissions import Actor
from reporting.enums import BookingKind, BudgetUnit
from reporting.models import BudgetBooking, BudgetLine
from reporting.permissions_contributions import can_keep_contributions, can_keep_money
from reporting.rules.quantities import euros_words, hours_words, percent


@dataclass(frozen=True)
class Sums:
    """What a unit of the budget comes to: cents, or quarters of an hour."""

    unit: str
    planned: int = 0
    committed: int = 0
    realised: int = 0

    @property
    def label(self) -> str:
        """Return the unit in words."""
        return str(BudgetUnit(self.unit).label)

    def words(self, quantity: int) -> str:
        """Return a quantity of this unit in words."""
        return hours_words(quantity) if self.unit == BudgetUnit.HOURS else euros_words(quantity)

    @property
    def planned_words(self) -> str:
        """Return the budget, in words."""
        return self.words(self.planned)

    @property
    def committed_words(self) -> str:
        """Return the commitments, in words."""
        return self.words(self.committed)

    @property
    def realised_words(self) -> str:
        """Return the realisation, in words."""
        return self.words(self.realised)

    @property
    def left_words(self) -> str:
        """Return what is left of the budget, in words; below zero where it is overspent."""
        return self.words(self.planned - self.realised)

    @property
    def is_over(self) -> bool:
        """Whether more is committed or realised than the budget has."""
        return max(self.committed, self.realised) > self.planned

    @property
    def realised_percent(self) -> str:
        """Return how much of the budget is realised, in whole percents."""
        return f"{percent(self.realised, self.planned)}%"


@dataclass(frozen=True)
class LineRow:
    """A line of the budget with what was booked on it."""

    line: BudgetLine
    sums: Sums
    url: str
    party: str

    @property
    def status(self) -> tuple[str, str]:
        """Return shape and word where there is something to see; else empty words."""
        if self.sums.is_over:
            return "warning", _("More than the budget")
        return "", ""


@dataclass(frozen=True)
class PhaseBudget:
    """The budget of a phase. ``sums``: per unit that occurs."""

    phase: Phase
    rows: Sequence[LineRow]
    sums: Sequence[Sums]
    is_closed: bool

    @property
    def lacks(self) -> str:
        """Return what the phase has no budget in yet (rule 65); empty where it has both."""
        units = {one.unit for one in self.sums}
        if units == set(BudgetUnit.values):
            return ""
        if not units:
            return _("There is no budget for this phase yet.")
        if BudgetUnit.MONEY not in units:
            return _("There is no budget in money for this phase yet.")
        return _("There is no budget in hours for this phase yet.")


@dataclass(frozen=True)
class Budget:
    """The whole budget of a deal."""

    phases: Sequence[PhaseBudget]
    sums: Sequence[Sums]
    may_keep: bool


@dataclass(frozen=True)
class BookingRow:
    """A booking in the table of a line."""

    booking: BudgetBooking
    amount: str
    withdraw_url: str
    evidence_url: str

    @property
    def day(self) -> str:
        """Return the day in words."""
        return in_words(self.booking.on)


@dataclass(frozen=True)
class LinePage:
    """The page of a line."""

    line: BudgetLine
    sums: Sums
    bookings: Sequence[BookingRow]
    may_keep: bool
    may_book: bool


def budget_of(user: Actor, deal: CityDeal, on: date) -> Budget:
    """Return the budget of a deal on a day, phase by phase. Two queries. Source: rules 54 and 65."""
    rows: dict[int, list[LineRow]] = {}
    for line, name, committed, realised in lines_with_sums(deal):
        sums = Sums(line.unit, line.quantity, committed, realised)
        url = address("reporting:budget_line", deal.slug, line.pk)
        rows.setdefault(line.phase_id, []).append(LineRow(line, sums, url, name))
    phases = [
        PhaseBudget(
            phase,
            rows.get(phase.pk, []),
            _sums([row.sums for row in rows.get(phase.pk, [])]),
            phase.actual_end is not None and phase.actual_end < on,
        )
        for phase in _phases(deal=deal.pk)
    ]
    every = [row.sums for found in rows.values() for row in found]
    return Budget(phases, _sums(every), can_keep_contributions(user, deal))


def line_page(user: Actor, line: BudgetLine, on: date) -> LinePage:
    """Return the page of a line with all its bookings; needs deal, phase and party loaded. One query."""
    deal = line.deal
    may_book = can_keep_money(user, deal)
    bookings = _bookings(line=line.pk)
    counting = [one for one in bookings if one.withdrawn_at is None]
    sums = Sums(
        line.unit,
        line.quantity,
        sum(one.quantity for one in counting if one.kind == BookingKind.COMMITMENT),
        sum(one.quantity for one in counting if one.kind == BookingKind.REALISATION),
    )
    rows = [
        BookingRow(
            one,
            sums.words(one.quantity),
            address("reporting:booking_withdraw", deal.slug, one.pk)
            if may_book and one.withdrawn_at is None
            else "",
            address("reporting:booking_evidence", deal.slug, one.pk) if one.evidence_id else "",
        )
        for one in bookings
    ]
    closed = line.phase.actual_end is not None and line.phase.actual_end < on
    return LinePage(line, sums, rows, can_keep_contributions(user, deal), may_book and not closed)


@compiled
def line_at(pk: Any, deal: Any) -> QuerySet[BudgetLine]:
    """Return this line of a deal, with deal, phase and party."""
    found = BudgetLine.objects.filter(pk=pk, deal=deal)
    return found.select_related("deal", "phase", "party__organization")


@compiled
def booking_at(pk: Any, deal: Any) -> QuerySet[BudgetBooking]:
    """Return this booking of a deal, with its line."""
    found = BudgetBooking.objects.filter(pk=pk, line__deal=deal)
    return found.select_related("line__deal", "line__phase", "evidence")


def sums_of(deal: CityDeal) -> list[Sums]:
    """Return what the whole budget of a deal comes to, per unit that occurs. One query."""
    return _sums(
        [Sums(line.unit, line.quantity, done, real) for line, _name, done, real in lines_with_sums(deal)]
    )


def _sums(every: Sequence[Sums]) -> list[Sums]:
    found = []
    for unit in BudgetUnit.values:
        own = [one for one in every if one.unit == unit]
        if own:
            found.append(
                Sums(
                    unit,
                    sum(one.planned for one in own),
                    sum(one.committed for one in own),
                    sum(one.realised for one in own),
                )
            )
    return found


def lines_with_sums(deal: CityDeal) -> list[tuple[BudgetLine, str, int, int]]:
    """Return the lines of a budget: line, name of the party, committed, realised. One query."""
    return [
        (line, line.party.organization.name if line.party else "", line.committed, line.realised)
        for line in _lines(deal=deal.pk)
    ]


def _booked(kind: str) -> Any:
    counts = Q(bookings__kind=kind, bookings__withdrawn_at__isnull=True)
    return Coalesce(Sum("bookings__quantity", filter=counts), 0)


@compiled
def _lines(deal: Any) -> QuerySet[BudgetLine]:
    found = BudgetLine.objects.filter(deal=deal).select_related("phase", "party__organization")
    return found.annotate(
        committed=_booked(BookingKind.COMMITMENT), realised=_booked(BookingKind.REALISATION)
    )


@compiled
def _phases(deal: Any) -> QuerySet[Phase]:
    return Phase.objects.filter(deal=deal)


@compiled
def _bookings(line: Any) -> QuerySet[BudgetBooking]:
    return BudgetBooking.objects.filter(line=line)
