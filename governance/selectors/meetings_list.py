"""Meetings in lists: those of a body, and the next ones on its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.text import Text
from governance.enums import MeetingState
from governance.models import Body, Meeting
from governance.permissions import Actor
from governance.permissions_meetings import among_open_meetings, meetings_open_to, visible_meetings

STATE_KINDS: dict[str, str] = {
    MeetingState.DRAFT: "neutral",
    MeetingState.RESERVED: "neutral",
    MeetingState.CONVENED: "active",
    MeetingState.IN_SESSION: "active",
    MeetingState.MINUTES: "warning",
    MeetingState.ADOPTED: "safe",
    MeetingState.CANCELLED: "danger",
}
COMING_ON_BODY = 3


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list."""

    meeting: Meeting
    day: date
    url: str
    kind: str
    label: Text
    is_joint: bool

    @property
    def hours(self) -> str:
        """Return from when to when."""
        start, end = timezone.localtime(self.meeting.starts_at), timezone.localtime(self.meeting.ends_at)
        return _("%(start)s to %(end)s") % {"start": f"{start:%H.%M}", "end": f"{end:%H.%M}"}


def meeting_row(meeting: Meeting, body: int) -> MeetingRow:
    """Return a meeting as a list of the body shows it; needs its body and deal."""
    return MeetingRow(
        meeting=meeting,
        day=meeting.day,
        url=meeting.get_absolute_url(),
        kind=STATE_KINDS[meeting.state],
        label=meeting.get_state_display(),
        is_joint=meeting.body_id != body,
    )


def meetings_of_body(body: Any) -> Q:
    """Return the condition "a meeting of this body, alone or with others"."""
    joint = Meeting.joint_bodies.through.objects.filter(body=body).order_by().values("meeting")
    return Q(body=body) | Q(pk__any=ArraySubquery(joint))


def meetings_in_list(user: Actor, body: Body, *, query: str = "", state: str = "") -> QuerySet[Meeting]:
    """Return the meetings of a body that this account may open, newest first.

    ``query``: words of the title; ``state``: a MeetingState.
    """
    found = visible_meetings(user, body.deal).filter(meetings_of_body(body.pk))
    if query:
        found = found.filter(title__icontains=query)
    if state:
        found = found.filter(state=state)
    return found.select_related("body__deal").order_by("-starts_at", "-pk")


def coming_meetings(user: Actor, body: Body) -> list[MeetingRow]:
    """Return the next meetings of a body that this account may open, soonest first. One query."""
    asked = meetings_open_to(user, body.deal)
    found = _coming(body=body.pk, since=timezone.now(), **asked)
    return [meeting_row(meeting, body.pk) for meeting in found]


@compiled
def _coming(
    body: Any,
    since: Any,
    deal: Any,
    levels: Any,
    own: Any,
    keeper: Any,
    reader: Any,
    secretary: Any,
    invited: Any,
    today: Any,
) -> QuerySet[Meeting]:
    found = Meeting.objects.filter(
        among_open_meetings(deal, levels, own, keeper, reader, secretary, invited, today),
        meetings_of_body(body),
        ends_at__gte=since,
    ).exclude(state=MeetingState.CANCELLED)
    return found.select_related("body__deal").order_by("starts_at", "pk")[:COMING_ON_BODY]
