"""What the workspace shows of the work: groups nobody leads, updates that are owed, steps that are late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.dates import holds_on, in_words
from governance.models import Body
from governance.selectors.workspace import SOURCES, Row, Source, WorkspaceFacts, WorkspaceItem
from workgroups.enums import LeadRole, StepState
from workgroups.models import GroupLead, GroupUpdate, Step, WorkingGroup
from workgroups.rules.progress import report_due

KIND = "werk"


def work(facts: WorkspaceFacts, rows: list[Row]) -> Iterator[WorkspaceItem]:
    """Groups without a lead, groups whose update is owed, and steps that are late."""
    for row in rows:
        group = facts.bodies[row["body"]]
        if not row["has_lead"]:
            yield _unled(facts, group)
        last = date.fromisoformat(row["last_update"]) if row["last_update"] else None
        due = report_due(last, group.start, row["weeks"])
        if due < facts.on:
            yield _owed(facts, group, due, row["weeks"])
        for step in row["late_steps"]:
            yield _late(facts, group, step)


def _unled(facts: WorkspaceFacts, group: Body) -> WorkspaceItem:
    return WorkspaceItem(
        kind=KIND,
        title=_("Nobody leads it: %(group)s") % {"group": group.name},
        text=_("Without a lead nobody reports on the group."),
        url=address("workgroups:lead_list", facts.deal.slug, group.slug),
        action=_("Name a lead"),
        about=group.name,
        level="danger",
        icon="user-plus",
        body_id=group.pk,
    )


def _owed(facts: WorkspaceFacts, group: Body, due: date, weeks: int) -> WorkspaceItem:
    return WorkspaceItem(
        kind=KIND,
        title=_("No update: %(group)s") % {"group": group.name},
        text=_("The lead reports every %(weeks)s weeks.") % {"weeks": weeks},
        url=address("workgroups:group_detail", facts.deal.slug, group.slug),
        action=_("See the group"),
        about=group.name,
        due=due,
        says=_("Due on %(day)s") % {"day": in_words(due)},
        level="warning",
        icon="clock",
        body_id=group.pk,
    )


def _late(facts: WorkspaceFacts, group: Body, step: Row) -> WorkspaceItem:
    busy = step["state"] == StepState.BUSY
    due = date.fromisoformat(step["end"] if busy else step["start"])
    words = _("Should have been done on %(day)s") if busy else _("Should have begun on %(day)s")
    return WorkspaceItem(
        kind=KIND,
        title=_("Step is late: %(step)s") % {"step": step["title"]},
        text=group.name,
        url=address("workgroups:step_detail", facts.deal.slug, group.slug, step["id"]),
        action=_("See the step"),
        about=f"{step['title']}, {group.name}",
        due=due,
        says=words % {"day": in_words(due)},
        level="warning",
        icon="hourglass",
        body_id=group.pk,
    )


def work_rows(on: Any, _soon: Any) -> QuerySet[Any]:
    """Return the question for the groups of today: their lead, last update, and steps that are late."""
    leads = GroupLead.objects.filter(holds_on(on), role=LeadRole.LEAD.value, is_deputy=False)
    leads = leads.filter(group=OuterRef("pk"))
    updates = GroupUpdate.objects.filter(group=OuterRef("pk"), corrected_by__isnull=True).order_by("-on")
    planned = Q(state=StepState.PLANNED.value, planned_start__lt=on)
    busy = Q(state=StepState.BUSY.value, planned_end__lt=on)
    step = JSONObject(id="pk", title="title", state="state", start="planned_start", end="planned_end")
    late = Step.objects.filter(planned | busy, group=OuterRef("pk")).order_by("order", "pk").values_list(step)
    row = JSONObject(
        body="body_id",
        weeks="update_weeks",
        has_lead=Exists(leads),
        last_update=Subquery(updates.values("on")[:1]),
        late_steps=ArraySubquery(late),
    )
    found = WorkingGroup.objects.filter(holds_on(on, "body__"), body__deal=OuterRef("pk"))
    return found.order_by("body__order", "pk").values_list(row)


def register_sources() -> None:
    """Register the items of this app; called once, at start."""
    SOURCES.register(KIND, Source(gettext_lazy("The work"), work, work_rows))
