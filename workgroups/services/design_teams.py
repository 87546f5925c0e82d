"""Design teams: founded around a design principle, with a plan of approach and a budget (rules 53 and 54)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import BodyKind
from governance.models import Body
from governance.services.bodies import add_body
from governance.services.checks import save_checked
from workgroups.models import DesignPrinciple, DesignTeam, TeamBudgetLine
from workgroups.permissions_tests import keeps_body
from workgroups.services.instruments import check_day

TITLE_LENGTH = 200


@dataclass(frozen=True)
class TeamDetails:
    """A design team as a body. ``slug``: empty to make the address from the name."""

    name: str
    start: date
    slug: str = ""
    remit: str = ""
    article: str = ""
    access: str = Access.PUBLIC


@dataclass(frozen=True)
class BudgetLine:
    """A line of a budget: what for, in EUR with cents and in hours."""

    title: str
    amount: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)


@transaction.atomic
def found_team(*, actor: User, principle: DesignPrinciple, details: TeamDetails) -> DesignTeam:
    """Found the design team of a principle; its members are added as those of any body.

    A principle has one team at a time; a closed one may precede it. Raises DomainError as ``add_body``, and
    while another team works on the principle. Writes history. Source: rule 53.
    """
    found = DesignPrinciple.objects.select_for_update(of=("self",)).select_related("deal")
    principle = found.get(pk=principle.pk)
    other = Body.objects.filter(design_team__principle=principle).overlapping(details.start, None).first()
    if other is not None:
        raise DomainError(
            _("%(team)s works on this principle already. First close that team.") % {"team": other.name},
            field="principle",
        )
    kind = BodyKind.DESIGN_TEAM.value
    body = add_body(actor=actor, deal=principle.deal, kind=kind, **vars(details))
    return save_checked(DesignTeam(body=body, principle=principle), actor)


@transaction.atomic
def write_plan(
    *,
    actor: User,
    team: DesignTeam,
    plan: str,
    plan_on: date | None,
    lines: Sequence[BudgetLine],
    history_id: int,
) -> DesignTeam:
    """Write the plan of approach of a design team, with its budget: these lines in the place of the old ones.

    ``plan_on``: since when the plan stands. Raises StaleError when somebody else saved it after
    ``history_id``; DomainError without the right, on a plan without a day and the other way round, on a
    day still to come, and on a line without words, money and hours. Writes history. Source: rule 54.
    """
    found = DesignTeam.objects.select_for_update(of=("self",)).select_related("body__deal")
    team = found.get(pk=team.pk)
    if not keeps_body(actor, team.body):
        raise DomainError(_("You may not change the plan of this design team."))
    if latest_history_id(team) != history_id:
        raise StaleError(_("Somebody else changed this plan after you opened it."))
    plan = plan.strip()
    if plan and plan_on is None:
        raise DomainError(_("Fill in since when the plan stands."), field="plan_on")
    if plan_on is not None:
        if not plan:
            raise DomainError(_("Write the plan of approach first."), field="plan")
        check_day(plan_on, field="plan_on")
    team.plan, team.plan_on = plan, plan_on
    save_checked(team, actor)
    _write_lines(actor, team, lines)
    return team


def _write_lines(actor: User, team: DesignTeam, lines: Sequence[BudgetLine]) -> None:
    """Bring the budget to these lines: the first is the first, what is left over goes."""
    kept = list(team.budget_lines.all())
    for order, line in enumerate(lines):
        record = kept[order] if order < len(kept) else TeamBudgetLine(team=team)
        title = one_line(line.title, length=TITLE_LENGTH)
        if not title:
            raise DomainError(_("Say what this line of the budget is for."), field=f"title_{order}")
        if not line.amount and not line.hours:
            raise DomainError(_("Fill in euros or hours."), field=f"amount_{order}")
        if (record.title, record.amount, record.hours, record.order) == (
            title,
            line.amount,
            line.hours,
            order,
        ):
            continue
        record.title, record.amount, record.hours, record.order = title, line.amount, line.hours, order
        save_checked(record, actor)
    for record in kept[len(lines) :]:
        record._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        record.delete()
