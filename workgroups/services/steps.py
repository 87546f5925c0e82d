"""The steps of a working group: add, change, move, and where each stands (rule 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST, holds_on
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.enums import DecisionSubject
from governance.models import Decision, Membership, Person
from governance.services.checks import save_checked
from workgroups.enums import StepState
from workgroups.models import Step, StepMove, StepStatus, WorkingGroup
from workgroups.permissions_steps import can_decide_step, can_work_on_steps
from workgroups.services.decided import check_decision
from workgroups.services.leads import lock_group
from workgroups.workflow import STEP_TRANSITIONS, Transition, steps_from


@dataclass(frozen=True)
class StepDetails:
    """What a step is. ``owner``: a member of the group; ``needs_decision``: only a body makes it done."""

    title: str
    planned_start: date
    planned_end: date
    result: str = ""
    owner: Person | None = None
    needs_decision: bool = False


@transaction.atomic
def add_step(*, actor: User, group: WorkingGroup, details: StepDetails) -> Step:
    """Add a step at the end of the plan of a group.

    Raises DomainError without the right, on a step that stands there already, on days that cannot be, and on
    an owner who is no member. Writes history. Source: rule 22.
    """
    group = lock_group(group)
    require_steps(actor, group)
    last: int | None = Step.objects.filter(group=group).aggregate(last=Max("order"))["last"]
    step = Step(group=group, order=(last or 0) + 1)
    _check(step, details)
    if details.needs_decision and not can_decide_step(actor, step):
        raise DomainError(_no_decider(), field="needs_decision")
    return save_checked(_filled(step, details), actor)


@transaction.atomic
def change_step(*, actor: User, step: Step, details: StepDetails, history_id: int) -> Step:
    """Change what a step is; its days do not change here (``move_step``).

    Raises StaleError when somebody saved it after ``history_id``, and DomainError as ``add_step``, and when
    a lead changes whether a body decides. Writes history.
    """
    step = lock_step(step)
    require_steps(actor, step.group)
    if latest_history_id(step) != history_id:
        raise StaleError(_("Somebody else changed this step after you opened it."))
    _check(step, details)
    if details.needs_decision != step.needs_decision and not can_decide_step(actor, step):
        raise DomainError(_no_decider(), field="needs_decision")
    return save_checked(_filled(step, details), actor)


@transaction.atomic
def move_step(*, actor: User, step: Step, planned_start: date, planned_end: date, reason: str) -> Step:
    """Move the planned days of a step; what they were stays readable, with the reason.

    Raises DomainError without the right, without a reason, where nothing moves, on a step that is done or
    dropped, and on days that cannot be. Writes history. Source: rule 44.
    """
    step = lock_step(step)
    require_steps(actor, step.group)
    if step.state in (StepState.DONE, StepState.DROPPED):
        raise DomainError(_("This step is done or dropped. Take it up again before you move it."))
    _check_days(planned_start, planned_end)
    if (planned_start, planned_end) == (step.planned_start, step.planned_end):
        raise DomainError(_("These are the days that stand there now. Choose others."), field="planned_end")
    if not reason.strip():
        raise DomainError(_("Say why the step moves."), field="reason")
    StepMove.objects.create(
        step=step,
        planned_start_before=step.planned_start,
        planned_end_before=step.planned_end,
        planned_start=planned_start,
        planned_end=planned_end,
        reason=reason.strip(),
        created_by=actor,
    )
    step.planned_start, step.planned_end = planned_start, planned_end
    return save_checked(step, actor)


@transaction.atomic
def change_step_state(
    *,
    actor: User,
    step: Step,
    state: str,
    on: date,
    reason: str = "",
    decision: Decision | None = None,
) -> Step:
    """Let a step begin, be done, stop or be taken up again (StepState), as of a day.

    Where a body must decide, only who keeps the deal makes it done, with the ``decision`` of a competent
    body. Raises DomainError without the right, on a way that the table does not know, without a reason that
    it asks, on a day in the future or before what came before, and without that decision. Writes history.
    Source: rules 15 and 22.
    """
    step = lock_step(step)
    require_steps(actor, step.group)
    ways = steps_from(STEP_TRANSITIONS, step.state)
    transition = ways.get(state)
    if transition is None:
        words = {
            "state": step.get_state_display(),
            "states": ", ".join(str(StepState(way).label) for way in ways),
        }
        raise DomainError(
            _("The step is “%(state)s” now. From there it goes to: %(states)s.") % words, field="state"
        )
    _check_moment(step, state, on)
    if transition.asks_reason and not reason.strip():
        raise DomainError(_("Say why."), field="reason")
    _take(step, transition, on, decision if _is_decided(actor, step, transition, on, decision) else None)
    save_checked(step, actor)
    StepStatus.objects.create(step=step, state=state, on=on, reason=reason.strip(), created_by=actor)
    return step


def lock_step(step: Step) -> Step:
    """Return a step under the lock of its group, with group, body and deal."""
    lock_group(step.group)
    return Step.objects.select_related("group__body__deal").get(pk=step.pk)


def require_steps(actor: User, group: WorkingGroup) -> None:
    """Raise DomainError unless this account works on the steps of the group."""
    if not can_work_on_steps(actor, group):
        raise DomainError(_("You may not change the steps of this working group."))


def _no_decider() -> str:
    return _("Whether a body decides about a step is set by the project organisation.")


def _is_decided(actor: User, step: Step, transition: Transition, on: date, decision: Decision | None) -> bool:
    """Return whether a decision carries this; raises DomainError where it should and does not."""
    if not step.needs_decision or StepState.DONE not in (transition.before, transition.after):
        return False
    if not can_decide_step(actor, step):
        raise DomainError(
            _(
                "A body decides whether this step is done. Ask the project secretary to put it on the agenda,"
                " and to record the decision here."
            ),
            field="state",
        )
    if transition.after != StepState.DONE:
        return False
    check_decision(step.group.body.deal, decision, DecisionSubject.CONTENT, on)
    return True


def _take(step: Step, transition: Transition, on: date, decision: Decision | None) -> None:
    step.state, step.decision = transition.after, decision
    if transition.after == StepState.DONE:
        step.actual_end = on
    elif transition.after == StepState.BUSY:
        step.actual_end = None
        step.actual_start = step.actual_start or on
    elif transition.after == StepState.PLANNED:
        step.actual_start = step.actual_end = None


def _check_moment(step: Step, state: str, on: date) -> None:
    if on > timezone.localdate():
        raise DomainError(_("This day has not come yet. Choose today or an earlier day."), field="on")
    if on < EARLIEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="on")
    if state == StepState.DONE and step.actual_start and on < step.actual_start:
        raise DomainError(
            _("This step began on %(day)s, so it cannot be done before. Choose a later day.")
            % {"day": date_format(step.actual_start, "DATE_FORMAT")},
            field="on",
        )
    last = step.statuses.order_by("-on").values_list("on", flat=True).first()
    if last and on < last:
        raise DomainError(
            _("The last thing that was said of this step is of %(day)s. Choose a day from then on.")
            % {"day": date_format(last, "DATE_FORMAT")},
            field="on",
        )


def _check_days(start: date, end: date) -> None:
    for field, day in (("planned_start", start), ("planned_end", end)):
        if not EARLIEST <= day <= LATEST:
            raise DomainError(_("Fill in a year between 1900 and 2200."), field=field)
    if end < start:
        raise DomainError(
            _("The last day lies before the first day. Choose a last day from %(start)s.")
            % {"start": date_format(start, "DATE_FORMAT")},
            field="planned_end",
        )


def _check(step: Step, details: StepDetails) -> None:
    _check_days(details.planned_start, details.planned_end)
    same = Step.objects.filter(group=step.group, title__iexact=details.title.strip()).exclude(pk=step.pk)
    if same.exists():
        raise DomainError(_("This step stands here already."), field="title")
    if details.owner is None or details.owner.pk == step.owner_id:
        return
    sits = Membership.objects.filter(
        holds_on(timezone.localdate()), body=step.group.body, person=details.owner
    )
    if not sits.exists():
        raise DomainError(_("This person is no member of the working group."), field="owner")


def _filled(step: Step, details: StepDetails) -> Step:
    step.title, step.result = details.title.strip(), details.result.strip()
    step.owner, step.needs_decision = details.owner, details.needs_decision
    if step._state.adding:
        step.planned_start, step.planned_end = details.planned_start, details.planned_end
    return step
