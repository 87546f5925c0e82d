"""The contributions of one party: what it promised, what it delivered, the months, and the questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.enums import DealState
from governance.models import CityDeal, CovenantRule, Party
from governance.permissions import Actor
from reporting.enums import ContributionKind
from reporting.models import Contribution, ContributionQuestion, PromisedContribution
from reporting.permissions_contributions import (
    can_confirm,
    can_keep_contributions,
    can_keep_money,
    reader_of,
)
from reporting.rules.contributions import Delivered, Month, Promise, month_check, quarter_words
from reporting.rules.covenant_contributions import (
    DAYS,
    HOURS_RULE,
    USUAL_DAYS,
    USUAL_MONTHS,
    first_year,
)
from reporting.rules.covenant_contributions import MONTHS as MONTHS_PARAMETER
from reporting.rules.quantities import QUARTERS, euros_words, hours_words, quantity_words
from reporting.selectors.contribution_records import when_words
from reporting.selectors.contributions import KindLine, lines_of


@dataclass(frozen=True)
class PromiseRow:
    """A promise in the table. ``edit_url``: empty for who does not keep it."""

    promise: PromisedContribution
    edit_url: str

    @property
    def label(self) -> str:
        """Return the kind in words, with what is given in kind."""
        kind = str(self.promise.get_kind_display())
        return f"{kind}: {self.promise.what}" if self.promise.what else kind

    @property
    def when(self) -> str:
        """Return the year, or its months."""
        promise = self.promise
        if (promise.first_month, promise.last_month) == (1, 12):
            return str(promise.year)
        first, last = MONTHS[promise.first_month], MONTHS[promise.last_month]
        if promise.first_month == promise.last_month:
            return f"{first} {promise.year}"
        return _("%(first)s to %(last)s %(year)s") % {"first": first, "last": last, "year": promise.year}

    @property
    def amount(self) -> str:
        """Return how much."""
        return quantity_words(self.promise.kind, self.promise.quantity)

    @property
    def rate(self) -> str:
        """Return the rate for an hour; empty without one."""
        if self.promise.rate is None:
            return ""
        return _("%(rate)s for an hour") % {"rate": euros_words(self.promise.rate)}


@dataclass(frozen=True)
class ContributionRow:
    """A contribution in the table; of one that the reader may not read, only when and of what kind."""

    contribution: Contribution
    reads: bool
    edit_url: str = ""
    paid_url: str = ""
    withdraw_url: str = ""
    evidence_url: str = ""

    @property
    def kind(self) -> str:
        """Return the kind in words."""
        return str(self.contribution.get_kind_display())

    @property
    def when(self) -> str:
        """Return the day or the month."""
        return when_words(self.contribution.start, self.contribution.end)

    @property
    def amount(self) -> str:
        """Return how much, without VAT; nothing of what the reader may not read."""
        one = self.contribution
        return quantity_words(one.kind, one.quantity) if self.reads else "–"

    @property
    def notes(self) -> list[str]:
        """Return what else there is to say: words, phase, invoice, VAT; for who reads it."""
        one = self.contribution
        if not self.reads:
            return []
        found = [one.what, one.phase.name if one.phase else ""]
        if one.people > 1:
            found.append(_("%(count)s people") % {"count": one.people})
        if one.invoice_number:
            found.append(_("Invoice %(number)s") % {"number": one.invoice_number})
        if one.vat:
            found.append(_("and %(vat)s VAT") % {"vat": euros_words(one.vat)})
        if one.kind == ContributionKind.MONEY and one.paid_on:
            found.append(_("paid on %(day)s") % {"day": in_words(one.paid_on)})
        elif one.kind == ContributionKind.MONEY and one.due_on:
            found.append(_("not paid yet, pay before or on %(day)s") % {"day": in_words(one.due_on)})
        elif one.kind == ContributionKind.MONEY:
            found.append(_("not paid yet"))
        if one.withdrawn_at:
            found.append(_("Withdrawn: %(reason)s") % {"reason": one.withdrawn_reason})
        return [words for words in found if words]

    @property
    def status(self) -> tuple[str, str]:
        """Return shape and word of how it stands."""
        if self.contribution.withdrawn_at:
            return "neutral", _("Withdrawn")
        if self.contribution.confirmed_at:
            return "safe", _("Confirmed")
        return "neutral", _("Not confirmed yet")

    @property
    def links(self) -> list[tuple[str, str, str]]:
        """Return what may be done with it: words, address, and about what."""
        about = f"{self.kind}, {self.when}"
        found = [
            (_("Change"), self.edit_url, about),
            (pgettext("invoice", "Paid"), self.paid_url, about),
            (_("Withdraw"), self.withdraw_url, about),
        ]
        return [link for link in found if link[1]]

    @property
    def confirmed_by(self) -> str:
        """Return who confirmed it, for who may know."""
        return self.contribution.confirmed_by if self.reads else ""


@dataclass(frozen=True)
class MonthRow:
    """A month beside what the covenant asks; ``is_hidden``: something waits that the reader may not read."""

    month: Month
    is_hidden: bool

    @property
    def name(self) -> str:
        """Return the month in words."""
        return f"{MONTHS[self.month.month]} {self.month.year}"

    @property
    def hours(self) -> str:
        """Return the hours in words."""
        if self.is_hidden:
            return _("not confirmed yet")
        return hours_words(self.month.confirmed + self.month.waiting)

    @property
    def status(self) -> tuple[str, str]:
        """Return shape and word of how it stands."""
        if self.month.enough:
            return "safe", _("Enough")
        if self.month.enough is False and not self.is_hidden:
            return "warning", _("Fewer hours than agreed")
        return "neutral", _("Not known yet")


@dataclass(frozen=True)
class QuestionRow:
    """A question to the party about a quarter."""

    question: ContributionQuestion
    url: str
    remind_url: str

    @property
    def label(self) -> str:
        """Return the quarter in words."""
        return quarter_words(self.question.year, self.question.quarter)


@dataclass(frozen=True)
class PartyPage:
    """The page of one party for one reader; the months are empty where the covenant asks none (rule 61)."""

    party: Party
    year: int
    lines: Sequence[KindLine]
    promises: Sequence[PromiseRow]
    rows: Sequence[ContributionRow]
    months: Sequence[MonthRow]
    asked_hours: str
    questions: Sequence[QuestionRow]
    may_confirm: bool
    may_keep: bool
    may_write: Sequence[str]
    waiting: int


def party_page(user: Actor, party: Party, on: date, year: int) -> PartyPage:
    """Return the page of a party about a year; needs its deal and organisation loaded. At most eight queries.

    The caller asks whether the account reads contributions at all. Source: rules 61 and 62.
    """
    deal = party.deal
    reader = reader_of(user, deal)
    reads = reader.reads(party.pk)
    keeps, money, confirms = (
        can_keep_contributions(user, deal),
        can_keep_money(user, deal),
        can_confirm(user, party),
    )
    promises = _promises(party=party.pk)
    found = _contributions(party=party.pk, begin=date(year, 1, 1), end=date(year, 12, 31))
    rows = [_row(deal, one, reads=reads, keeps=keeps, money=money, confirms=confirms) for one in found]
    facts = [
        Promise(one.kind, one.year, one.first_month, one.last_month, one.quantity, one.rate)
        for one in promises
        if one.year == year
    ]
    delivered = [_delivered(one) for one in found if one.withdrawn_at is None]
    asked, window = asked_hours(deal, year)
    return PartyPage(
        party=party,
        year=year,
        lines=lines_of(facts, delivered, year, on, reads=reads),
        promises=[_promise_row(deal, one, keeps=keeps) for one in promises],
        rows=rows,
        months=_months(year, asked, window, delivered, on, reads=reads),
        asked_hours=hours_words(asked) if asked else "",
        questions=_question_rows(deal, party, keeps=keeps, confirms=confirms, reads=reads),
        may_confirm=confirms,
        may_keep=keeps,
        may_write=[
            kind
            for kind in ContributionKind.values
            if keeps or (money if kind == ContributionKind.MONEY else confirms)
        ],
        waiting=sum(
            row.contribution.confirmed_at is None and not row.contribution.withdrawn_at for row in rows
        ),
    )


def asked_hours(deal: CityDeal, year: int) -> tuple[int, set[int]]:
    """Return the quarters of an hour a month that rule 61 asks, and in which months of a year. One query."""
    rules = _rule(deal=deal.pk, number=HOURS_RULE)
    if not rules:
        return 0, set()
    parameters = rules[0].parameters
    months = first_year(deal.start, parameters.get(MONTHS_PARAMETER) or USUAL_MONTHS).get(year, set())
    days = parameters.get(DAYS) or USUAL_DAYS
    return (int(days) * deal.hours_per_day * QUARTERS if months else 0), months


def _months(
    year: int, asked: int, window: set[int], delivered: Sequence[Delivered], on: date, *, reads: bool
) -> list[MonthRow]:
    if not asked:
        return []
    known = delivered if reads else [one for one in delivered if one.is_confirmed]
    waits = {one.month for one in delivered if one.kind == ContributionKind.HOURS and not one.is_confirmed}
    checked = month_check(year, asked, known, ContributionKind.HOURS, on)
    return [
        MonthRow(month, is_hidden=not reads and month.month in waits)
        for month in checked
        if month.month in window
    ]


def _delivered(one: Contribution) -> Delivered:
    counts = one.kind != ContributionKind.MONEY or one.paid_on is not None
    return Delivered(
        one.kind, one.start.year, one.start.month, one.quantity, one.confirmed_at is not None, counts
    )


def _promise_row(deal: CityDeal, promise: PromisedContribution, *, keeps: bool) -> PromiseRow:
    url = address("reporting:promise_edit", deal.slug, promise.pk) if keeps else ""
    return PromiseRow(promise, url)


def _row(
    deal: CityDeal, one: Contribution, *, reads: bool, keeps: bool, money: bool, confirms: bool
) -> ContributionRow:
    is_money = one.kind == ContributionKind.MONEY
    reads = reads or (one.confirmed_at is not None and one.withdrawn_at is None)
    writes = one.withdrawn_at is None and (keeps or (money if is_money else confirms))

    def url(name: str) -> str:
        return address(f"reporting:contribution_{name}", deal.slug, one.pk)

    return ContributionRow(
        one,
        reads,
        edit_url=url("edit") if writes else "",
        paid_url=url("paid") if is_money and money and one.withdrawn_at is None else "",
        withdraw_url=url("withdraw") if writes else "",
        evidence_url=url("evidence") if reads and one.evidence_id else "",
    )


def _question_rows(
    deal: CityDeal, party: Party, *, keeps: bool, confirms: bool, reads: bool
) -> list[QuestionRow]:
    """Return what was asked of the party; only for the party and who keeps or audits the deal."""
    if not reads:
        return []
    is_open = deal.state != DealState.CLOSED
    return [
        QuestionRow(
            one,
            address("reporting:my_question", deal.slug, one.pk)
            if confirms and one.answered_at is None
            else "",
            address("reporting:question_remind", deal.slug, one.pk)
            if keeps and is_open and one.answered_at is None
            else "",
        )
        for one in _questions(party=party.pk)
    ]


@compiled
def _promises(party: Any) -> QuerySet[PromisedContribution]:
    return PromisedContribution.objects.filter(party=party, is_passed_on=False).select_related("phase")


@compiled
def _contributions(party: Any, begin: Any, end: Any) -> QuerySet[Contribution]:
    found = Contribution.objects.filter(party=party, start__gte=begin, start__lte=end)
    return found.select_related("phase")


@compiled
def _questions(party: Any) -> QuerySet[ContributionQuestion]:
    return ContributionQuestion.objects.filter(party=party).select_related("to")


@compiled
def _rule(deal: Any, number: Any) -> QuerySet[CovenantRule]:
    return CovenantRule.objects.filter(deal=deal, number=number)
