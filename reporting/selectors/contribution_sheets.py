"""Promises, contributions and the budget as rows of a sheet, with the headings that an import reads."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from governance.models import CityDeal
from governance.permissions import Actor
from reporting.enums import BudgetUnit, ContributionKind
from reporting.models import Contribution, PromisedContribution
from reporting.permissions_contributions import reader_of
from reporting.rules.quantities import euros_number, percent, quantity_number
from reporting.selectors.budget import lines_with_sums
from reporting.selectors.contribution_records import when_words

PROMISE_HEADER = (
    "Partij",
    "Soort",
    "Jaar",
    "Van maand",
    "T/m maand",
    "Hoeveel",
    "Eenheid",
    "Fase",
    "Uurtarief",
    "Wat",
    "Artikel",
)
CONTRIBUTION_HEADER = (
    "Partij",
    "Soort",
    "Wanneer",
    "Hoeveel",
    "Eenheid",
    "Mensen",
    "Wat",
    "Fase",
    "Factuurnummer",
    "Factuurdatum",
    "Btw",
    "Btw-bedrag",
    "Betaald op",
    "Stand",
    "Bevestigd door",
)
BUDGET_HEADER = (
    "Fase",
    "Post",
    "Soort",
    "Hoeveel",
    "Verplicht",
    "Gerealiseerd",
    "Over",
    "Dekking",
    "Partij",
)
_KINDS = {
    ContributionKind.HOURS.value: "uren",
    ContributionKind.MONEY.value: "euro's",
    ContributionKind.IN_KIND.value: "in natura",
}
_UNITS = {BudgetUnit.MONEY.value: "geld", BudgetUnit.HOURS.value: "uren"}


def promise_sheet(deal: CityDeal) -> list[list[Any]]:
    """Return all promises of a deal, in covenant order. One query."""
    return [
        [
            one.party.organization.name,
            _KINDS[one.kind],
            one.year,
            one.first_month,
            one.last_month,
            quantity_number(one.kind, one.quantity),
            _unit(one.kind),
            one.phase.name if one.phase else "",
            euros_number(one.rate) if one.rate is not None else "",
            one.what,
            one.article,
        ]
        for one in _promises(deal=deal.pk)
    ]


def contribution_sheet(user: Actor, deal: CityDeal) -> list[list[Any]]:
    """Return all contributions of a deal that count; of what the reader may not read, no figure nor words.

    Three queries.
    """
    reader = reader_of(user, deal)
    rows = []
    for one in _contributions(deal=deal.pk):
        reads = one.confirmed_at is not None or reader.reads(one.party_id)
        amount = quantity_number(one.kind, one.quantity) if reads else _("not confirmed yet")
        head = [
            one.party.organization.name,
            _KINDS[one.kind],
            when_words(one.start, one.end),
            amount,
            _unit(one.kind),
        ]
        rows.append([*head, *(_details(one) if reads else [""] * 8), *_state(one)])
    return rows


def budget_sheet(deal: CityDeal) -> list[list[Any]]:
    """Return the lines of the budget of a deal with what was booked on them. One query."""
    return [
        [
            line.phase.name,
            line.title,
            _UNITS[line.unit],
            *(quantity_number(line.unit, number) for number in (line.quantity, committed, realised)),
            quantity_number(line.unit, line.quantity - realised),
            line.funding,
            name,
        ]
        for line, name, committed, realised in lines_with_sums(deal)
    ]


def _unit(kind: str) -> str:
    return "uur" if kind == ContributionKind.HOURS else "EUR"


def _details(one: Contribution) -> list[Any]:
    return [
        one.people,
        one.what,
        one.phase.name if one.phase else "",
        one.invoice_number,
        one.invoiced_on,
        f"{percent(one.vat, one.quantity)}%" if one.vat else "",
        euros_number(one.vat) if one.vat else "",
        one.paid_on,
    ]


def _state(one: Contribution) -> list[Any]:
    if one.confirmed_at is None:
        return [_("Not confirmed yet"), ""]
    return [_("Confirmed"), one.confirmed_by]


@compiled
def _promises(deal: Any) -> QuerySet[PromisedContribution]:
    found = PromisedContribution.objects.filter(party__deal=deal, is_passed_on=False)
    return found.select_related("party__organization", "phase").order_by(
        "party__order", "party__organization__name", "year", "first_month", "kind", "pk"
    )


@compiled
def _contributions(deal: Any) -> QuerySet[Contribution]:
    found = Contribution.objects.filter(party__deal=deal, withdrawn_at__isnull=True)
    return found.select_related("party__organization", "phase").order_by(
        "party__order", "party__organization__name", "start", "kind", "pk"
    )
