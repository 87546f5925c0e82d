"""Updates ("stand van zaken") of a working group: dated, append-only, with the judgement of the lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST
from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.services.checks import save_checked
from workgroups.enums import Judgement
from workgroups.models import GroupUpdate, Step, WorkingGroup
from workgroups.permissions import can_report
from workgroups.services.leads import lock_group
from workgroups.services.steps import change_step_state


@dataclass(frozen=True)
class UpdateDetails:
    """What a lead reports: ``done``, ``now`` and ``next``, and a judgement (Judgement) with why.

    ``on``: the day it tells about. ``step``: the step it is about, and ``state``: where that step came on
    that day (StepState); empty where it stays. ``key``: of the form it was typed in.
    """

    on: date
    judgement: str
    done: str = ""
    now: str = ""
    next: str = ""
    reason: str = ""
    step: Step | None = None
    state: str = ""
    key: UUID | None = None


@transaction.atomic
def report(*, actor: User, group: WorkingGroup, details: UpdateDetails) -> GroupUpdate:
    """Report how a group stands, and where a step came.

    What is sent twice with the same ``key``, because a phone lost its connection, is one update: the second
    time returns the first. Raises DomainError without the right, on a day that has not come, without words,
    without a reason where the judgement asks one, and as ``change_step_state``. Source: rules 22 and 28.
    """
    group = lock_group(group)
    _require_reporter(actor, group)
    if details.key is not None:
        sent = GroupUpdate.objects.filter(key=details.key).first()
        if sent is not None:
            return _same(sent, actor, group)
    _check(group, details)
    if details.step is not None and details.state and details.state != details.step.state:
        change_step_state(
            actor=actor, step=details.step, state=details.state, on=details.on, reason=details.reason
        )
    return save_checked(_made(group, details, actor), actor)


@transaction.atomic
def correct_update(*, actor: User, update: GroupUpdate, details: UpdateDetails) -> GroupUpdate:
    """Put an update right with a new one that names it; the old one stays readable.

    Raises DomainError as ``report``, and when it was put right already.
    """
    group = lock_group(update.group)
    _require_reporter(actor, group)
    if details.key is not None:
        sent = GroupUpdate.objects.filter(key=details.key).first()
        if sent is not None:
            return _same(sent, actor, group)
    if GroupUpdate.objects.filter(corrects=update).exists():
        raise DomainError(_("This update was put right already. Put that one right."))
    _check(group, details)
    made = _made(group, details, actor)
    made.step, made.corrects = update.step, update
    return save_checked(made, actor)


def _require_reporter(actor: User, group: WorkingGroup) -> None:
    if not can_report(actor, group):
        raise DomainError(_("You may not report on this working group."))


def _same(sent: GroupUpdate, actor: User, group: WorkingGroup) -> GroupUpdate:
    """Return what was sent before; somebody else's key is no key of this form."""
    if sent.group_id != group.pk or sent.created_by_id != actor.pk:
        raise DomainError(_("This page is no longer up to date. Load the page again."))
    return sent


def _check(group: WorkingGroup, details: UpdateDetails) -> None:
    if details.on > timezone.localdate():
        raise DomainError(_("This day has not come yet. Choose today or an earlier day."), field="on")
    if details.on < max(EARLIEST, group.body.start):
        raise DomainError(_("The working group did not exist yet on this day."), field="on")
    if not any(text.strip() for text in (details.done, details.now, details.next)):
        raise DomainError(_("Say what was done, what happens now, or what comes next."), field="done")
    if details.judgement not in Judgement.values:
        raise DomainError(_("Choose an answer from the list."), field="judgement")
    if details.judgement != Judgement.ON_COURSE and not details.reason.strip():
        raise DomainError(
            _("Say why: what is the cause, what does it lead to, and what do you do about it?"),
            field="reason",
        )
    if details.step is not None and details.step.group_id != group.pk:
        raise DomainError(_("This step is of another working group."), field="step")


def _made(group: WorkingGroup, details: UpdateDetails, actor: User) -> GroupUpdate:
    words = {name: getattr(details, name).strip() for name in ("done", "now", "next", "reason")}
    return GroupUpdate(
        group=group,
        on=details.on,
        judgement=details.judgement,
        step=details.step,
        key=details.key,
        created_by=actor,
        **words,
    )
