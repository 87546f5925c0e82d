"""Meetings on other pages: the next ones on the page of a body, and in the workspace of the deal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.dates import in_words
from citydeal.common.slots import PagePart, register_slot
from governance.body_kinds import BODY_KINDS
from governance.enums import MeetingState
from governance.models import Body, Meeting
from governance.permissions import Actor
from governance.permissions_meetings import can_plan_meetings
from governance.selectors.meetings_list import MeetingRow, coming_meetings
from governance.selectors.workspace import SOURCES, Row, Source, WorkspaceFacts, WorkspaceItem

INVITE_DAYS = 21
# So many meetings the workspace shows.
SHORT_LIST = 20
_WAITS = [
    state.value
    for state in (MeetingState.DRAFT, MeetingState.RESERVED, MeetingState.CONVENED, MeetingState.IN_SESSION)
]


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


def meeting_items(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Meetings that come within the warning period or were not finished, with what to do next."""
    for row in rows:
        body = facts.bodies[row["body"]]
        held = timezone.localdate(datetime.fromisoformat(row["starts_at"]))
        name, action, level = _next(row, held)
        yield WorkspaceItem(
            kind="vergaderingen",
            title=row["title"],
            text=f"{body.name}. {MeetingState(row['state']).label}",
            url=address(f"governance:{name}", facts.deal.slug, body.slug, row["id"]),
            action=action,
            about=f"{row['title']}, {in_words(held)}",
            due=held,
            says=_("On %(day)s") % {"day": in_words(held)},
            level=level,
            icon="calendar",
            body_id=row["body"],
        )


def _next(row: Row, held: date) -> tuple[str, str, str]:
    """Return the page of what is to be done next with a meeting, its words, and how much it presses."""
    invite_from = held - timedelta(days=row["invite_days"] or INVITE_DAYS)
    waits = row["state"] in (MeetingState.DRAFT, MeetingState.RESERVED)
    is_over = datetime.fromisoformat(row["ends_at"]) <= timezone.now()
    if is_over or row["state"] == MeetingState.IN_SESSION:
        return "meeting_detail", _("Finish the meeting"), "warning"
    if waits and invite_from <= timezone.localdate():
        return "meeting_convene", _("Send the invitation"), "warning"
    if row["state"] == MeetingState.DRAFT:
        return "meeting_reserve", _("Reserve the date"), "neutral"
    return "meeting_detail", _("See the meeting"), "neutral"


def meeting_rows(_on: Any, soon: Any) -> QuerySet[Any]:
    """Return the question for the first meetings that are not finished."""
    row = JSONObject(
        id="pk",
        body="body_id",
        title="title",
        state="state",
        starts_at="starts_at",
        ends_at="ends_at",
        invite_days="body__way_of_working__invite_days",
    )
    waiting = Meeting.objects.filter(body__deal=OuterRef("pk"), state__in=_WAITS, starts_at__date__lte=soon)
    return waiting.order_by("starts_at", "pk").values_list(row)[:SHORT_LIST]


def register_meetings() -> None:
    """Register what meetings put on other pages; called once, at start."""
    register_slot("body_detail", "meetings", body_meetings)
    SOURCES.register("vergaderingen", Source(gettext_lazy("Meetings"), meeting_items, meeting_rows))
