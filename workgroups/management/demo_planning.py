"""Loads milestones and what phases owe in the demo deals, through the services of clicks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from governance.models import CityDeal, Phase
from governance.signals import demo_deal_loaded
from workgroups.enums import MilestoneState
from workgroups.management import demo
from workgroups.management.demo_data import dichtbij_planning as near
from workgroups.management.demo_data import smart_city_planning as smart
from workgroups.models import Milestone, WorkingGroup
from workgroups.rules.moments import Moment
from workgroups.services.milestones import (
    MilestoneDetails,
    add_milestone,
    change_milestone_state,
    move_milestone,
)
from workgroups.services.phase_gates import set_gates


@receiver(demo_deal_loaded, dispatch_uid="workgroups_demo_planning")
def load_planning(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load what belongs to this deal, with the rights and the words of the project secretary; once."""
    deal: CityDeal = loader.deal
    if Milestone.objects.filter(deal=deal).exists():
        return
    phases = {phase.name: phase for phase in Phase.objects.filter(deal=deal)}
    if deal.slug == demo.DEAL:
        for data in near.milestones(timezone.localdate()):
            _load(loader, phases, data)
        _gates(loader, phases, near.GATES)
    elif deal.slug == smart.DEAL:
        milestone = add_milestone(
            actor=loader.actor,
            deal=deal,
            details=MilestoneDetails(smart.TITLE, phases[smart.PHASE]),
            moment=Moment(*smart.PLANNED),
        )
        _state(loader, milestone, MilestoneState.REACHED, smart.SIGNED_ON, "")
        _gates(loader, phases, smart.GATES)


def _load(loader: Any, phases: Mapping[str, Phase], data: near.MilestoneData) -> None:
    group = None
    if data.group:
        found = WorkingGroup.objects.select_related("body__deal")
        group = found.get(body__deal=loader.deal, body__slug=data.group)
    milestone = add_milestone(
        actor=loader.actor,
        deal=loader.deal,
        details=MilestoneDetails(data.title, phases[data.phase], group, data.text),
        moment=data.moment,
    )
    if data.moved_to is not None:
        move_milestone(actor=loader.actor, milestone=milestone, moment=data.moved_to, reason=data.reason)
    for state, on, reason in data.states:
        _state(loader, milestone, state, on, reason)


def _state(loader: Any, milestone: Milestone, state: str, on: date | None, reason: str) -> None:
    change_milestone_state(actor=loader.actor, milestone=milestone, state=state, on=on, reason=reason)


def _gates(loader: Any, phases: Mapping[str, Phase], owed: Mapping[str, tuple[int, ...]]) -> None:
    known = set(loader.deal.covenant_rules.values_list("number", flat=True))
    for name, numbers in owed.items():
        set_gates(actor=loader.actor, phase=phases[name], numbers=known & set(numbers))
