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
    CONTRIBUTIONS,
    MOST_MONTHS,
    BudgetFacts,
    ConfirmedFact,
    ContributionFacts,
    PartyFact,
    PhaseFact,
)

_Row = dict[str, Any]


def _contributions() -> QuerySet[Any]:
    confirmed = Contribution.objects.filter(
        party=OuterRef("pk"), confirmed_at__isnull=False, withdrawn_at__isnull=True
    ).order_by("start", "pk")
    # What lies after the months that a deal may ask about is not read.
    until = F("party__deal__start") + timedelta(days=31 * MOST_MONTHS)
    hours = confirmed.filter(kind=ContributionKind.HOURS, start__lt=until)
    paid = confirmed.filter(kind=ContributionKind.MONEY, paid_on__isnull=False)
    day_of = TruncDate("confirmed_at")
    row = JSONObject(
        organization="organization_id",
        start="deal__start",
        hours_per_day="deal__hours_per_day",
        hours=ArraySubquery(hours.values_list(JSONObject(start="start", quantity="quantity", counts=day_of))),
        money=ArraySubquery(
            paid.values_list(
                JSONObject(start="start", quantity="quantity", counts=Greatest("paid_on", day_of))
            )
        ),
    )
    return Party.objects.filter(deal=OuterRef("pk")).order_by("order", "pk").values_list(row)


def _read_contributions(rows: list[_Row]) -> ContributionFacts:
    if not rows:
        return ContributionFacts()
    return ContributionFacts(
        tuple(
            PartyFact(row["organization"], _confirmed(row["hours"]), _confirmed(row["money"])) for row in rows
        ),
        a_day(rows[0]["start"]),
        rows[0]["hours_per_day"],
    )


def _confirmed(rows: list[_Row]) -> tuple[ConfirmedFact, ...]:
    return tuple(ConfirmedFact(a_day(row["start"]), row["quantity"], a_day(row["counts"])) for row in rows)


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
            CONTRIBUTIONS: PartSource(_contributions, _read_contributions),
            BUDGETS: PartSource(_budgets, _read_budgets),
        },
    )
