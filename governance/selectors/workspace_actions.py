"""The items of the workspace about actions that are too late, whoever owns them (rule 3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.models import ActionItem
from governance.permissions_actions import UNFINISHED
from governance.selectors.workspace import WorkspaceFacts, WorkspaceItem


def late_actions(facts: WorkspaceFacts) -> Iterator[WorkspaceItem]:
    """Actions of all bodies that should have been done. One query."""
    for action in _late(deal=facts.deal.pk, on=facts.on):
        owner = action.person or action.seat
        body = facts.bodies[action.body_id]
        yield WorkspaceItem(
            kind="acties",
            title=_("Too late: %(action)s") % {"action": action.text},
            text=f"{owner.name if owner else _('Project organisation')}, {body.name}",
            url=address("governance:action_detail", facts.deal.slug, body.slug, action.pk),
            action=_("See the action"),
            about=action.text,
            due=action.due_on,
            says=_("It was due on %(day)s") % {"day": in_words(action.due_on)},
            level="danger",
            icon="alert-octagon",
            body_id=action.body_id,
        )


@compiled
def _late(deal: Any, on: Any) -> QuerySet[ActionItem]:
    found = ActionItem.objects.filter(body__deal=deal, due_on__lt=on, state__in=sorted(UNFINISHED))
    return found.select_related("person", "seat__party__organization", "seat__organization")
