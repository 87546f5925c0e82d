"""Actions of bodies: agreed, changed, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.enums import ActionState
from governance.models import ActionItem, ActionNote, AgendaItem, Body, Person, Seat
from governance.permissions_actions import UNFINISHED, can_manage_actions, can_report_on_action
from governance.selectors.requests import known_in
from governance.services.checks import save_checked

TEXT_LENGTH = 300


@dataclass(frozen=True)
class ActionDetails:
    """What is to be done, by whom, until when. Without seat and person: by the project organisation."""

    text: str
    due_on: date
    seat: Seat | None = None
    person: Person | None = None


@transaction.atomic
def add_action(
    *, actor: User, body: Body, details: ActionDetails, item: AgendaItem | None = None
) -> ActionItem:
    """Record an action of a body; ``item``: the agenda item of one of its meetings that it came from.

    Raises DomainError without the right, on an item of another body, on a year that cannot be, and on an
    owner from outside the deal. Writes history. Source: rule 3.
    """
    _require_manager(actor, body)
    if item is not None and not _is_of(item, body):
        raise DomainError(_("This item is of a meeting of another body."), field="item")
    _check(body, details)
    return save_checked(
        ActionItem(
            body=body,
            item=item,
            text=one_line(details.text, length=TEXT_LENGTH),
            due_on=details.due_on,
            seat=details.seat,
            person=details.person,
        ),
        actor,
    )


@transaction.atomic
def change_action(*, actor: User, action: ActionItem, details: ActionDetails, history_id: int) -> ActionItem:
    """Change what an action asks, of whom, or until when; a new day or owner begins its reminders anew.

    Raises StaleError when somebody else saved it after ``history_id``, DomainError without the right, on what
    is done or dropped already, and as ``add_action`` does. Writes history.
    """
    action = lock_action(action)
    _require_manager(actor, action.body)
    if latest_history_id(action) != history_id:
        raise StaleError(_("Somebody else changed this action after you opened it."))
    if action.state not in UNFINISHED:
        raise DomainError(_("This action is finished. Open it again before you change it."))
    _check(action.body, details)
    asked = (action.due_on, action.seat_id, action.person_id)
    action.text = one_line(details.text, length=TEXT_LENGTH)
    action.due_on, action.seat, action.person = details.due_on, details.seat, details.person
    if asked != (action.due_on, action.seat_id, action.person_id):
        action.reminded_on = None
    return save_checked(action, actor)


@transaction.atomic
def report_on_action(*, actor: User, action: ActionItem, state: str, note: str = "") -> ActionItem:
    """Say how far an action is (ActionState), with a dated note.

    Who owns it may say that it is open, in progress or done. To drop it, which asks why, and to open it again
    is for who manages the actions of the body. Raises DomainError without the right, without a reason, and
    where nothing is said. Writes history.
    """
    action = lock_action(action)
    if not can_report_on_action(actor, action):
        raise DomainError(_("You may not change this action."))
    note = note.strip()
    finished = action.state not in UNFINISHED
    if state == ActionState.DROPPED or (finished and state in UNFINISHED):
        _require_manager(actor, action.body)
    if state == ActionState.DROPPED and action.state != state and not note:
        raise DomainError(_("Say why the action is dropped."), field="note")
    if state == action.state and not note:
        raise DomainError(_("Choose another state, or write a note."), field="note")
    if state != action.state:
        action.state = state
        action.finished_on = None if state in UNFINISHED else timezone.localdate()
        save_checked(action, actor)
    if note:
        ActionNote.objects.create(action=action, text=note, created_by=actor)
    return action


def lock_action(action: ActionItem) -> ActionItem:
    """Return an action under its row lock, with its body and deal."""
    found = ActionItem.objects.select_for_update(of=("self",)).select_related("body__deal")
    return found.get(pk=action.pk)


def _require_manager(actor: User, body: Body) -> None:
    if not can_manage_actions(actor, body):
        raise DomainError(_("You may not change the actions of this body."))


def _is_of(item: AgendaItem, body: Body) -> bool:
    meeting = item.meeting
    return meeting.body_id == body.pk or meeting.joint_bodies.filter(pk=body.pk).exists()


def _check(body: Body, details: ActionDetails) -> None:
    if not EARLIEST <= details.due_on <= LATEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="due_on")
    if not details.text.strip():
        raise DomainError(_("Say what is to be done."), field="text")
    if details.seat is not None and details.seat.body_id != body.pk:
        raise DomainError(_("This seat is of another body."), field="owner")
    person = details.person
    if person is not None and not Person.objects.filter(known_in(body.deal_id), pk=person.pk).exists():
        raise DomainError(_("This person is not known in the deal."), field="owner")
