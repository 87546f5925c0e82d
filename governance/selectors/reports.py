"""The report of a meeting: per item its text, decisions and actions, with who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.models import User
from governance.enums import FixedItem, MeetingState
from governance.models import AgendaItem, Body, Meeting, MeetingRemark
from governance.permissions import Actor
from governance.permissions_agenda import COMING_STATES
from governance.permissions_meetings import is_inside_meeting
from governance.permissions_reports import can_write_report
from governance.rules.attendance import Quorum
from governance.selectors.actions import ActionLine, actions_of_meeting
from governance.selectors.agenda import ItemRow, agenda_of
from governance.selectors.outcomes import (
    DecisionLine,
    Group,
    attendance_groups,
    decision_lines,
    list_says,
    report_says,
)
from governance.selectors.sessions import session_of


@dataclass(frozen=True)
class ReportItem:
    """An item in the report. ``text`` is empty where the reader does not read it.

    ``missing``: names of who was at the meeting, and not at this item. The addresses are those of what the
    secretary can do here.
    """

    row: ItemRow
    text: str
    decisions: Sequence[DecisionLine]
    actions: Sequence[ActionLine]
    missing: Sequence[str]
    decide_url: str = ""
    vote_url: str = ""
    adopt_url: str = ""

    @property
    def item(self) -> AgendaItem:
        """Return the item."""
        return self.row.item


@dataclass(frozen=True)
class ReportPage:
    """The report of a meeting, as far as the reader reads it; names only for who takes part (ADR 6)."""

    items: Sequence[ReportItem]
    groups: Sequence[Group]
    quorum: Quorum
    says: str
    list_says: str
    may_write: bool
    action_url: str


def report_page(user: Actor, meeting: Meeting) -> ReportPage:
    """Return the report of a meeting; the caller asked ``can_read_report``. At most fifteen queries."""
    session = session_of(meeting)
    actions = actions_of_meeting(user, meeting)
    by_item = actions.by_item
    decisions: dict[int, list[DecisionLine]] = {}
    for line in decision_lines(user, meeting):
        decisions.setdefault(line.item_id or 0, []).append(line)
    inside = is_inside_meeting(user, meeting)
    may_write = can_write_report(user, meeting)
    items = []
    for row in agenda_of(user, meeting).rows:
        if not row.is_known:
            continue
        pk = row.item.pk
        items.append(
            ReportItem(
                row=row,
                text=row.item.text if row.is_open else "",
                decisions=decisions.get(pk, ()) if row.is_open else (),
                actions=by_item.get(pk, ()) if row.is_open else (),
                missing=[i.person.name for i in session.missing_at(pk)] if inside else (),
                **(_links(meeting, row.item) if may_write else {}),
            )
        )
    return ReportPage(
        items=items,
        groups=attendance_groups(session.people) if inside else (),
        quorum=session.quorum,
        says=report_says(meeting),
        list_says=list_says(meeting),
        may_write=may_write,
        action_url=actions.add_url if actions.may_manage else "",
    )


def _links(meeting: Meeting, item: AgendaItem) -> dict[str, str]:
    """Return what the secretary can do at an item; a confirmed list of decisions is closed."""
    if meeting.list_confirmed_at is not None:
        return {}
    where = (meeting.body.deal.slug, meeting.body.slug, meeting.pk, item.pk)
    found = {
        "decide_url": address("governance:item_decide", *where),
        "vote_url": address("governance:vote_open", *where),
    }
    if item.fixed == FixedItem.PREVIOUS_MINUTES:
        found["adopt_url"] = address("governance:item_adopt", *where)
    return found


def awaiting_adoption(body: Body, before: Meeting) -> list[Meeting]:
    """Return the earlier meetings of a body whose report went round and waits, oldest first. One query."""
    waiting = Meeting.objects.filter(
        body=body, state=MeetingState.MINUTES, starts_at__lt=before.starts_at, remarks_until__isnull=False
    )
    return list(waiting.order_by("starts_at", "pk"))


def next_meetings(meeting: Meeting) -> list[Meeting]:
    """Return the meetings of the same body that are still to come, the first first. One query."""
    coming = Meeting.objects.filter(
        body=meeting.body_id,
        state__in=sorted(COMING_STATES),
        starts_at__gt=max(meeting.starts_at, timezone.now()),
    )
    return list(coming.order_by("starts_at", "pk"))


@dataclass(frozen=True)
class RemarkRow:
    """A remark on a draft, with the title of its item, who made it and when."""

    remark: MeetingRemark
    item: str
    person: str
    on: date


def remark_rows(user: Actor, meeting: Meeting, *, manages: bool) -> list[RemarkRow]:
    """Return the remarks on a draft: all of them for the secretary, their own for the others. One query."""
    account = user.pk if isinstance(user, User) else None
    return [
        RemarkRow(
            remark,
            remark.item.title if remark.item else "",
            remark.person.name,
            timezone.localdate(remark.created_at),
        )
        for remark in _remarks(meeting=meeting.pk)
        if manages or (account is not None and remark.person.user_id == account)
    ]


@compiled
def _remarks(meeting: Any) -> QuerySet[MeetingRemark]:
    return MeetingRemark.objects.filter(meeting=meeting).select_related("item", "person")
