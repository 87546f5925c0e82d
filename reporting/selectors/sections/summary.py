"""The first section: the deal in numbers, on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.dates import holds_on
from governance.enums import PartyState
from governance.models import CityDeal, Decision, Party
from governance.permissions_reports import among_open_decisions
from reporting.rules.document import Block, Facts, Paragraph
from reporting.selectors.sections.base import Data, Period, Section
from reporting.selectors.sections.common import LEVELS, iso, open_bodies, said
from reporting.selectors.sections.groups import last_updates
from workgroups.enums import InstrumentState, Judgement, MilestoneState, StepState
from workgroups.models import Step, WorkingGroup
from workgroups.rules.progress import trend

_IN_USE = [InstrumentState.IN_USE, InstrumentState.EMBEDDED]


def collect(deal: CityDeal, period: Period) -> Data:
    """Return the numbers of the deal. Six queries."""
    groups = WorkingGroup.objects.filter(open_bodies(), holds_on(period.on, "body__"), body__deal=deal)
    ids = list(groups.values_list("pk", flat=True))
    told: dict[int, list[str]] = {}
    for update in last_updates(ids, period):
        told.setdefault(update.group_id, []).insert(0, update.judgement)
    late = Q(state=StepState.PLANNED, planned_start__lt=period.on) | Q(
        state=StepState.BUSY, planned_end__lt=period.on
    )
    counting = Step.objects.filter(group__in=ids).exclude(state=StepState.DROPPED)
    known: Any = Party.objects.filter(deal=deal).with_state(period.on)
    parties = known.filter(state=PartyState.PARTY)
    decisions = Decision.objects.filter(
        among_open_decisions([], period.on),
        open_bodies(),
        body__deal=deal,
        taken_on__gte=period.start,
        taken_on__lte=min(period.end, period.on),
        withdrawn_on__isnull=True,
    )
    return {
        "term": [iso(deal.start), iso(deal.end)],
        "parties": parties.count(),
        "groups": len(ids),
        "judgements": dict(Counter(words[-1] for words in told.values())),
        "trends": dict(Counter(way.value for words in told.values() if (way := trend(words)))),
        "steps": counting.aggregate(
            total=Count("pk"), done=Count("pk", filter=Q(state=StepState.DONE)), late=Count("pk", filter=late)
        ),
        **_planned_and_made(deal, period),
        "decisions": decisions.count(),
    }


def _planned_and_made(deal: CityDeal, period: Period) -> dict[str, dict[str, int]]:
    """Return how many milestones and instruments there are, and how far. One query."""
    planned = (Q(milestones__group__isnull=True) | open_bodies("milestones__group__body")) & ~Q(
        milestones__state=MilestoneState.DROPPED
    )
    reached = planned & Q(milestones__state=MilestoneState.REACHED)
    late = planned & Q(milestones__state=MilestoneState.OPEN, milestones__planned_end__lt=period.on)
    made = Q(instruments__access__in=LEVELS) & ~Q(instruments__state=InstrumentState.DROPPED)
    found = CityDeal.objects.filter(pk=deal.pk).aggregate(
        planned=Count("milestones", filter=planned, distinct=True),
        reached=Count("milestones", filter=reached, distinct=True),
        late=Count("milestones", filter=late, distinct=True),
        made=Count("instruments", filter=made, distinct=True),
        in_use=Count("instruments", filter=made & Q(instruments__state__in=_IN_USE), distinct=True),
    )
    return {
        "milestones": {"total": found["planned"], "reached": found["reached"], "late": found["late"]},
        "instruments": {"total": found["made"], "in_use": found["in_use"]},
    }


def blocks(data: Data) -> Sequence[Block]:
    """Return the deal in a sentence, and its numbers."""
    done = _("%(done)s of %(total)s")
    steps, milestones, instruments = data["steps"], data["milestones"], data["instruments"]
    rows = [
        (_("Parties to the deal"), str(data["parties"])),
        (_("Working groups"), str(data["groups"])),
        (_("Judgement of their leads"), _judgements(data)),
        (_("Steps done"), done % {"done": steps["done"], "total": steps["total"]}),
        (_("Steps later than planned"), str(steps["late"])),
        (_("Milestones reached"), done % {"done": milestones["reached"], "total": milestones["total"]}),
        (_("Milestones later than planned"), str(milestones["late"])),
        (_("Instruments in use"), done % {"done": instruments["in_use"], "total": instruments["total"]}),
        (_("Decisions in this period"), str(data["decisions"])),
    ]
    return [Paragraph(_sentence(data), tone="lead"), Facts(rows)]


def _judgements(data: dict[str, Any]) -> str:
    found = [
        f"{data['judgements'][judgement.value]} {str(judgement.label).lower()}"
        for judgement in Judgement
        if data["judgements"].get(judgement.value)
    ]
    silent = data["groups"] - sum(data["judgements"].values())
    return ", ".join([*found, _("%(count)s without an update") % {"count": silent}] if silent else found)


def _sentence(data: dict[str, Any]) -> str:
    start, end = data["term"]
    on_course = data["judgements"].get(Judgement.ON_COURSE.value, 0)
    term = (
        _("The deal runs from %(start)s to %(end)s.") % {"start": said(start), "end": said(end)}
        if end
        else _("The deal runs since %(start)s.") % {"start": said(start)}
    )
    groups = ngettext(
        "%(on_course)s of %(count)s working group is on course.",
        "%(on_course)s of %(count)s working groups are on course.",
        data["groups"],
    ) % {"on_course": on_course, "count": data["groups"]}
    return f"{term} {groups}"


SECTION = Section("summary", gettext_lazy("Summary"), 10, collect, blocks)
