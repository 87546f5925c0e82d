"""Updates of working groups: those of one, and what leaves the portal as a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.models import CityDeal
from governance.permissions import Actor, among_open_bodies, bodies_open_to
from workgroups.enums import Judgement
from workgroups.models import GroupUpdate, Step, WorkingGroup
from workgroups.permissions import can_report
from workgroups.selectors.courses import BADGES


@dataclass(frozen=True)
class UpdateLine:
    """An update with its shape. ``correct_url``: where it is put right, empty where it cannot be.

    ``is_replaced``: a later one put it right.
    """

    update: GroupUpdate
    badge: str
    correct_url: str
    is_replaced: bool


def update_lines(user: Actor, group: WorkingGroup) -> list[UpdateLine]:
    """Return all updates of a group, the newest first. One query besides the rights."""
    updates = _updates(group=group.pk)
    replaced = {update.corrects_id for update in updates}
    may = can_report(user, group)
    where = (group.body.deal.slug, group.body.slug)
    return [
        UpdateLine(
            update=update,
            badge=BADGES[Judgement(update.judgement)],
            correct_url=address("workgroups:update_correct", *where, update.pk)
            if may and update.pk not in replaced
            else "",
            is_replaced=update.pk in replaced,
        )
        for update in updates
    ]


@compiled
def _updates(group: Any) -> QuerySet[GroupUpdate]:
    found = GroupUpdate.objects.filter(group=group).select_related("step", "created_by", "corrects")
    return found.order_by("-on", "-pk")


def exported_updates(user: Actor, deal: CityDeal) -> list[GroupUpdate]:
    """Return the updates of the groups whose body this account may open, old to new. One query."""
    return _all_updates(**bodies_open_to(user, deal))


@compiled
def _all_updates(deal: Any, levels: Any, own: Any) -> QuerySet[GroupUpdate]:
    found = GroupUpdate.objects.filter(among_open_bodies(deal, levels, own, "group__body"))
    found = found.filter(corrected_by__isnull=True).select_related("group__body", "step", "created_by")
    return found.order_by("group__body__order", "group", "on", "pk")


def exported_steps(user: Actor, deal: CityDeal) -> list[Step]:
    """Return the steps of the groups whose body this account may open, in order. One query."""
    return _all_steps(**bodies_open_to(user, deal))


@compiled
def _all_steps(deal: Any, levels: Any, own: Any) -> QuerySet[Step]:
    found = Step.objects.filter(among_open_bodies(deal, levels, own, "group__body"))
    return found.select_related("group__body", "owner").order_by("group__body__order", "group", "order", "pk")


def update_rows(updates: Sequence[GroupUpdate]) -> list[list[Any]]:
    """Return the rows of updates as a sheet; needs group, body, step and who wrote it loaded."""
    return [
        [
            update.group.body.name,
            update.on,
            update.step.title if update.step else "",
            update.done,
            update.now,
            update.next,
            update.get_judgement_display(),
            update.reason,
            str(update.created_by or ""),
        ]
        for update in updates
    ]
