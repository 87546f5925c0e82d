"""A meeting goes from one state to the next: one table of steps, one service that performs it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DealState, MeetingState
from governance.models import Body, Decision, Meeting, MeetingStatus
from governance.permissions_meetings import can_manage_meetings, is_chair
from governance.services.checks import save_checked
from governance.services.duties import meeting_state_changed
from governance.workflow import MeetingTransition, meeting_steps

# States in which people have a meeting in their calendars, and it is still to come.
IN_CALENDARS = frozenset({MeetingState.RESERVED, MeetingState.CONVENED})


def require_meetings(actor: User | None, body: Body) -> None:
    """Raise DomainError unless this account prepares the meetings of the body; None: the portal itself."""
    if body.deal.state == DealState.CLOSED:
        raise DomainError(_("This deal is closed. Open it again before you change anything."))
    if actor is not None and not can_manage_meetings(actor, body):
        raise DomainError(_("You may not prepare the meetings of this body."))


def lock_meeting(meeting: Meeting) -> Meeting:
    """Lock a meeting and return it as it stands now, with body and deal."""
    locked: Meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body__deal").get(pk=meeting.pk)
    )
    return locked


@transaction.atomic
def change_meeting_state(*, actor: User | None, meeting: Meeting, state: str, reason: str = "") -> Meeting:
    """Bring a meeting to a state, and write down that it went there; returns it as saved.

    ``actor`` prepares the meetings of the body, or chairs it and opens or ends the session; None: the
    portal itself. Mails nothing: who calls people together calls services/meetings_calling.py. For
    "adopted" the day of adoption is saved first, by services that know the body adopted it.

    Raises DomainError without the right, on a step that the table does not know, without a reason where one
    is asked for, and on a step back to before the session once something was decided there. Side effects:
    history, and the duty that it fulfils follows.
    """
    meeting = lock_meeting(meeting)
    step = _step(meeting, state)
    if not (actor is not None and _may_chair(actor, meeting, step)):
        require_meetings(actor, meeting.body)
    if step.asks_reason and not reason.strip():
        raise DomainError(_("Say why."), field="reason")
    if step.after == MeetingState.IN_SESSION and meeting.day > timezone.localdate():
        raise DomainError(_("This meeting is still to come. Open it on the day itself, or move it first."))
    if step.before == MeetingState.IN_SESSION and step.after == MeetingState.CONVENED:
        _require_undecided(meeting)
    meeting.state = state
    save_checked(meeting, actor, reason)
    write_state(actor, meeting, reason)
    meeting_state_changed(meeting)
    return meeting


def write_state(actor: User | None, meeting: Meeting, reason: str = "") -> None:
    """Add the row that says in which state the meeting is now."""
    MeetingStatus.objects.create(meeting=meeting, state=meeting.state, reason=reason, created_by=actor)


def _step(meeting: Meeting, state: str) -> MeetingTransition:
    step = meeting_steps(meeting.state).get(state)
    if step is None:
        words = {"before": meeting.get_state_display(), "after": MeetingState(state).label}
        raise DomainError(
            _("This meeting cannot go from “%(before)s” to “%(after)s”. Load the page again.") % words
        )
    return step


def _require_undecided(meeting: Meeting) -> None:
    """Raise DomainError when a decision rests on this session: it cannot be as if it never began."""
    decided = Decision.objects.filter(item__meeting=meeting, withdrawn_on__isnull=True).order_by("pk").first()
    if decided is not None:
        raise DomainError(
            _("Decision %(number)s was taken in this meeting, so it did begin. Withdraw the decision first.")
            % {"number": decided.label}
        )


def _may_chair(actor: User, meeting: Meeting, step: MeetingTransition) -> bool:
    """Whether this is the chair, and the step opens or ends the session."""
    session = MeetingState.IN_SESSION in (step.before, step.after)
    return session and is_chair(actor, meeting.body)
