"""Who reads the planning of a deal, and who keeps it.

Phases and milestones of the deal are as open as the deal itself, milestones of a working group as open as its
body. What a phase owes is for who takes part, as the check of the covenant is.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.dates import holds_on
from citydeal.models import User
from governance.enums import DealState
from governance.models import CityDeal
from governance.permissions import Actor, bodies_open_to, can_view_deal, takes_part
from workgroups.enums import LeadRole
from workgroups.models import GroupLead, Milestone, WorkingGroup
from workgroups.permissions import can_keep_work, can_report
from workgroups.permissions_steps import can_view_group


def leads_in(user: Actor, deal: CityDeal) -> list[int]:
    """Return the groups of a deal that this account leads today; none where it keeps the whole deal anyway.

    At most one query.
    """
    if not may_lead(user, deal):
        return []
    found = GroupLead.objects.filter(led_by(user.pk, timezone.localdate()), group__body__deal=deal)
    return sorted(found.values_list("group_id", flat=True))


def may_lead(user: Actor, deal: CityDeal) -> bool:
    """Whether it matters which groups this account leads: not in a closed deal, nor for who keeps it all."""
    known = isinstance(user, User) and user.is_active
    return known and deal.state != DealState.CLOSED and not can_keep_work(user, deal)


def led_by(user: Any, on: Any) -> Q:
    """Return the condition "a lead that holds on a day, of a group that is there"; values or slots."""
    there = Q(group__body__end__isnull=True) | Q(group__body__end__gte=on)
    return there & holds_on(on) & Q(role=LeadRole.LEAD, person__user=user)


def milestones_open_to(user: Actor, deal: CityDeal, led: list[int] | None = None) -> dict[str, Any]:
    """Return what ``among_open_milestones`` needs to know of this account in a deal.

    As ``bodies_open_to``; ``led``: the groups it leads (``leads_in``), whose milestones it reads whatever
    their level.
    """
    return {**bodies_open_to(user, deal), "led": leads_in(user, deal) if led is None else led}


def among_open_milestones(deal: Any, levels: Any, own: Any, led: Any) -> Q:
    """Return the condition "a milestone that is open to who may open the deal"; values or slots."""
    readable = Q(group__body__access__any=levels) | Q(group__body__any=own) | Q(group__any=led)
    return Q(deal=deal) & (Q(group__isnull=True) | readable)


def visible_milestones(user: Actor, deal: CityDeal) -> QuerySet[Milestone]:
    """Return the milestones of a deal that this account (or nobody) may open."""
    if not can_view_deal(user, deal):
        return Milestone.objects.none()
    return Milestone.objects.filter(among_open_milestones(**milestones_open_to(user, deal)))


def can_view_milestone(user: Actor, milestone: Milestone) -> bool:
    """Whether this account (or nobody) opens a milestone; needs deal, group, its body and deal loaded."""
    if not can_view_deal(user, milestone.deal):
        return False
    return milestone.group is None or can_view_group(user, milestone.group)


def can_plan_for(user: Actor, deal: CityDeal, group: WorkingGroup | None) -> bool:
    """Whether this account keeps the milestones of a group, or (None) those of the deal.

    Who keeps the work of the deal, and for a group its lead or the lead's deputy. Needs body and deal loaded.
    """
    return can_keep_work(user, deal) if group is None else can_report(user, group)


def can_keep_milestone(user: Actor, milestone: Milestone) -> bool:
    """Whether this account changes and moves a milestone; needs deal, group, its body and deal loaded."""
    return can_plan_for(user, milestone.deal, milestone.group)


def groups_to_plan_for(user: Actor, deal: CityDeal) -> QuerySet[WorkingGroup]:
    """Return the groups for which this account adds milestones; the list of ``can_plan_for``."""
    found = WorkingGroup.objects.filter(body__deal=deal)
    return found if can_keep_work(user, deal) else found.filter(pk__in=leads_in(user, deal))


def can_plan_any(user: Actor, deal: CityDeal) -> bool:
    """Whether this account adds milestones: for the deal, or for a group of it. At most one query."""
    return can_keep_work(user, deal) or bool(leads_in(user, deal))


def can_read_gates(user: Actor, deal: CityDeal) -> bool:
    """Whether this account reads what a phase owes, and how that stands."""
    return takes_part(user, deal)


def can_keep_gates(user: Actor, deal: CityDeal) -> bool:
    """Whether this account chooses what a phase owes."""
    return can_keep_work(user, deal)
