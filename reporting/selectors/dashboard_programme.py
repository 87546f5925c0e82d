"""All deals that a reader may see, side by side; in the order of their names, never ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.models import User
from governance.enums import DealState
from governance.models import CityDeal
from governance.permissions import visible_deals
from governance.selectors.rule_parts import a_day, day
from reporting.enums import RiskState
from reporting.models import ProgressReport, Risk
from reporting.permissions import OUT_STATES
from reporting.permissions_dashboards import ProgrammeReader, among_programme_groups, programme_reader
from reporting.rules.risks import Weight, weight
from workgroups.enums import Judgement, MilestoneState
from workgroups.models import GroupUpdate, Milestone, WorkingGroup
from workgroups.rules.milestones import is_late


@dataclass(frozen=True)
class DealLine:
    """A deal beside the others. ``reads``: whether the reader knows judgements and risks of it."""

    name: str
    url: str
    state: str
    reads: bool
    groups: int
    on_course: int
    attention: int
    adjust: int
    milestones: int
    reached: int
    late: int
    heavy: int
    reported: date | None

    @property
    def badge(self) -> tuple[str, str]:
        """Return shape and word of how its groups stand together: that of the worst."""
        if self.adjust:
            return "danger", str(Judgement.ADJUST.label)
        if self.attention:
            return "warning", str(Judgement.ATTENTION.label)
        if self.on_course:
            return "safe", str(Judgement.ON_COURSE.label)
        return "neutral", _("No update yet")

    @property
    def group_words(self) -> str:
        """Return how many groups are on course."""
        return _("%(on_course)s of %(total)s on course") % {
            "on_course": self.on_course,
            "total": self.groups,
        }

    @property
    def milestone_words(self) -> str:
        """Return how many milestones are reached."""
        return _("%(reached)s of %(total)s reached") % {"reached": self.reached, "total": self.milestones}


def programme_deals(user: User) -> QuerySet[CityDeal]:
    """Return the deals that this account may see and that are not closed, by name; to be shown in pages."""
    return visible_deals(user).exclude(state=DealState.CLOSED).order_by("name", "pk")


def programme_lines(user: User, deals: Sequence[CityDeal], on: date) -> list[DealLine]:
    """Return these deals side by side, as far as this account may read each. One query besides the rights."""
    reader = programme_reader(user)
    rows = _rows(ids=[deal.pk for deal in deals], on=on, **asdict(reader))
    found = {pk: rest for pk, *rest in rows}
    return [_line(deal, found[deal.pk], reader, on) for deal in deals]


@compiled
def _rows(ids: Any, on: Any, deals: Any, whole: Any, own: Any, led: Any) -> QuerySet[Any]:
    of_deal = {"deal": OuterRef("pk")}
    corrected = GroupUpdate.objects.filter(corrects=OuterRef("pk"))
    last = GroupUpdate.objects.filter(~Exists(corrected), group=OuterRef("pk"))
    groups = WorkingGroup.objects.filter(
        holds_on(on, "body__"),
        among_programme_groups(deals, whole, own, led),
        body__deal=OuterRef("pk"),
    ).annotate(judged=Subquery(last.order_by("-on", "-pk").values("judgement")[:1]))
    readable = Q(group__isnull=True) | among_programme_groups(deals, whole, own, led, "group__")
    milestones = Milestone.objects.filter(readable, **of_deal).exclude(state=MilestoneState.DROPPED.value)
    risks = Risk.objects.filter(readable, **of_deal, state=RiskState.OPEN.value, deal__any=deals)
    sent = ProgressReport.objects.filter(**of_deal, state__in=sorted(OUT_STATES), deal__any=deals)
    arrays = {
        "judged": ArraySubquery(groups.order_by("pk").values_list(JSONObject(judged="judged"))),
        "planned": ArraySubquery(
            milestones.order_by("pk").values_list(JSONObject(state="state", end="planned_end"))
        ),
        "open_risks": ArraySubquery(
            risks.order_by("pk").values_list(JSONObject(kind="kind", chance="chance", effect="effect"))
        ),
        "last_report": ArraySubquery(
            sent.order_by("-period_end", "-pk").values_list(JSONObject(end="period_end"))[:1]
        ),
    }
    return CityDeal.objects.filter(pk__any=ids).order_by().annotate(**arrays).values_list("pk", *arrays)


def _line(deal: CityDeal, row: Sequence[Any], reader: ProgrammeReader, on: date) -> DealLine:
    judged, planned, risks, reports = row
    judgements = [each["judged"] for each in judged]
    reads = deal.pk in reader.deals
    return DealLine(
        name=deal.name,
        url=address("reporting:dashboard", deal.slug) if reads else deal.get_absolute_url(),
        state=deal.get_state_display(),
        reads=reads,
        groups=len(judgements),
        on_course=judgements.count(Judgement.ON_COURSE),
        attention=judgements.count(Judgement.ATTENTION),
        adjust=judgements.count(Judgement.ADJUST),
        milestones=len(planned),
        reached=sum(each["state"] == MilestoneState.REACHED for each in planned),
        late=sum(is_late(each["state"], a_day(each["end"]), on) for each in planned),
        heavy=sum(weight(each["kind"], each["chance"], each["effect"]) is Weight.HEAVY for each in risks),
        reported=day(reports[0]["end"]) if reports else None,
    )
