"""The items of the workspace about actions that are too late, whoever owns them (rule 3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.dates import in_words
from governance.models import ActionItem, Person
from governance.permissions_actions import UNFINISHED
from governance.selectors.workspace import Row, WorkspaceFacts, WorkspaceItem


def late_actions(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Actions of all bodies that should have been done."""
    for row in rows:
        body, due = facts.bodies[row["body"]], date.fromisoformat(row["due"])
        yield WorkspaceItem(
            kind="acties",
            title=_("Too late: %(action)s") % {"action": row["text"]},
            text=f"{_owner(facts, row) or _('Project organisation')}, {body.name}",
            url=address("governance:action_detail", facts.deal.slug, body.slug, row["id"]),
            action=_("See the action"),
            about=row["text"],
            due=due,
            says=_("It was due on %(day)s") % {"day": in_words(due)},
            level="danger",
            icon="alert-octagon",
            body_id=row["body"],
        )


def _owner(facts: WorkspaceFacts, row: Row) -> str:
    """Return whose it is; empty for the project organisation."""
    if row["person"] is not None:
        return Person(**row["person"]).name
    of_seat = (seat.name for body in facts.facts.bodies for seat in body.seats if seat.id == row["seat"])
    return next(of_seat, "")


def late_action_rows(on: Any, _soon: Any) -> QuerySet[Any]:
    """Return the question for actions that are late."""
    person = JSONObject(
        given_name="person__given_name",
        prefix="person__prefix",
        family_name="person__family_name",
    )
    row = JSONObject(
        id="pk",
        body="body_id",
        text="text",
        due="due_on",
        seat="seat_id",
        person=Case(When(person__isnull=False, then=person)),
    )
    late = ActionItem.objects.filter(body__deal=OuterRef("pk"), due_on__lt=on, state__in=sorted(UNFINISHED))
    return late.order_by("due_on", "pk").values_list(row)
