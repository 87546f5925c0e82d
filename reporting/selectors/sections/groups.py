"""The section about the working groups: steps, trend, what moved, and what came later and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.dates import holds_on, in_words
from governance.models import CityDeal
from reporting.enums import ChangeKind
from reporting.rules.changes import Change, States, by_id, item_changes
from reporting.rules.document import (
    Block,
    Bullets,
    Chart,
    Facts,
    Heading,
    Paragraph,
    Series,
    Status,
    Table,
)
from reporting.selectors.sections.base import Data, Period, Section
from reporting.selectors.sections.common import iso, open_bodies, said
from workgroups.enums import Judgement, StepState
from workgroups.models import GroupUpdate, Step, StepMove, StepStatus, WorkingGroup
from workgroups.rules.progress import StepFact, Trend, progress, trend

STATES = States(done=frozenset({StepState.DONE.value}), dropped=frozenset({StepState.DROPPED.value}))
# What a lead wrote in an update is cut here: the whole of it stands on the page of the group.
MOST_SIGNS = 2000
_SHAPES: dict[Judgement, Literal["safe", "warning", "danger"]] = {
    Judgement.ON_COURSE: "safe",
    Judgement.ATTENTION: "warning",
    Judgement.ADJUST: "danger",
}


def collect(deal: CityDeal, period: Period) -> Data:
    """Return how the working groups that exist on the day stand. Five queries."""
    groups = list(_groups(deal, period))
    ids = [group.pk for group in groups]
    steps: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(group__in=ids).order_by("order", "pk"):
        steps[step.group_id].append(step)
    updates: dict[int, list[GroupUpdate]] = defaultdict(list)
    for update in last_updates(ids, period):
        updates[update.group_id].insert(0, update)
    why = _reasons(ids, period)
    return {
        "groups": [_group(group, steps[group.pk], updates[group.pk], why, period) for group in groups],
    }


def _groups(deal: CityDeal, period: Period) -> QuerySet[WorkingGroup]:
    found = WorkingGroup.objects.filter(open_bodies(), holds_on(period.on, "body__"), body__deal=deal)
    return found.select_related("body", "question").order_by("body__order", "body__name", "pk")


def last_updates(groups: Iterable[int], period: Period) -> QuerySet[Any]:
    """Return the last two updates of each group up to the day, the newest first. One query."""
    place = Window(RowNumber(), partition_by=F("group"), order_by=[F("on").desc(), F("pk").desc()])
    found = GroupUpdate.objects.filter(group__in=groups, corrected_by__isnull=True, on__lte=period.on)
    return found.annotate(place=place).filter(place__lte=2).order_by("group", "-on", "-pk")


def _reasons(groups: Sequence[int], period: Period) -> dict[int, str]:
    """Return why a step moved or got another state in the period: the last reason that was given."""
    made = Q(created_at__date__gte=period.start, step__group__in=groups) & ~Q(reason="")
    found: dict[int, tuple[Any, str]] = {}
    for model in (StepMove, StepStatus):
        for step, at, reason in model.objects.filter(made).values_list("step", "created_at", "reason"):
            if step not in found or found[step][0] < at:
                found[step] = (at, reason)
    return {step: reason for step, (_at, reason) in found.items()}


def _group(
    group: WorkingGroup,
    steps: Sequence[Step],
    updates: Sequence[GroupUpdate],
    why: dict[int, str],
    period: Period,
) -> dict[str, Any]:
    far = progress([StepFact(step.state, step.weight) for step in steps])
    last = updates[-1] if updates else None
    way = trend([update.judgement for update in updates])
    return {
        "id": group.pk,
        "title": group.body.name,
        "question": group.question.text,
        "done": far.done,
        "total": far.total,
        "percent": far.percent,
        "judgement": last.judgement if last else "",
        "trend": way.value if way else "",
        "reason": last.reason if last else "",
        "told_on": iso(last.on) if last else "",
        "told": {part: getattr(last, part)[:MOST_SIGNS] for part in ("done", "now", "next")} if last else {},
        "in_period": bool(last and last.on >= period.start),
        "steps": [
            {
                "id": step.pk,
                "title": step.title,
                "state": step.state,
                "end": iso(step.planned_end),
                "planned": in_words(step.planned_end),
                "done_on": iso(step.actual_end),
                "why": why.get(step.pk, ""),
            }
            for step in steps
        ],
    }


def changes(old: Data, new: Data) -> list[Change]:
    """Return what became of groups and of the steps of groups that are in both."""
    before, after = by_id(old["groups"]), by_id(new["groups"])
    found = []
    for pk, group in after.items():
        if pk in before:
            found += item_changes(before[pk]["steps"], group["steps"], STATES, group["title"])
        else:
            found.append(Change(ChangeKind.NEW, group["title"], _("Working groups")))
    gone = [group for pk, group in before.items() if pk not in after]
    return found + [Change(ChangeKind.DROPPED, group["title"], _("Working groups")) for group in gone]


def blocks(data: Data) -> Sequence[Block]:
    """Return a chart of all groups, then a part for each."""
    groups = data["groups"]
    if not groups:
        return [Paragraph(_("The deal has no working groups in this period."))]
    chart = Chart(
        "bars",
        _("Steps done per working group"),
        _("How many percent of the steps of each working group is done."),
        [group["title"] for group in groups],
        [Series(_("Done"), [group["percent"] for group in groups])],
        "%",
    )
    return [chart, *(block for group in groups for block in _group_blocks(group))]


def _group_blocks(group: dict[str, Any]) -> list[Block]:
    status = None
    if group["judgement"]:
        judgement = Judgement(group["judgement"])
        status = Status(_SHAPES[judgement], str(judgement.label))
    found: list[Block] = [Heading(group["title"], status=status), Paragraph(group["question"])]
    found.append(Facts(_facts(group)))
    told = group["told"] if group["in_period"] else {}
    labels = {"done": _("Done"), "now": _("Now"), "next": _("Next step")}
    lines = [f"{label}: {told[part]}" for part, label in labels.items() if told.get(part)]
    if lines:
        found.append(Bullets(lines))
    elif not group["in_period"]:
        found.append(Paragraph(_("The lead gave no update in this period.")))
    if group["steps"]:
        found.append(_steps(group))
    return found


def _facts(group: dict[str, Any]) -> list[tuple[str, str]]:
    ways = {Trend.BETTER: _("gets better"), Trend.SAME: _("the same"), Trend.WORSE: _("gets worse")}
    judgement = str(Judgement(group["judgement"]).label) if group["judgement"] else _("No update yet")
    if group["trend"]:
        judgement = f"{judgement}, {ways[Trend(group['trend'])]}"
    done = _("%(done)s of %(total)s") % {"done": group["done"], "total": group["total"]}
    rows = [(_("Judgement of the lead"), judgement), (_("Steps done"), done)]
    return [*rows, (_("Why"), group["reason"])] if group["reason"] else rows


def _steps(group: dict[str, Any]) -> Table:
    return Table(
        _("Steps of %(group)s") % {"group": group["title"]},
        [_("Step"), _("State"), _("Planned until"), _("Why it changed")],
        [
            [
                step["title"],
                str(StepState(step["state"]).label),
                said(step["done_on"]) if step["state"] == StepState.DONE else step["planned"],
                step["why"],
            ]
            for step in group["steps"]
        ],
    )


SECTION = Section("groups", gettext_lazy("Working groups"), 20, collect, blocks, changes)
