"""Meetings on other pages: the next ones on the page of a body, and in the workspace of the deal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from citydeal.common.slots import PagePart, register_slot
from governance.body_kinds import BODY_KINDS
from governance.enums import MeetingState
from governance.models import Body, Meeting
from governance.permissions import Actor
from governance.permissions_meetings import can_plan_meetings
from governance.selectors.meetings_list import MeetingRow, coming_meetings
from governance.selectors.workspace import SOURCES, Source, WorkspaceFacts, WorkspaceItem

INVITE_DAYS = 21
# So many meetings the workspace shows.
SHORT_LIST = 20
_WAITS = (MeetingState.DRAFT, MeetingState.RESERVED, MeetingState.CONVENED, MeetingState.IN_SESSION)


@dataclass(frozen=True)
class BodyMeetings:
    """The next meetings of a body, and whether the reader may plan one."""

    rows: Sequence[MeetingRow]
    may_plan: bool


def body_meetings(*, user: Actor, body: Body, **_about: Any) -> PagePart | None:
    """Return the next meetings as a part of the page of a body; none for a kind that does not meet."""
    rows = coming_meetings(user, body)
    meets = BODY_KINDS[body.kind].meets
    if not rows and not meets:
        return None
    data = BodyMeetings(rows, meets and can_plan_meetings(user, body))
    return PagePart("governance/parts/body_meetings.html", data)


def meeting_items(facts: WorkspaceFacts) -> Iterator[WorkspaceItem]:
    """Meetings that come within the warning period or were not finished, with what to do next. One query."""
    now = timezone.now()
    for meeting in _unfinished(deal=facts.deal.pk, until=now + timedelta(days=facts.deal.warning_days)):
        page = (facts.deal.slug, meeting.body.slug, meeting.pk)
        name, action, level = _next(meeting)
        yield WorkspaceItem(
            kind="vergaderingen",
            title=meeting.title,
            text=f"{meeting.body.name}. {meeting.get_state_display()}",
            url=address(f"governance:{name}", *page),
            action=action,
            about=f"{meeting.title}, {in_words(meeting.day)}",
            due=meeting.day,
            says=_("On %(day)s") % {"day": in_words(meeting.day)},
            level=level,
            icon="calendar",
            body_id=meeting.body_id,
        )


def _next(meeting: Meeting) -> tuple[str, str, str]:
    """Return the page of what is to be done next with a meeting, its words, and how much it presses."""
    way = getattr(meeting.body, "way_of_working", None)
    invite_from = meeting.day - timedelta(days=way.invite_days if way else INVITE_DAYS)
    waits = meeting.state in (MeetingState.DRAFT, MeetingState.RESERVED)
    if meeting.ends_at <= timezone.now() or meeting.state == MeetingState.IN_SESSION:
        return "meeting_detail", _("Finish the meeting"), "warning"
    if waits and invite_from <= timezone.localdate():
        return "meeting_convene", _("Send the invitation"), "warning"
    if meeting.state == MeetingState.DRAFT:
        return "meeting_reserve", _("Reserve the date"), "neutral"
    return "meeting_detail", _("See the meeting"), "neutral"


@compiled
def _unfinished(deal: Any, until: Any) -> QuerySet[Meeting]:
    found = Meeting.objects.filter(body__deal=deal, state__in=_WAITS, starts_at__lte=until)
    related = found.select_related("body__deal", "body__way_of_working")
    return related.order_by("starts_at", "pk")[:SHORT_LIST]


def register_meetings() -> None:
    """Register what meetings put on other pages; called once, at start."""
    register_slot("body_detail", "meetings", body_meetings)
    SOURCES.register("vergaderingen", Source(gettext_lazy("Meetings"), meeting_items))
