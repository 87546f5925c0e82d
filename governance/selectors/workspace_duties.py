"""The items of the workspace about what the calendar owes: what is late, and what comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.enums import MeetingState, OccurrenceState
from governance.models import DutyOccurrence
from governance.selectors.workspace import WorkspaceFacts, WorkspaceItem

# A meeting that people were called to needs nothing more of who keeps the calendar.
_CALLED = frozenset({MeetingState.CONVENED, MeetingState.IN_SESSION})


def duties(facts: WorkspaceFacts) -> Iterator[WorkspaceItem]:
    """What is owed and late, or due within the warning period of the deal. One query."""
    for occurrence in _occurrences(deal=facts.deal.pk, soon=facts.soon):
        is_late = occurrence.due < facts.on
        meeting = occurrence.meeting
        if meeting is not None and meeting.state in _CALLED and not is_late:
            continue
        duty = occurrence.duty
        body = facts.bodies.get(duty.body_id or 0)
        says = _("Had to be done on %(day)s") if is_late else _("At the latest on %(day)s")
        yield WorkspaceItem(
            kind="kalender",
            title=duty.name,
            text=body.name if body else facts.deal.name,
            url=address("governance:occurrence_detail", facts.deal.slug, duty.pk, occurrence.pk),
            action=_("See what is needed"),
            about=f"{duty.name}, {in_words(occurrence.due)}",
            due=occurrence.due,
            says=says % {"day": in_words(occurrence.due)},
            level="danger" if is_late else "neutral",
            icon="calendar-due",
            body_id=duty.body_id,
        )


@compiled
def _occurrences(deal: Any, soon: Any) -> QuerySet[DutyOccurrence]:
    owed = DutyOccurrence.objects.filter(Q(due__lte=soon), duty__deal=deal, state=OccurrenceState.PLANNED)
    return owed.select_related("duty", "meeting").order_by("due", "pk")
