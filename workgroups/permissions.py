"""Who may do what with the work of a deal: the lead of a group, and who keeps the deal.

The work of a group asks the scope of its body; what belongs to no group asks that of the deal.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.models import User
from governance.enums import DealState
from governance.models import CityDeal
from governance.permissions import MANAGE_COMPOSITION, Actor, has_right
from workgroups.enums import LeadRole
from workgroups.models import GroupLead, WorkingGroup


def can_keep_work(user: Actor, deal: CityDeal) -> bool:
    """Whether this account keeps the work of the whole deal: project manager and secretary, if open."""
    return deal.state != DealState.CLOSED and has_right(user, MANAGE_COMPOSITION, deal.pk)


def leads_group(user: Actor, group: WorkingGroup) -> bool:
    """Whether this account is the lead of the group today, or the lead's deputy."""
    return isinstance(user, User) and user.is_active and group.pk in led_groups(user)


def led_groups(user: User) -> list[int]:
    """Return the groups this account leads today. One query, kept on the account for the rest of the request.

    An executive lead types nothing, and is no lead here.
    """
    kept: dict[date, list[int]] = user.__dict__.setdefault("_led_groups", {})
    today = timezone.localdate()
    if today not in kept:
        kept[today] = [group for (group,) in _led(user=user.pk, on=today)]
    return kept[today]


def can_report(user: Actor, group: WorkingGroup) -> bool:
    """Whether this account reports on the group and works on its steps; needs its body and deal loaded."""
    deal = group.body.deal
    return deal.state != DealState.CLOSED and (can_keep_work(user, deal) or leads_group(user, group))


@compiled
def _led(user: Any, on: Any) -> Any:
    today = GroupLead.objects.filter(
        holds_on(on), Q(group__body__end__isnull=True) | Q(group__body__end__gte=on)
    )
    return today.filter(role=LeadRole.LEAD, person__user=user).values_list("group_id")
