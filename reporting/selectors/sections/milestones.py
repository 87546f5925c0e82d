"""The sections about milestones, and about what comes within and after the term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.dates import holds_on
from governance.models import CityDeal, Phase
from reporting.rules.changes import Change, States, item_changes
from reporting.rules.document import Block, Bullets, Heading, Paragraph, Table
from reporting.selectors.sections.base import Data, Period, Section
from reporting.selectors.sections.common import LEVELS, iso, open_bodies, said
from workgroups.enums import MilestoneState, StepState
from workgroups.models import InstrumentUse, Milestone, MilestoneMove, Step
from workgroups.rules.moments import moment_words

STATES = States(
    done=frozenset({MilestoneState.REACHED.value}), dropped=frozenset({MilestoneState.DROPPED.value})
)


def _milestones(deal: CityDeal) -> QuerySet[Milestone]:
    """Return the milestones of a deal that everybody in it reads."""
    readable = Q(group__isnull=True) | open_bodies("group__body")
    return Milestone.objects.filter(readable, deal=deal).order_by("planned_end", "planned_start", "pk")


def _words(milestone: Milestone) -> str:
    return moment_words(milestone.planned_start, milestone.planned_end, milestone.precision)


def collect(deal: CityDeal, period: Period) -> Data:
    """Return the milestones of a deal. Two queries."""
    told = MilestoneMove.objects.filter(milestone__deal=deal, created_at__date__gte=period.start).exclude(
        reason=""
    )
    why = dict(told.order_by("pk").values_list("milestone", "reason"))
    return {
        "milestones": [
            {
                "id": each.pk,
                "title": each.title,
                "state": each.state,
                "end": iso(each.planned_end),
                "planned": _words(each),
                "reached": iso(each.actual_on),
                "late": each.state == MilestoneState.OPEN and each.planned_end < period.on,
                "why": why.get(each.pk, ""),
            }
            for each in _milestones(deal)
        ]
    }


def changes(old: Data, new: Data) -> list[Change]:
    """Return what became of milestones."""
    return item_changes(old["milestones"], new["milestones"], STATES, _("Milestones"))


def blocks(data: Data) -> Sequence[Block]:
    """Return the milestones, planned beside real."""
    rows = data["milestones"]
    if not rows:
        return [Paragraph(_("The deal has no milestones yet."))]
    return [
        Table(
            _("Milestones"),
            [_("Milestone"), _("Planned"), _("State"), _("Why it changed")],
            [[row["title"], row["planned"], _state(row), row["why"]] for row in rows],
        )
    ]


def _state(row: dict[str, Any]) -> str:
    if row["state"] == MilestoneState.REACHED:
        return _("Reached on %(day)s") % {"day": said(row["reached"])}
    if row["late"]:
        return _("Open, later than planned")
    return str(MilestoneState(row["state"]).label)


# --- Within and after the term ---------------------------------------------------------------------


def collect_outlook(deal: CityDeal, period: Period) -> Data:
    """Return what is planned after the day, within the term and after it. Four queries. Source: rule 6."""
    end = deal.end or date.max
    coming = list(_milestones(deal).filter(state=MilestoneState.OPEN, planned_end__gte=period.on))
    steps = Step.objects.filter(
        open_bodies("group__body"),
        holds_on(period.on, "group__body__"),
        group__body__deal=deal,
        state__in=[StepState.PLANNED, StepState.BUSY],
    ).select_related("group__body")
    phases = Phase.objects.filter(deal=deal, actual_end__isnull=True)
    uses = InstrumentUse.objects.filter(
        holds_on(period.on), version__instrument__deal=deal, version__instrument__access__in=LEVELS
    )
    used = uses.values("version__instrument__title").annotate(
        parties=Count("party", filter=Q(end__isnull=True) | Q(end__gt=end), distinct=True)
    )
    return {
        "end": iso(deal.end),
        "within": [f"{each.title} ({_words(each)})" for each in coming if each.planned_end <= end],
        "after": [f"{each.title} ({_words(each)})" for each in coming if each.planned_end > end],
        "steps": _next_steps(steps.order_by("group__body__order", "group", "order", "pk")),
        "phases": [
            {
                "title": phase.name,
                "from": iso(phase.actual_start or phase.planned_start),
                "to": iso(phase.planned_end),
                "after": phase.planned_start > end,
            }
            for phase in phases.order_by("order", "pk")
        ],
        "stays": [
            {"title": row["version__instrument__title"], "parties": row["parties"]}
            for row in used.order_by("version__instrument__title")
            if row["parties"]
        ],
    }


def _next_steps(steps: QuerySet[Step]) -> list[dict[str, str]]:
    """Return of each group the step at hand: what is busy before what is planned."""
    found: dict[int, Step] = {}
    for step in steps:
        known = found.get(step.group_id)
        if known is None or (known.state != StepState.BUSY and step.state == StepState.BUSY):
            found[step.group_id] = step
    return [
        {"group": step.group.body.name, "title": step.title, "end": iso(step.planned_end)}
        for step in found.values()
    ]


def outlook_blocks(data: Data) -> Sequence[Block]:
    """Return what comes within the term, and what after it."""
    title = (
        _("Within the term, until %(day)s") % {"day": said(data["end"])}
        if data["end"]
        else _("Within the term")
    )
    within: list[Block] = [Heading(title)]
    phases = [_phase(phase) for phase in data["phases"] if not phase["after"]]
    if [*phases, *data["within"]]:
        within.append(Bullets([*phases, *data["within"]]))
    if data["steps"]:
        within.append(
            Table(
                _("The next step of each working group"),
                [_("Working group"), _("Step"), _("Planned until")],
                [[row["group"], row["title"], said(row["end"])] for row in data["steps"]],
            )
        )
    if len(within) == 1:
        within.append(Paragraph(_("Nothing is planned yet.")))
    stays = [
        ngettext(
            "%(title)s stays in use with %(count)s party",
            "%(title)s stays in use with %(count)s parties",
            row["parties"],
        )
        % {"title": row["title"], "count": row["parties"]}
        for row in data["stays"]
    ]
    after = [*(_phase(phase) for phase in data["phases"] if phase["after"]), *data["after"], *stays]
    return [
        *within,
        Heading(_("After the term")),
        Bullets(after) if after else Paragraph(_("Nothing is planned yet.")),
    ]


def _phase(phase: dict[str, Any]) -> str:
    words = {"phase": phase["title"], "start": said(phase["from"]), "end": said(phase["to"])}
    if not phase["to"]:
        return _("Phase %(phase)s, from %(start)s") % words
    return _("Phase %(phase)s, from %(start)s to %(end)s") % words


MILESTONES = Section("milestones", gettext_lazy("Milestones"), 50, collect, blocks, changes)
OUTLOOK = Section(
    "outlook", gettext_lazy("Outlook within and after the term"), 120, collect_outlook, outlook_blocks
)
