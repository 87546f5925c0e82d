"""The dashboard of the project manager: the whole deal, where it hurts, and when the work is likely done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.charts import Chart
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from citydeal.models import User
from governance.enums import AgreementState, OccurrenceState
from governance.models import ActionItem, CityDeal, DutyOccurrence, PartyAgreement
from governance.permissions import among_open_bodies, bodies_open_to
from governance.permissions_actions import UNFINISHED
from governance.selectors.rule_parts import a_day
from reporting.selectors.contributions import Contributions, deal_contributions
from reporting.selectors.dashboard import (
    SHOWN_RISKS,
    Folded,
    fold,
    near_lines,
    open_lines,
)
from reporting.selectors.dashboard_changes import Line, at_risk
from reporting.selectors.dashboard_charts import (
    Figure,
    MilestoneCounts,
    contributions_chart,
    contributions_figure,
    count_milestones,
    groups_figure,
    milestones_figure,
)
from reporting.selectors.dashboard_groups import (
    GroupCounts,
    GroupLine,
    count_groups,
    group_lines,
    group_rows,
)
from reporting.selectors.risks import RiskLine, risk_lines
from workgroups.rules.timeline import Drawing
from workgroups.selectors.milestones import MilestoneLine, lines_of_milestones
from workgroups.selectors.planning import Planning, PlanningFilter

# So many late actions, duties and agreements are read.
MOST = 20
SHOWN_HURTS = 8


@dataclass(frozen=True)
class ManagerDashboard:
    """All that the dashboard of the project manager shows."""

    on: date
    hurts: Folded[Line]
    groups: Sequence[GroupLine]
    counts: GroupCounts
    milestones: Sequence[MilestoneLine]
    drawing: Drawing | None
    reached: MilestoneCounts
    risks: Folded[RiskLine]
    contributions: Contributions

    @property
    def open_milestones(self) -> list[MilestoneLine]:
        """Return the milestones that are still to come, the first ones of those that are drawn."""
        return open_lines(self.milestones)

    @property
    def figures(self) -> list[Figure]:
        """Return the figures above the page, each with its comparison."""
        found = [
            groups_figure(self.counts, None),
            milestones_figure(self.reached),
            self._late(),
            contributions_figure(self.contributions),
        ]
        return [figure for figure in found if figure is not None]

    def _late(self) -> Figure:
        late = sum(group.late for group in self.groups)
        due = sum(group.is_due for group in self.groups)
        words = ngettext(
            "%(count)s working group owes an update", "%(count)s working groups owe an update", due
        )
        return Figure(str(late), "", _("Steps too late"), words % {"count": due})

    @property
    def chart(self) -> Chart | None:
        """Return the hours of the parties as a chart; None where nobody promised any."""
        return contributions_chart(self.contributions)

    @property
    def sentence(self) -> str:
        """Return in one sentence when the work is done, as it goes now."""
        expected = [group.forecast.expected for group in self.groups if group.forecast.expected]
        if not expected:
            return _("No step is open.")
        words = _("As it goes now, the last step is done on %(day)s.") % {"day": in_words(max(expected))}
        after = sum(group.forecast.after_term for group in self.groups)
        if not after:
            return words
        late = ngettext(
            "Of %(count)s working group that is after the last day of the deal.",
            "Of %(count)s working groups that is after the last day of the deal.",
            after,
        )
        return f"{words} {late % {'count': after}}"


def manager_dashboard(user: User, deal: CityDeal, on: date) -> ManagerDashboard:
    """Return the dashboard of the whole deal, for who reads every body of it.

    Three queries besides the rights, and those of contributions.
    """
    ((actions, occurrences, agreements, group_data),) = _rows(on=on, **bodies_open_to(user, deal))
    groups = group_lines(deal, group_data, on)
    milestones = lines_of_milestones(user, deal, on, [])
    risks = risk_lines(user, deal, [])
    near = near_lines(milestones, on)
    hurts = [
        *at_risk(groups, milestones, risks, on),
        *_late_actions(deal, actions, on),
        *_late_duties(deal, occurrences),
        *_late_agreements(deal, agreements),
        *_owed_updates(groups),
    ]
    return ManagerDashboard(
        on=on,
        hurts=fold(sorted(hurts, key=lambda line: (line.rank, line.on)), SHOWN_HURTS),
        groups=groups,
        counts=count_groups(groups, compares=False),
        milestones=near,
        drawing=Planning([], near, on, may_plan=False).drawing(PlanningFilter()),
        reached=count_milestones(milestones, on),
        risks=fold([line for line in risks if line.is_open], SHOWN_RISKS),
        contributions=deal_contributions(user, deal, on),
    )


@compiled
def _rows(deal: Any, levels: Any, own: Any, on: Any) -> QuerySet[Any]:
    readable = among_open_bodies(deal, levels, own, "body")
    actions = ActionItem.objects.filter(readable, state__in=sorted(UNFINISHED), due_on__lt=on)
    action = JSONObject(id="pk", text="text", due="due_on", body="body__name", slug="body__slug")
    owed = DutyOccurrence.objects.filter(duty__deal=deal, state=OccurrenceState.PLANNED.value, due__lt=on)
    duty = JSONObject(id="pk", duty="duty_id", title="duty__name", due="due")
    waiting = PartyAgreement.objects.filter(
        among_open_bodies(deal, levels, own, "decision__body"),
        decision__withdrawn_on__isnull=True,
        decision__asks_parties=True,
        confirmed_on__isnull=True,
        due_on__lt=on,
    ).exclude(state=AgreementState.REFUSED.value)
    agreement = JSONObject(
        id="decision_id",
        title="decision__title",
        party="party__organization__name",
        due="due_on",
        slug="decision__body__slug",
    )
    arrays = {
        "late_actions": ArraySubquery(actions.order_by("due_on", "pk").values_list(action)[:MOST]),
        "late_duties": ArraySubquery(owed.order_by("due", "pk").values_list(duty)[:MOST]),
        "late_agreements": ArraySubquery(waiting.order_by("due_on", "pk").values_list(agreement)[:MOST]),
        "works": ArraySubquery(group_rows(on, readable, with_first=True)),
    }
    return CityDeal.objects.filter(pk=deal).order_by().annotate(**arrays).values_list(*arrays)


def _since(day: date) -> str:
    return _("Since %(day)s") % {"day": in_words(day)}


def _late_actions(deal: CityDeal, rows: Sequence[dict[str, Any]], on: date) -> Iterator[Line]:
    for row in rows:
        due = a_day(row["due"])
        yield Line(
            5,
            due,
            "clock",
            "warning",
            _("Action too late: %(action)s") % {"action": row["text"]},
            f"{row['body']} – {_since(due)}",
            address("governance:action_detail", deal.slug, row["slug"], row["id"]),
        )


def _late_duties(deal: CityDeal, rows: Sequence[dict[str, Any]]) -> Iterator[Line]:
    for row in rows:
        due = a_day(row["due"])
        yield Line(
            2,
            due,
            "calendar-due",
            "danger",
            _("Not done in time: %(duty)s") % {"duty": row["title"]},
            _since(due),
            address("governance:occurrence_detail", deal.slug, row["duty"], row["id"]),
        )


def _late_agreements(deal: CityDeal, rows: Sequence[dict[str, Any]]) -> Iterator[Line]:
    for row in rows:
        due = a_day(row["due"])
        yield Line(
            4,
            due,
            "gavel",
            "warning",
            _("Waits for a party: %(decision)s") % {"decision": row["title"]},
            f"{row['party']} – {_since(due)}",
            address("governance:decision_detail", deal.slug, row["slug"], row["id"]),
        )


def _owed_updates(groups: Sequence[GroupLine]) -> Iterator[Line]:
    for group in groups:
        if group.is_due:
            words = _("%(group)s owes an update") % {"group": group.name}
            yield Line(6, group.course.due, "pencil", "neutral", words, _since(group.course.due), group.url)
