"""People are called together: the date is reserved, the meeting convened, held, or cancelled."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import MeetingState
from governance.models import Meeting
from governance.services.checks import save_checked
from governance.services.invitations import (
    CANCELLED,
    INVITED,
    REMIND,
    REMOVED,
    RESERVED,
    follow_composition,
    mail_meeting,
)
from governance.services.meeting_states import change_meeting_state, lock_meeting, require_meetings


@transaction.atomic
def reserve_meeting(*, actor: User | None, meeting: Meeting) -> Meeting:
    """Reserve the date: who sits there on that day gets a tentative calendar entry.

    Raises DomainError without the right, on a step that cannot be, and on a meeting in the past.
    Side effects: mail, history.
    """
    meeting = change_meeting_state(actor=actor, meeting=meeting, state=MeetingState.RESERVED)
    _require_future(meeting)
    follow_composition(meeting=meeting)
    mail_meeting(meeting, RESERVED)
    return meeting


@transaction.atomic
def convene_meeting(
    *, actor: User | None, meeting: Meeting, reply_until: date | None = None, text: str = ""
) -> Meeting:
    """Call people together: the invitation makes the calendar entry firm and asks for an answer.

    ``reply_until``: the last day on which an answer is asked; ``text``: what the mail adds. Raises
    DomainError without the right, on a step that cannot be, on a meeting in the past, on a last day
    that cannot be, and where nobody sits in the body. Side effects: mail, history.
    """
    meeting = change_meeting_state(actor=actor, meeting=meeting, state=MeetingState.CONVENED)
    _require_future(meeting)
    if reply_until is not None and not timezone.localdate() <= reply_until <= meeting.day:
        raise DomainError(
            _("Choose a day from today to the day of the meeting at the latest."), field="reply_until"
        )
    changes = follow_composition(meeting=meeting)
    if not meeting.invitations.filter(removed_at=None).exists():
        raise DomainError(_("Nobody sits in this body on that day, so there is nobody to invite."))
    meeting.reply_until = reply_until
    meeting.invitation_text = text or meeting.invitation_text
    if meeting.invitations.exclude(sent_sequence=None).exists():
        # The entry is known as a reservation: only a newer version makes it firm.
        meeting.sequence += 1
    save_checked(meeting, actor)
    mail_meeting(meeting, REMOVED, only=changes.removed)
    mail_meeting(meeting, INVITED)
    return meeting


@transaction.atomic
def cancel_meeting(*, actor: User, meeting: Meeting, reason: str) -> Meeting:
    """Cancel a meeting that is not held; its calendar entry goes away with who has it.

    Raises DomainError without the right, without a reason and on a step that cannot be. Side effects:
    mail to who was told of it, history; the duty that it would fulfil is planned again.
    """
    meeting = change_meeting_state(actor=actor, meeting=meeting, state=MeetingState.CANCELLED, reason=reason)
    meeting.sequence += 1
    save_checked(meeting, actor, reason)
    mail_meeting(meeting, CANCELLED)
    return meeting


@transaction.atomic
def open_meeting(*, actor: User, meeting: Meeting) -> Meeting:
    """Begin the session, from which on attendance and report are kept; the chair may do so too.

    A meeting that was held without the portal gets its list of who sat there now, without mail. Raises
    DomainError without the right, on a step that cannot be and before its day. Writes history.
    """
    before = lock_meeting(meeting).state
    meeting = change_meeting_state(actor=actor, meeting=meeting, state=MeetingState.IN_SESSION)
    if before in (MeetingState.DRAFT, MeetingState.RESERVED):
        follow_composition(meeting=meeting)
    return meeting


@transaction.atomic
def remind_invited(*, actor: User | None, meeting: Meeting) -> int:
    """Mail the invitation once more to who did not answer, at most once a day; returns how many mails.

    Raises DomainError without the right, on a meeting that is not convened and where everybody has
    answered. Side effects: mail.
    """
    meeting = lock_meeting(meeting)
    require_meetings(actor, meeting.body)
    if meeting.state != MeetingState.CONVENED:
        raise DomainError(_("Only who is called to a meeting that is still to come can be reminded."))
    waiting = meeting.invitations.filter(removed_at=None, reply="none")
    chosen = list(waiting.select_related("person__user", "deputy__user"))
    if not chosen:
        raise DomainError(_("Everybody has answered."))
    return mail_meeting(meeting, REMIND, only=chosen)


def _require_future(meeting: Meeting) -> None:
    if meeting.ends_at <= timezone.now():
        raise DomainError(_("This meeting lies in the past. Move it first."))
