"""The items of the workspace about what the calendar owes: what is late, and what comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.dates import in_words
from governance.enums import MeetingState, OccurrenceState
from governance.models import DutyOccurrence
from governance.selectors.workspace import Row, WorkspaceFacts, WorkspaceItem

# A meeting that people were called to needs nothing more of who keeps the calendar.
_CALLED = frozenset({MeetingState.CONVENED, MeetingState.IN_SESSION})


def duties(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """What is owed and late, or due within the warning period of the deal."""
    for row in rows:
        due = date.fromisoformat(row["due"])
        is_late = due < facts.on
        if row["meeting"] in _CALLED and not is_late:
            continue
        body = facts.bodies.get(row["body"])
        says = _("Had to be done on %(day)s") if is_late else _("At the latest on %(day)s")
        yield WorkspaceItem(
            kind="kalender",
            title=row["name"],
            text=body.name if body else facts.deal.name,
            url=address("governance:occurrence_detail", facts.deal.slug, row["duty"], row["id"]),
            action=_("See what is needed"),
            about=f"{row['name']}, {in_words(due)}",
            due=due,
            says=says % {"day": in_words(due)},
            level="danger" if is_late else "neutral",
            icon="calendar-due",
            body_id=row["body"],
        )


def duty_rows(_on: Any, soon: Any) -> QuerySet[Any]:
    """Return the question for what is owed until the end of the warning period."""
    row = JSONObject(
        id="pk",
        duty="duty_id",
        name="duty__name",
        body="duty__body_id",
        due="due",
        meeting="meeting__state",
    )
    planned = DutyOccurrence.objects.filter(duty__deal=OuterRef("pk"), state=OccurrenceState.PLANNED.value)
    return planned.filter(due__lte=soon).order_by("due", "pk").values_list(row)
