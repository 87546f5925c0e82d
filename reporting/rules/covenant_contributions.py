"""Rules 61, 62 and 65: hours, money, and a budget for the next phase (source 003).

A finding names no party: what one of them delivered is for the page of contributions. Only what a party
confirmed counts, from the day on which it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.rules.base import DEAL, Rule, Words
from governance.rules.facts import DealFacts
from governance.rules.parameters import Choice, WholeNumber
from governance.rules.shared import failing, loses, since, subjects
from reporting.rules.quantities import QUARTERS, euros_words

HOURS, MONEY, BUDGETS = "hours", "money", "budgets"
HOURS_RULE, MONEY_RULE, BUDGET_RULE = 61, 62, 65
DAYS, MONTHS, PER = "days", "months", "per"
EACH_MONTH, TOGETHER = "month", "together"
USUAL_DAYS, USUAL_MONTHS = 2, 12
# The longest "first year" that a deal may set.
MOST_MONTHS = 24


@dataclass(frozen=True)
class ConfirmedFact:
    """Hours (quarters) of a month, or euros (cents), and the day from which they count."""

    start: date
    quantity: int
    counts_from: date


@dataclass(frozen=True)
class HoursFacts:
    """The hours that organisations confirmed. ``start``: the first day of the deal.

    ``hours_per_day``: of a work day.
    """

    confirmed: Mapping[int, tuple[ConfirmedFact, ...]] = field(default_factory=dict)
    start: date | None = None
    hours_per_day: int = 8

    def changes(self) -> Iterator[date]:
        """Yield the days on which hours count, and on which months are asked."""
        yield from counting_from(self.confirmed)
        if self.start is not None:
            yield from {known_from(*month) for month in months_from(self.start, MOST_MONTHS)}


@dataclass(frozen=True)
class MoneyFacts:
    """The euros that organisations paid and confirmed. ``start``: the first day of the deal."""

    confirmed: Mapping[int, tuple[ConfirmedFact, ...]] = field(default_factory=dict)
    start: date | None = None

    def changes(self) -> Iterator[date]:
        """Yield the days on which money counts, and on which a year is over."""
        yield from counting_from(self.confirmed)
        if self.start is not None:
            yield from (date(self.start.year + years, 1, 1) for years in range(1, 12))


@dataclass(frozen=True)
class PhaseFact:
    """A phase, the day it began or is planned to, and since when it has a budget in money and in hours."""

    id: int
    name: str
    begins: date
    money_from: date | None = None
    hours_from: date | None = None

    def has_budget(self, on: date) -> bool:
        """Whether there is a budget in money and in hours on a day."""
        return all(day is not None and day <= on for day in (self.money_from, self.hours_from))


@dataclass(frozen=True)
class BudgetFacts:
    """The phases of a deal in order, each with its budget."""

    phases: tuple[PhaseFact, ...] = ()

    def changes(self) -> Iterator[date]:
        """Yield the days on which a phase begins or gets a budget."""
        for phase in self.phases:
            yield from (day for day in (phase.begins, phase.money_from, phase.hours_from) if day)


def counting_from(confirmed: Mapping[int, Iterable[ConfirmedFact]]) -> Iterator[date]:
    """Yield the days from which what was confirmed counts."""
    for facts in confirmed.values():
        yield from (one.counts_from for one in facts)


# A page asks it of the same start on every day on which something changes.
@lru_cache(maxsize=256)
def months_from(start: date, count: int) -> tuple[tuple[int, int], ...]:
    """Return so many months from that of a day on, as (year, month)."""
    first = start.year * 12 + start.month - 1
    return tuple((number // 12, number % 12 + 1) for number in range(first, first + count))


def first_year(start: date, count: int = USUAL_MONTHS) -> dict[int, set[int]]:
    """Return the months that rule 61 is about: year → months."""
    found: dict[int, set[int]] = {}
    for year, month in months_from(start, count):
        found.setdefault(year, set()).add(month)
    return found


@lru_cache(maxsize=256)
def known_from(year: int, month: int) -> date:
    """Return the day from which a month is asked: a month after its quarter, when parties have answered."""
    last_of_quarter = (month + 2) // 3 * 3
    return date(*months_from(date(year, last_of_quarter, 1), 3)[2], 1)


def enough_hours(deal: DealFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 61: each party gives at least ``days`` days a month in the first ``months`` months of the deal.

    A month is asked a month after its quarter. ``per``: each month by itself, or all of them together.
    """
    part: HoursFacts = deal.parts[HOURS]
    window = [month for month in months_from(deal.term.start, parameters[MONTHS]) if known_from(*month) <= on]
    if not window:
        return Outcome(True, not_applicable=_("No month is asked yet on this day."))
    asked = parameters[DAYS] * part.hours_per_day * QUARTERS
    takes_part = [(month, deal.partners(date(*month, 1))) for month in window]
    partners = deal.partners(on)
    present_once = frozenset().union(*(present for _month, present in takes_part))
    behind = 0
    for partner in partners:
        confirmed = part.confirmed.get(partner)
        if not confirmed:  # most, as long as a deal is young
            behind += partner in present_once
            continue
        # Its months one after the other: often the first that lacks hours is the last that is asked.
        given = _hours_of(confirmed, on)
        own = (given.get(month, 0) for month, present in takes_part if partner in present)
        behind += not _is_enough(own, asked, parameters[PER])
    return _counted(len(partners), behind, {"days": parameters[DAYS]})


def _hours_of(confirmed: Iterable[ConfirmedFact], on: date) -> dict[tuple[int, int], int]:
    """Return the quarters of an hour that count on a day: (year, month) → quarters."""
    given: dict[tuple[int, int], int] = {}
    for one in confirmed:
        if one.counts_from <= on:
            month = (one.start.year, one.start.month)
            given[month] = given.get(month, 0) + one.quantity
    return given


def _is_enough(quarters: Iterable[int], asked: int, per: str) -> bool:
    if per == TOGETHER:
        months = list(quarters)
        return sum(months) >= asked * len(months)
    return all(given >= asked for given in quarters)


def enough_money(deal: DealFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 62: each party pays at least ``amount`` euros, without VAT, for the year ``year``.

    Asked from the day after that year. Without a year it is the first year in which the deal runs.
    """
    part: MoneyFacts = deal.parts[MONEY]
    year = parameters["year"] or deal.term.start.year
    if on.year <= year:
        return Outcome(True, not_applicable=_("The year %(year)s is not over on this day.") % {"year": year})
    stayed = deal.partners(date(year, 12, 31))
    partners = [partner for partner in deal.partners(on) if partner in stayed]
    paying = [confirmed for partner in partners if (confirmed := part.confirmed.get(partner))]
    enough = sum(_paid_in(year, confirmed, on) >= parameters["amount"] * 100 for confirmed in paying)
    behind = len(partners) - enough
    return _counted(len(partners), behind, {"amount": parameters["amount"]})


def _paid_in(year: int, confirmed: Iterable[ConfirmedFact], on: date) -> int:
    """Return the cents for a year that count on a day."""
    return sum(money.quantity for money in confirmed if money.start.year == year and money.counts_from <= on)


def _counted(count: int, behind: int, numbers: Mapping[str, int]) -> Outcome:
    counts = {"count": count, "behind": behind, **numbers}
    return Outcome(not behind, remedy=_see_contributions if behind else None, counts=counts)


def _see_contributions() -> Remedy:
    return Remedy(_("See the contributions"), "reporting:contribution_list")


def has_budget(deal: DealFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 65: before a phase begins it has a budget, in money and in hours; the first needs none."""
    part: BudgetFacts = deal.parts[BUDGETS]
    begun = [phase for phase in part.phases[1:] if phase.begins <= on]
    if not begun:
        return Outcome(True, not_applicable=_("No phase after the first has begun on this day."))
    current = begun[-1]
    if current.has_budget(on):
        return Outcome(True, (FindingFact(Support.COUNTS, subject=current.name),))
    remedy = Remedy(_("Make the budget of %(phase)s") % {"phase": current.name}, "reporting:budget")
    return Outcome(False, (FindingFact(Support.FAILS, subject=current.name),), remedy)


# --- Words ---------------------------------------------------------------------------------


def _too_few_hours(finding: Finding) -> str:
    return ngettext(
        "Since %(since)s %(behind)s of the %(count)s party has confirmed less than %(days)s days a month.",
        "Since %(since)s %(behind)s of the %(count)s parties have confirmed less than %(days)s days a month.",
        finding.counts["count"],
    ) % since(finding)


def _all_hours(finding: Finding) -> str:
    return ngettext(
        "%(count)s party has confirmed %(days)s days a month or more.",
        "%(count)s parties have confirmed %(days)s days a month or more.",
        finding.counts["count"],
    ) % dict(finding.counts)


def _too_little_money(finding: Finding) -> str:
    words = {**since(finding), "amount": euros_words(finding.counts["amount"] * 100)}
    return (
        ngettext(
            "Since %(since)s %(behind)s of the %(count)s party has paid less than %(amount)s.",
            "Since %(since)s %(behind)s of the %(count)s parties have paid less than %(amount)s.",
            finding.counts["count"],
        )
        % words
    )


def _all_money(finding: Finding) -> str:
    return ngettext(
        "%(count)s party has paid what was agreed.",
        "%(count)s parties have paid what was agreed.",
        finding.counts["count"],
    ) % dict(finding.counts)


def _no_budget(finding: Finding) -> str:
    return _("Since %(since)s there is no budget in money and in hours for “%(phase)s”.") % {
        **since(finding),
        "phase": subjects(failing(finding)),
    }


def _budget(finding: Finding) -> str:
    return _("There is a budget in money and in hours for “%(phase)s”.") % {
        "phase": subjects(list(finding.facts))
    }


CONTRIBUTION_RULES = (
    Rule(
        number=HOURS_RULE,
        scope=DEAL,
        name=gettext_lazy("Days a month in the first year"),
        explanation=gettext_lazy(
            "Only hours that the party confirmed count. A month is asked a month after its quarter. What is"
            " not reached is “pay attention”, never “not met”, and no party is named."
        ),
        default_text=gettext_lazy("In the first year each partner gives at least two days a month."),
        ask=enough_hours,
        words=Words(
            _too_few_hours,
            loses(gettext_lazy("Then from %(day)s a party has given fewer days than agreed.")),
            _all_hours,
        ),
        parameters=(
            WholeNumber(DAYS, gettext_lazy("Days a month"), default=USUAL_DAYS, minimum=1, maximum=31),
            WholeNumber(
                MONTHS,
                gettext_lazy("Number of months from the start of the deal"),
                default=USUAL_MONTHS,
                minimum=1,
                maximum=MOST_MONTHS,
            ),
            Choice(
                PER,
                gettext_lazy("Counted"),
                default=EACH_MONTH,
                choices=(
                    (EACH_MONTH, gettext_lazy("each month by itself")),
                    (TOGETHER, gettext_lazy("all months together")),
                ),
            ),
        ),
        is_target=True,
        part=HOURS,
    ),
    Rule(
        number=MONEY_RULE,
        scope=DEAL,
        name=gettext_lazy("A contribution in euros"),
        explanation=gettext_lazy(
            "An invoice counts when it is paid and the party confirmed it, without VAT. The rule is asked"
            " when the year is over. What is not reached is “pay attention”, never “not met”, and no party is"
            " named."
        ),
        default_text=gettext_lazy(
            "Each partner gives a contribution in euros for the costs of organisation."
        ),
        ask=enough_money,
        words=Words(
            _too_little_money,
            loses(gettext_lazy("Then from %(day)s a party has paid less than agreed.")),
            _all_money,
        ),
        parameters=(
            WholeNumber(
                "amount", gettext_lazy("Euros per party"), default=6000, minimum=1, maximum=10_000_000
            ),
            WholeNumber(
                "year",
                gettext_lazy("For which year"),
                help=gettext_lazy("Leave it empty for the first year of the deal."),
                is_required=False,
                minimum=2000,
                maximum=2200,
            ),
        ),
        is_target=True,
        part=MONEY,
    ),
    Rule(
        number=BUDGET_RULE,
        scope=DEAL,
        name=gettext_lazy("A budget for the next phase"),
        explanation=gettext_lazy(
            "Before a phase begins, its budget has at least one line in money and one in hours. The first"
            " phase needs none."
        ),
        default_text=gettext_lazy("During a phase a budget in money and hours is made for the next phase."),
        ask=has_budget,
        words=Words(
            _no_budget,
            loses(gettext_lazy("Then from %(day)s a phase has no budget in money and hours.")),
            _budget,
        ),
        part=BUDGETS,
    ),
)
