"""What every service that changes an agenda asks first."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DealState
from governance.models import AgendaItem, Body, Meeting
from governance.permissions_agenda import COMING_STATES, OPEN_STATES
from governance.permissions_meetings import can_manage_meetings


def require_preparer(actor: User | None, body: Body) -> None:
    """Raise DomainError unless this account prepares the meetings of the body; None: the portal itself."""
    if body.deal.state == DealState.CLOSED:
        raise DomainError(_("This deal is closed. Open it again before you change anything."))
    if actor is not None and not can_manage_meetings(actor, body):
        raise DomainError(_("You may not prepare the meetings of this body."))


def open_agenda(actor: User | None, meeting: Meeting) -> Meeting:
    """Return the meeting under its row lock, with body and deal, if its agenda may still change.

    The lock puts everything that changes an agenda in one line. Raises DomainError otherwise.
    """
    locked = _locked(meeting)
    require_preparer(actor, locked.body)
    if locked.state not in OPEN_STATES:
        raise DomainError(_("This meeting is finished. Its agenda does not change any more."))
    return locked


def open_item(actor: User | None, item: AgendaItem) -> AgendaItem:
    """Return an item under the row lock of its meeting; raises DomainError as ``open_agenda``."""
    meeting = open_agenda(actor, item.meeting)
    locked = AgendaItem.objects.filter(pk=item.pk, meeting=meeting).select_related("parent").first()
    if locked is None:
        raise DomainError(_("Somebody else removed this item. Load the page again."))
    locked.meeting = meeting
    return locked


def coming_meeting(actor: User | None, meeting: Meeting) -> Meeting:
    """Return a meeting under its lock, if items may be put on it: it is still to come."""
    locked = open_agenda(actor, meeting)
    if locked.state not in COMING_STATES or locked.ends_at <= timezone.now():
        raise DomainError(_("This meeting is not to come any more. Choose another one."), field="meeting")
    return locked


def _locked(meeting: Meeting) -> Meeting:
    found = Meeting.objects.select_for_update(of=("self",)).select_related("body__deal")
    locked: Meeting = found.get(pk=meeting.pk)
    return locked
