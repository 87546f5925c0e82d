"""Who reads a working group and its course, and who keeps its leads, goals and steps.

The page of a group is as open as its body. Judgements and updates are for who takes part in the deal:
the public sees steps, not statuses.
"""

from __future__ import annotations

from citydeal.models import User
from governance.enums import DealState
from governance.models import CityDeal
from governance.permissions import Actor, can_manage_composition, can_view_body, takes_part
from workgroups.models import Step, WorkingGroup
from workgroups.permissions import can_keep_work, can_report, led_groups


def can_view_group(user: Actor, group: WorkingGroup) -> bool:
    """Whether this account (or nobody) opens the page of the group; needs body and deal loaded."""
    return can_view_body(user, group.body) or can_report(user, group)


def can_read_course(user: Actor, deal: CityDeal) -> bool:
    """Whether this account reads judgements, updates and leads, of the groups whose body it reads."""
    return takes_part(user, deal)


def can_keep_group(user: Actor, group: WorkingGroup) -> bool:
    """Whether this account names leads and sets goals: who keeps the deal, as long as the body is there."""
    return can_keep_work(user, group.body.deal) and can_manage_composition(user, group.body)


def can_work_on_steps(user: Actor, group: WorkingGroup) -> bool:
    """Whether this account adds, changes and moves steps: who keeps the deal, and the lead or its deputy."""
    return can_report(user, group)


def can_decide_step(user: Actor, step: Step) -> bool:
    """Whether this account writes down what a body decided about a step: never a lead."""
    return can_keep_work(user, step.group.body.deal)


def reporting_groups(user: Actor, deal: CityDeal) -> list[int]:
    """Return the groups, of this deal and of others, that this account leads today; none in a closed deal."""
    if deal.state == DealState.CLOSED or not isinstance(user, User) or not user.is_active:
        return []
    return led_groups(user)
