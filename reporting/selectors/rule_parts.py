"""What rules 61, 62 and 65 read: what parties confirmed, and the budgets of phases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, JSONObject, TruncDate

from governance.models import Party, Phase
from governance.rules.base import PartSource
from governance.selectors.rule_parts import a_day, day, register
from reporting.enums import BudgetUnit, ContributionKind
from reporting.models import Contribution
from reporting.rules.covenant_contributions import (
    BUDGETS,
    CONTRIBUTION_RULES,
    HOURS,
    MONEY,
    MOST_MONTHS,
    BudgetFacts,
    ConfirmedFact,
    HoursFacts,
    MoneyFacts,
    PhaseFact,
)

_Row = dict[str, Any]


def _confirmed(kind: ContributionKind) -> QuerySet[Any]:
    """Return what the party of the query around it confirmed of a kind, the oldest first."""
    return Contribution.objects.filter(
        party=OuterRef("pk"), kind=kind, confirmed_at__isnull=False, withdrawn_at__isnull=True
    ).order_by("start", "pk")


def _of_parties(confirmed: QuerySet[Any], counts: Any) -> QuerySet[Any]:
    facts = confirmed.values_list(JSONObject(start="start", quantity="quantity", counts=counts))
    row = JSONObject(
        organization="organization_id",
        start="deal__start",
        hours_per_day="deal__hours_per_day",
        confirmed=ArraySubquery(facts),
    )
    return Party.objects.filter(deal=OuterRef("pk")).order_by("order", "pk").values_list(row)


def _hours() -> QuerySet[Any]:
    # What lies after the months that a deal may ask about is not read.
    until = F("party__deal__start") + timedelta(days=31 * MOST_MONTHS)
    return _of_parties(_confirmed(ContributionKind.HOURS).filter(start__lt=until), TruncDate("confirmed_at"))


def _money() -> QuerySet[Any]:
    paid = _confirmed(ContributionKind.MONEY).filter(paid_on__isnull=False)
    return _of_parties(paid, Greatest("paid_on", TruncDate("confirmed_at")))


def _read(rows: list[_Row]) -> dict[int, tuple[ConfirmedFact, ...]]:
    return {
        row["organization"]: tuple(
            ConfirmedFact(a_day(one["start"]), one["quantity"], a_day(one["counts"]))
            for one in row["confirmed"]
        )
        for row in rows
    }


def _read_hours(rows: list[_Row]) -> HoursFacts:
    return (
        HoursFacts(_read(rows), a_day(rows[0]["start"]), rows[0]["hours_per_day"]) if rows else HoursFacts()
    )


def _read_money(rows: list[_Row]) -> MoneyFacts:
    return MoneyFacts(_read(rows), a_day(rows[0]["start"])) if rows else MoneyFacts()


def _budgets() -> QuerySet[Any]:
    row = JSONObject(
        id="pk",
        name="name",
        begins=Coalesce("actual_start", "planned_start"),
        money=Min("budget_lines__made_on", filter=Q(budget_lines__unit=BudgetUnit.MONEY)),
        hours=Min("budget_lines__made_on", filter=Q(budget_lines__unit=BudgetUnit.HOURS)),
    )
    return Phase.objects.filter(deal=OuterRef("pk")).order_by("order", "pk").values_list(row)


def _read_budgets(rows: list[_Row]) -> BudgetFacts:
    return BudgetFacts(
        tuple(
            PhaseFact(row["id"], row["name"], a_day(row["begins"]), day(row["money"]), day(row["hours"]))
            for row in rows
        )
    )


def register_rules() -> None:
    """Register the rules about contributions and budgets; called once, at start."""
    register(
        CONTRIBUTION_RULES,
        {
            HOURS: PartSource(_hours, _read_hours),
            MONEY: PartSource(_money, _read_money),
            BUDGETS: PartSource(_budgets, _read_budgets),
        },
    )
