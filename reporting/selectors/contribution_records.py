"""Records of contributions by their address, and what they are called in one line."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.models import CityDeal, Party
from reporting.models import Contribution, ContributionQuestion, PromisedContribution, Treasurer
from reporting.rules.quantities import quantity_words
from workgroups.enums import Precision
from workgroups.rules.moments import moment_words


@compiled
def party_at(deal: Any, slug: Any) -> QuerySet[Party]:
    """Return the party of a deal with this address, with deal and organisation."""
    found = Party.objects.filter(deal=deal, organization__slug=slug)
    return found.select_related("deal", "organization")


@compiled
def contribution_at(pk: Any, deal: Any) -> QuerySet[Contribution]:
    """Return this contribution of a deal, with party, phase and evidence."""
    found = Contribution.objects.filter(pk=pk, party__deal=deal)
    return found.select_related("party__deal", "party__organization", "phase", "evidence")


@compiled
def promise_at(pk: Any, deal: Any) -> QuerySet[PromisedContribution]:
    """Return this promise of a deal, with party and phase."""
    found = PromisedContribution.objects.filter(pk=pk, party__deal=deal)
    return found.select_related("party__deal", "party__organization", "phase")


def when_words(start: date, end: date) -> str:
    """Return a day or a month in words."""
    if start == end:
        return in_words(start)
    return moment_words(start, end, Precision.MONTH)


def waiting_of(party: Party) -> list[Contribution]:
    """Return what a party has not confirmed yet, the first one first. One query."""
    return _waiting(party=party.pk)


def waiting_words(one: Contribution) -> str:
    """Return a contribution that waits in one line: what, when, how much."""
    kind = str(one.get_kind_display())
    label = f"{kind}: {one.what}" if one.what else kind
    if one.invoice_number:
        label = _("Invoice %(number)s") % {"number": one.invoice_number}
    return f"{label}, {when_words(one.start, one.end)}: {quantity_words(one.kind, one.quantity)}"


def years_of(deal: CityDeal, on: date) -> list[int]:
    """Return the years in which something was promised or delivered, and this year; the last one first.

    One query.
    """
    return sorted({on.year, *(year for (year,) in _years(deal=deal.pk))}, reverse=True)


@compiled
def _years(deal: Any) -> QuerySet[Any]:
    promised = PromisedContribution.objects.filter(party__deal=deal).order_by().values_list("year")
    delivered = Contribution.objects.filter(party__deal=deal, withdrawn_at__isnull=True).order_by()
    return promised.union(delivered.annotate(y=ExtractYear("start")).values_list("y"))


@compiled
def _waiting(party: Any) -> QuerySet[Contribution]:
    found = Contribution.objects.filter(party=party, confirmed_at__isnull=True, withdrawn_at__isnull=True)
    return found.select_related("phase").order_by("start", "kind", "pk")


@compiled
def treasurer_at(pk: Any, deal: Any) -> QuerySet[Treasurer]:
    """Return this treasurer of a deal, with the person."""
    return Treasurer.objects.filter(pk=pk, deal=deal).select_related("deal", "person")


@compiled
def treasurers_of(deal: Any) -> QuerySet[Treasurer]:
    """Return who keeps or kept the money of a deal, the last one first."""
    return Treasurer.objects.filter(deal=deal).select_related("person")


@compiled
def question_at(pk: Any, deal: Any) -> QuerySet[ContributionQuestion]:
    """Return this question of a deal, with its party and who was asked."""
    found = ContributionQuestion.objects.filter(pk=pk, party__deal=deal)
    return found.select_related("party__deal", "party__organization", "to__user")


@compiled
def question_by_hash(token_hash: Any) -> QuerySet[ContributionQuestion]:
    """Return the question with this hash of a token, with its party and who was asked."""
    found = ContributionQuestion.objects.filter(token_hash=token_hash)
    return found.select_related("party__deal", "party__organization", "to__user")


@compiled
def asked_in(question: Any) -> QuerySet[Contribution]:
    """Return what a question is about: what waits for confirmation, the first one first."""
    found = Contribution.objects.filter(
        question=question, confirmed_at__isnull=True, withdrawn_at__isnull=True
    )
    return found.select_related("phase").order_by("start", "kind", "pk")
