"""Rule 41: a budget of one-off and structural money, its total, and the reading it rests on (source 002)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from workgroups.enums import BudgetKind, BudgetReading
from workgroups.rules.amounts import in_euros


@dataclass(frozen=True)
class BudgetFact:
    """A line of a budget; ``amount`` in EUR. ``reading`` (BudgetReading) counts where it is structural."""

    title: str
    kind: str
    amount: Decimal
    year_from: int
    year_to: int
    reading: str
    funding: str = ""

    @property
    def years(self) -> int:
        """Return how many years it is about, the first and the last included."""
        return self.year_to - self.year_from + 1

    @property
    def is_read(self) -> bool:
        """Whether its total depends on how it is read: structural money over more than one year."""
        return self.kind == BudgetKind.STRUCTURAL and self.years > 1

    @property
    def total(self) -> Decimal:
        """Return the amount in EUR over all its years."""
        return self._as(self.reading)

    @property
    def other_total(self) -> Decimal:
        """Return the amount in EUR over all its years, read the other way."""
        other = BudgetReading.IN_TOTAL if self.reading == BudgetReading.PER_YEAR else BudgetReading.PER_YEAR
        return self._as(other)

    @property
    def years_words(self) -> str:
        """Return its years in words."""
        if self.years == 1:
            return str(self.year_from)
        return _("%(first)s to %(last)s inclusive") % {"first": self.year_from, "last": self.year_to}

    def _as(self, reading: str) -> Decimal:
        return self.amount * self.years if self.is_read and reading == BudgetReading.PER_YEAR else self.amount


@dataclass(frozen=True)
class BudgetSum:
    """What the lines add up to, in EUR. ``assumptions``: the sentences on which reading the total rests."""

    total: Decimal
    one_off: Decimal
    structural: Decimal
    unfunded: Decimal
    assumptions: tuple[str, ...]


def add_up(lines: Sequence[BudgetFact]) -> BudgetSum:
    """Return the total of a budget, with the reading it rests on.

    The source leaves open whether "9707 euro voor de jaren 2021-2024" is per year; so the total says how
    each such line was read, and what it would be the other way. Source: rule 41.
    """
    total = sum((line.total for line in lines), Decimal(0))
    one_off = sum((line.total for line in lines if line.kind == BudgetKind.ONE_OFF), Decimal(0))
    read = [line for line in lines if line.is_read]
    assumptions = [_assumption(line) for line in read]
    if read:
        other = total + sum((line.other_total - line.total for line in read), Decimal(0))
        assumptions.append(
            _("Read the other way, the total would be %(total)s.") % {"total": in_euros(other)}
        )
    unfunded = sum((line.total for line in lines if not line.funding), Decimal(0))
    return BudgetSum(total, one_off, total - one_off, unfunded, tuple(assumptions))


def _assumption(line: BudgetFact) -> str:
    words = {
        "title": line.title,
        "amount": in_euros(line.amount),
        "years": line.years_words,
        "count": line.years,
        "total": in_euros(line.total),
    }
    if line.reading == BudgetReading.PER_YEAR:
        return (
            _("“%(title)s”: %(amount)s for %(years)s is read per year: %(count)s × %(amount)s = %(total)s.")
            % words
        )
    return _("“%(title)s”: %(amount)s for %(years)s is read as the amount for all years together.") % words
