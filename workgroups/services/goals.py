"""What a working group wants to reach, and how often it says how it stands."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.services.checks import save_checked
from workgroups.models import GroupGoal, WorkingGroup
from workgroups.services.leads import lock_group, require_keeper

MAX_GOALS = 12
GOAL_LENGTH = 300


@transaction.atomic
def set_goals(*, actor: User, group: WorkingGroup, goals: Sequence[str], update_weeks: int) -> WorkingGroup:
    """Set the goals of a group, in order, and after how many weeks its lead owes an update.

    A goal that stays keeps its record. Raises DomainError without the right, on more than 12 goals, and on
    one that is too long. Writes history.
    """
    group = lock_group(group)
    require_keeper(actor, group)
    wanted = list(dict.fromkeys(" ".join(goal.split()) for goal in goals if goal.strip()))
    if len(wanted) > MAX_GOALS:
        raise DomainError(_("Choose at most %(count)s goals.") % {"count": MAX_GOALS}, field="goals")
    if any(len(goal) > GOAL_LENGTH for goal in wanted):
        raise DomainError(
            _("A goal has at most %(count)s characters. Make it shorter.") % {"count": GOAL_LENGTH},
            field="goals",
        )
    known = {goal.text: goal for goal in GroupGoal.objects.filter(group=group)}
    for text in known.keys() - set(wanted):
        known[text]._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        known[text].delete()
    for order, text in enumerate(wanted, start=1):
        goal = known.get(text) or GroupGoal(group=group, text=one_line(text, length=GOAL_LENGTH))
        if goal.order != order:
            goal.order = order
            save_checked(goal, actor)
    if group.update_weeks != update_weeks:
        group.update_weeks = update_weeks
        save_checked(group, actor)
    return group
