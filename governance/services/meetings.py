"""Meetings of bodies: made as a draft, changed and moved; the mail is in services/invitations.py."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import MeetingForm, MeetingState, Reply
from governance.models import Body, Meeting
from governance.permissions_meetings import can_plan_meetings
from governance.services.agenda import write_agenda
from governance.services.checks import save_checked
from governance.services.duties import meeting_moved
from governance.services.invitations import UPDATED, mail_deputy, mail_meeting
from governance.services.meeting_states import IN_CALENDARS, lock_meeting, require_meetings, write_state

# From wide to narrow; a meeting is never open to more people than its body.
_WIDTH = [Access.PUBLIC, Access.DEAL, Access.BODY]
TITLE_LENGTH = 200


@dataclass(frozen=True)
class MeetingDetails:
    """What a secretary sets on a meeting. ``online_url``: only for who is invited."""

    title: str
    starts_at: datetime
    ends_at: datetime
    form: str = MeetingForm.ON_SITE
    location: str = ""
    online_url: str = ""
    access: str = Access.BODY
    invitation_text: str = ""


@transaction.atomic
def make_meeting(
    *,
    actor: User,
    body: Body,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    form: str = MeetingForm.ON_SITE,
    location: str = "",
    online_url: str = "",
    access: str = Access.BODY,
    series: uuid.UUID | None = None,
    joint: Iterable[Body] = (),
) -> Meeting:
    """Make a meeting of a body as a draft, with the items that its agenda starts with.

    ``joint``: bodies that meet together with this one. Nobody is mailed. Raises DomainError without the right
    on each of the bodies, on hours that cannot be, on a day outside the life of the bodies or after the last
    year of the deal. Writes history.
    """
    require_meetings(actor, body)
    others = list(joint)
    for each in (body, *others):
        if not can_plan_meetings(actor, each):
            raise DomainError(_("You may not plan a meeting of %(body)s.") % {"body": each.name})
        if each.deal_id != body.deal_id:
            raise DomainError(_("Only bodies of the same deal meet together."), field="joint")
    details = MeetingDetails(title, starts_at, ends_at, form, location, online_url, access)
    meeting = Meeting(body=body, series=series)
    check_details((body, *others), details)
    _fill(meeting, details)
    save_checked(meeting, actor)
    joint_with = [each for each in others if each.pk != body.pk]
    if joint_with:
        meeting.joint_bodies.set(joint_with)
    write_state(actor, meeting)
    write_agenda(actor, meeting)
    return meeting


def draft_meeting(
    *, body: Body, title: str, starts_at: datetime, ends_at: datetime, location: str = ""
) -> Meeting:
    """Draft a meeting that the calendar owes, inside the caller's transaction, as ``make_meeting`` does.

    By the portal itself, for hundreds of deals in a run: nobody reads at which field something goes wrong,
    so what cannot be the database refuses. Raises DomainError in a closed deal, and on a day on which the
    body does not exist. Writes history.
    """
    require_meetings(None, body)
    details = MeetingDetails(title, starts_at, ends_at, location=location)
    check_details((body,), details)
    meeting = Meeting(body=body)
    _fill(meeting, details)
    meeting.save()
    write_state(None, meeting)
    write_agenda(None, meeting)
    return meeting


@transaction.atomic
def change_meeting(
    *, actor: User, meeting: Meeting, details: MeetingDetails, seen_history_id: int | None = None
) -> Meeting:
    """Change or move a meeting that is still to be held; who has it in the calendar gets the change.

    On other hours the answers are asked anew. Raises DomainError without the right, once the meeting is
    held or cancelled, on hours that cannot be and on a year of the deal that is closed; StaleError
    when somebody else saved in between. A day outside the window of its duty is only warned of.
    Side effects: history, mail; the duty follows.
    """
    meeting = lock_meeting(meeting)
    require_meetings(actor, meeting.body)
    if meeting.state not in IN_CALENDARS | {MeetingState.DRAFT}:
        raise DomainError(_("This meeting is held or cancelled, so it can no longer be changed."))
    if seen_history_id is not None and latest_history_id(meeting) != seen_history_id:
        raise StaleError(_("Somebody else changed this meeting. Look what is different, then try again."))
    moved = check_change(meeting, details)
    before = copy(meeting)
    _fill(meeting, details)
    told = meeting.state in IN_CALENDARS and _in_calendar(meeting) != _in_calendar(before)
    if told:
        meeting.sequence += 1
    save_checked(meeting, actor)
    if moved:
        _ask_again(meeting, before)
        meeting_moved(meeting)
    if told:
        mail_meeting(meeting, UPDATED)
    return meeting


def check_change(meeting: Meeting, details: MeetingDetails) -> bool:
    """Refuse hours that cannot be and a year that is closed; returns whether the meeting moves.

    Raises DomainError at its field. One query.
    """
    check_details((meeting.body, *meeting.joint_bodies.select_related("deal")), details)
    moved = (details.starts_at, details.ends_at) != (meeting.starts_at, meeting.ends_at)
    if moved:
        _check_open_year(details.starts_at)
    return moved


def _fill(meeting: Meeting, details: MeetingDetails) -> None:
    for name, value in vars(details).items():
        setattr(meeting, name, value)
    # A line break in a title would break the subject of its mails and its line in a list.
    meeting.title = one_line(details.title, length=TITLE_LENGTH)
    meeting.location = one_line(details.location, length=TITLE_LENGTH)


def _in_calendar(meeting: Meeting) -> tuple[object, ...]:
    """Return what a calendar shows of the meeting."""
    return (
        meeting.title,
        meeting.starts_at,
        meeting.ends_at,
        meeting.form,
        meeting.location,
        meeting.online_url,
    )


def _ask_again(meeting: Meeting, before: Meeting) -> None:
    """Let answers lapse that were given for other hours; who would come instead is let go of.

    ``before``: the meeting as it was: a deputy is told of the day that stood in the calendar.
    """
    before.sequence = meeting.sequence
    if meeting.reply_until is not None and meeting.reply_until > meeting.day:
        meeting.reply_until = meeting.day
        save_checked(meeting)
    answered = meeting.invitations.exclude(reply=Reply.NONE).filter(removed_at=None)
    for invitation in answered.select_related("person", "deputy__user"):
        if invitation.deputy is not None:
            mail_deputy(before, invitation, invitation.deputy, goes=False)
        invitation.reply, invitation.deputy, invitation.deputy_votes = Reply.NONE, None, False
        invitation.replied_at, invitation.replied_by, invitation.remark = None, "", ""
        invitation.save()


def check_details(bodies: Iterable[Body], details: MeetingDetails) -> None:
    """Refuse a meeting that cannot be, of these bodies; raises DomainError at its field."""
    starts, ends = details.starts_at, details.ends_at
    day = timezone.localdate(starts)
    if not EARLIEST <= day <= LATEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="day")
    if ends <= starts:
        raise DomainError(_("The meeting ends before it starts. Choose a later time."), field="ends")
    if not one_line(details.title):
        raise DomainError(_("Fill in a title."), field="title")
    for body in bodies:
        if day < body.start or (body.end is not None and day > body.end):
            raise DomainError(
                _("%(body)s does not exist on %(day)s. Choose another day.")
                % {"body": body.name, "day": date_format(day, "DATE_FORMAT")},
                field="day",
            )
        last = body.deal.end
        if last is not None and day.year > last.year:
            raise DomainError(
                _("The deal ends on %(day)s. Choose a day in that year at the latest.")
                % {"day": date_format(last, "DATE_FORMAT")},
                field="day",
            )
        if _WIDTH.index(Access(details.access)) < _WIDTH.index(Access(body.access)):
            raise DomainError(
                _("A meeting is not open to more people than %(body)s itself.") % {"body": body.name},
                field="access",
            )


def _check_open_year(starts: datetime) -> None:
    """Refuse to move a meeting into a year that is over."""
    day, today = timezone.localdate(starts), timezone.localdate()
    if day.year < today.year:
        raise DomainError(
            _("The year %(year)s is closed. Choose a day from 1 January %(this_year)s.")
            % {"year": day.year, "this_year": today.year},
            field="day",
        )
