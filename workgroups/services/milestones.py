"""The milestones of a deal: planned, moved with a reason, reached or dropped (rules 40 and 44)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.models import CityDeal, Phase
from governance.services.checks import save_checked
from workgroups.enums import MilestoneState
from workgroups.models import Milestone, MilestoneMove, WorkingGroup
from workgroups.permissions_planning import can_plan_for
from workgroups.rules.moments import Moment
from workgroups.selectors.milestones import moment_of
from workgroups.workflow import MILESTONE_TRANSITIONS, steps_from

TITLE_LENGTH, REASON_LENGTH = 200, 300


@dataclass(frozen=True)
class MilestoneDetails:
    """What a milestone is. ``phase`` and ``group``: where it belongs; None: to the deal as a whole."""

    title: str
    phase: Phase | None = None
    group: WorkingGroup | None = None
    text: str = ""


@transaction.atomic
def add_milestone(*, actor: User, deal: CityDeal, details: MilestoneDetails, moment: Moment) -> Milestone:
    """Plan a milestone of a deal or of a working group at a moment.

    Raises DomainError without the right, on a milestone that stands there already, and on a phase or group of
    another deal. Writes history. Source: rules 40 and 44.
    """
    milestone = Milestone(deal=deal)
    _fill(actor, milestone, details)
    _plan(milestone, moment)
    return save_checked(milestone, actor)


@transaction.atomic
def change_milestone(
    *, actor: User, milestone: Milestone, details: MilestoneDetails, history_id: int
) -> Milestone:
    """Change what a milestone is and where it belongs; its planning moves with ``move_milestone``.

    Raises StaleError when somebody saved it after ``history_id``, and DomainError as ``add_milestone``; both
    the old and the new group must be the actor's to plan for. Writes history.
    """
    milestone = _locked(actor, milestone)
    if latest_history_id(milestone) != history_id:
        raise StaleError(_("Somebody else changed this milestone after you opened it."))
    _fill(actor, milestone, details)
    return save_checked(milestone, actor)


@transaction.atomic
def move_milestone(*, actor: User, milestone: Milestone, moment: Moment, reason: str) -> Milestone:
    """Plan a milestone at another moment; the old planning stays readable, with the reason.

    Raises DomainError without the right, on a milestone that is reached or dropped, where nothing moves, and
    without a reason. Writes history. Source: rule 44.
    """
    milestone = _locked(actor, milestone)
    if milestone.state != MilestoneState.OPEN:
        raise DomainError(_("This milestone is reached or dropped. Take it up again before you move it."))
    if moment == moment_of(milestone):
        raise DomainError(_("It is planned then already. Fill in another time."), field="when")
    _record(actor, milestone, MilestoneState.OPEN, None, _reason(reason))
    _plan(milestone, moment)
    return save_checked(milestone, actor)


@transaction.atomic
def change_milestone_state(
    *, actor: User, milestone: Milestone, state: str, on: date | None = None, reason: str = ""
) -> Milestone:
    """Let a milestone be reached on a day, be dropped, or be taken up again (MilestoneState).

    Raises DomainError without the right, on a way that the table does not know, without the day on which it
    was reached or on one that is still to come, and without a reason that is asked. Writes history.
    """
    milestone = _locked(actor, milestone)
    transition = steps_from(MILESTONE_TRANSITIONS, milestone.state).get(state)
    if transition is None:
        raise DomainError(
            _("From “%(state)s” a milestone cannot go there.") % {"state": milestone.get_state_display()},
            field="state",
        )
    reason = _reason(reason) if transition.asks_reason else one_line(reason, length=REASON_LENGTH)
    milestone.actual_on = _day(on) if state == MilestoneState.REACHED else None
    milestone.state = state
    _record(actor, milestone, state, milestone.actual_on, reason)
    return save_checked(milestone, actor)


def _locked(actor: User, milestone: Milestone) -> Milestone:
    """Return a milestone under lock; raises DomainError for who may not keep it."""
    found = Milestone.objects.select_for_update(of=("self",)).select_related("deal", "group__body__deal")
    milestone = found.get(pk=milestone.pk)
    _require(actor, milestone.deal, milestone.group)
    return milestone


def _require(actor: User, deal: CityDeal, group: WorkingGroup | None) -> None:
    if not can_plan_for(actor, deal, group):
        raise DomainError(_("You may not keep these milestones."))


def _fill(actor: User, milestone: Milestone, details: MilestoneDetails) -> None:
    deal, group, phase = milestone.deal, details.group, details.phase
    if phase is not None and phase.deal_id != deal.pk:
        raise DomainError(_("This phase belongs to another deal."), field="phase")
    if group is not None and group.body.deal_id != deal.pk:
        raise DomainError(_("This working group belongs to another deal."), field="group")
    _require(actor, deal, group)
    title = one_line(details.title, length=TITLE_LENGTH)
    same = Milestone.objects.filter(deal=deal, group=group, title__iexact=title).exclude(pk=milestone.pk)
    if same.exists():
        raise DomainError(_("This milestone stands here already."), field="title")
    milestone.title, milestone.text = title, details.text.strip()
    milestone.phase, milestone.group = phase, group


def _plan(milestone: Milestone, moment: Moment) -> None:
    milestone.planned_start, milestone.planned_end = moment.start, moment.end
    milestone.precision = moment.precision


def _record(actor: User, milestone: Milestone, state: str, on: date | None, reason: str) -> None:
    MilestoneMove.objects.create(
        milestone=milestone,
        state=state,
        on=on,
        precision_before=milestone.precision,
        planned_start_before=milestone.planned_start,
        planned_end_before=milestone.planned_end,
        reason=reason,
        created_by=actor,
    )


def _reason(reason: str) -> str:
    reason = one_line(reason, length=REASON_LENGTH)
    if not reason:
        raise DomainError(_("Say why."), field="reason")
    return reason


def _day(on: date | None) -> date:
    if on is None:
        raise DomainError(_("Fill in the day on which it was reached."), field="on")
    if on > timezone.localdate():
        raise DomainError(_("This day has not come yet. Choose today or an earlier day."), field="on")
    if on < EARLIEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="on")
    return on
