"""Design teams of a deal, per design principle, with plan and budget (rules 53 and 54)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.formats import number_format

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.models import CityDeal
from governance.permissions import Actor, among_open_bodies, bodies_open_to, can_manage_people, takes_part
from workgroups.models import DesignPrinciple, DesignTeam, TeamBudgetLine
from workgroups.permissions_tests import keeps_body
from workgroups.rules.amounts import in_euros
from workgroups.selectors.principles import principles_of


@dataclass(frozen=True)
class BudgetRow:
    """A line of a budget in words; empty where there is no money, or no hours."""

    title: str
    amount: str
    hours: str


@dataclass(frozen=True)
class Budget:
    """The budget of a design team: its lines, and what they add up to."""

    rows: Sequence[BudgetRow] = ()
    amount: str = ""
    hours: str = ""


def budget_of(lines: Sequence[tuple[str, Decimal, Decimal]]) -> Budget:
    """Return a budget in words from (what for, EUR, hours)."""
    rows = tuple(
        BudgetRow(title, in_euros(amount) if amount else "", hours_words(hours) if hours else "")
        for title, amount, hours in lines
    )
    amount = sum((line[1] for line in lines), Decimal(0))
    hours = sum((line[2] for line in lines), Decimal(0))
    return Budget(rows, in_euros(amount), hours_words(hours))


def hours_words(hours: Decimal) -> str:
    """Return hours as people write them: 40, or 12,5."""
    return number_format(hours.normalize() if hours % 1 else int(hours), use_l10n=True, force_grouping=True)


@dataclass(frozen=True)
class TeamRow:
    """A design team in a list."""

    team: DesignTeam
    url: str
    is_over: bool
    budget: Budget
    has_budget: bool


@dataclass(frozen=True)
class PrincipleRow:
    """A design principle with its teams: the one of the day, and those before and after."""

    principle: DesignPrinciple
    teams: Sequence[TeamRow]

    @property
    def has_team(self) -> bool:
        """Whether a team works on it, or will."""
        return any(not row.is_over for row in self.teams)


@dataclass(frozen=True)
class TeamPage:
    """The design principles of a deal with their teams. ``shows_money``: for who takes part in the deal."""

    rows: Sequence[PrincipleRow]
    may_manage: bool
    shows_money: bool


def team_page(user: Actor, deal: CityDeal, on: date) -> TeamPage:
    """Return the design principles with the teams this account (or nobody) may open. Two queries."""
    teams: dict[int, list[TeamRow]] = defaultdict(list)
    for team in _teams(**bodies_open_to(user, deal)):
        found: Any = team
        lines = [
            (row["title"], Decimal(str(row["amount"])), Decimal(str(row["hours"]))) for row in found.lines
        ]
        team.body.deal = deal
        over = team.body.end is not None and team.body.end < on
        url = address("governance:body_detail", deal.slug, team.body.slug)
        teams[team.principle_id].append(TeamRow(team, url, over, budget_of(lines), bool(lines)))
    return TeamPage(
        rows=[PrincipleRow(principle, teams[principle.pk]) for principle in principles_of(deal)],
        may_manage=can_manage_people(user, deal),
        shows_money=takes_part(user, deal),
    )


@compiled
def _teams(deal: Any, levels: Any, own: Any) -> QuerySet[DesignTeam]:
    lines = TeamBudgetLine.objects.filter(team=OuterRef("pk")).order_by("order", "pk")
    row = JSONObject(title="title", amount="amount", hours="hours")
    found = DesignTeam.objects.filter(among_open_bodies(deal, levels, own, "body"))
    found = found.annotate(lines=ArraySubquery(lines.values_list(row)))
    return found.select_related("body").order_by("body__start", "pk")


@compiled
def team_of(body: Any) -> QuerySet[DesignTeam]:
    """Return what a design team is more than its body; nothing for other bodies."""
    return DesignTeam.objects.filter(body=body).select_related("principle")


@compiled
def lines_of(team: Any) -> QuerySet[TeamBudgetLine]:
    """Return the lines of the budget of a design team, in order."""
    return TeamBudgetLine.objects.filter(team=team)


@dataclass(frozen=True)
class TeamPart:
    """What the page of a design team says of its principle, plan and budget."""

    team: DesignTeam
    budget: Budget
    may_keep: bool
    shows_money: bool


def part_of_team(user: Actor, body: Any) -> TeamPart | None:
    """Return that part; None for a team that no principle was chosen for. Two queries."""
    found = team_of(body=body.pk)
    if not found:
        return None
    inside = takes_part(user, body.deal)
    lines = lines_of(team=found[0].pk) if inside else []
    return TeamPart(
        team=found[0],
        budget=budget_of([(line.title, line.amount, line.hours) for line in lines]),
        may_keep=keeps_body(user, body),
        shows_money=inside,
    )
