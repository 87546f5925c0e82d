"""The dashboard of a bestuurder: what is asked, what changed, what is at risk, and how it all stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.charts import Chart
from citydeal.common.dates import in_words
from citydeal.models import User
from governance.models import CityDeal
from reporting.models import DigestWish
from reporting.permissions_contributions import own_parties
from reporting.selectors.contributions import Contributions, deal_contributions
from reporting.selectors.dashboard_asked import Asked, NextMeeting, asked_of, next_meetings
from reporting.selectors.dashboard_changes import Line, at_risk, changes_for
from reporting.selectors.dashboard_charts import (
    Figure,
    MilestoneCounts,
    contributions_chart,
    contributions_figure,
    count_milestones,
    groups_figure,
    milestones_figure,
)
from reporting.selectors.dashboard_groups import GroupCounts, GroupLine, count_groups, group_lines
from reporting.selectors.dashboard_rows import Looker, dashboard_rows, looker
from reporting.selectors.risks import risk_lines
from workgroups.enums import MilestoneState
from workgroups.rules.timeline import Drawing
from workgroups.selectors.milestones import MilestoneLine, lines_of_milestones
from workgroups.selectors.planning import Planning, PlanningFilter

# Where neither a report nor a visit is known.
HALF_YEAR = timedelta(days=182)
# So many are in sight; the rest is folded, and of that no more than MOST.
SHOWN_ASKED, SHOWN_CHANGES, SHOWN_RISKS, MOST = 3, 5, 5, 20
# So many milestones stand in the table beside the drawing.
TABLE_ROWS = 10
# Milestones in the drawing: of the last ten months, and of the coming year and a half.
BEFORE, AFTER = timedelta(days=300), timedelta(days=550)
REPORT, VISIT = "rapportage", "bezoek"


T = TypeVar("T")


@dataclass(frozen=True)
class Folded(Generic[T]):
    """What is in sight, and what is folded under it."""

    shown: Sequence[T]
    more: Sequence[T]

    @property
    def count(self) -> int:
        """Return how many there are together."""
        return len(self.shown) + len(self.more)

    @property
    def more_words(self) -> str:
        """Return what opens the folded ones."""
        count = len(self.more)
        return ngettext("Show %(count)s more", "Show %(count)s more", count) % {"count": count}


def fold(found: Sequence[T], shown: int) -> Folded[T]:
    """Return the first so many in sight, and the rest folded."""
    return Folded(found[:shown], found[shown:MOST])


@dataclass(frozen=True)
class Since:
    """Since when changes are shown: the day, what it is, and the other choice there is."""

    day: date
    choice: str
    others: Sequence[tuple[str, str]]

    @property
    def heading(self) -> str:
        """Return the heading of what changed."""
        if self.choice == VISIT:
            return _("Changed since your last visit")
        if self.choice == REPORT:
            return _("Changed since the last report")
        return _("Changed in the last half year")


def since_of(found: Looker, wanted: str, on: date) -> Since:
    """Return since when changes are shown: as asked, or else the last report, or else the last visit."""
    days = {REPORT: found.reported, VISIT: found.visited}
    known = [choice for choice, day in days.items() if day is not None]
    choice = wanted if wanted in known else (known[0] if known else "")
    labels = {REPORT: _("Since the last report"), VISIT: _("Since my last visit")}
    others = [(other, labels[other]) for other in known if other != choice]
    return Since(days.get(choice) or on - HALF_YEAR, choice, others)


@dataclass(frozen=True)
class Dashboard:
    """All that the dashboard of a bestuurder shows."""

    on: date
    looker: Looker
    since: Since
    asked: Folded[Asked]
    changes: Folded[Line]
    risks: Folded[Line]
    meetings: Sequence[NextMeeting]
    groups: Sequence[GroupLine]
    counts: GroupCounts
    milestones: Sequence[MilestoneLine]
    drawing: Drawing | None
    reached: MilestoneCounts
    contributions: Contributions
    report_url: str

    @property
    def stands_on(self) -> str:
        """Return of which day it is, in words."""
        return _("As it stands on %(day)s") % {"day": in_words(self.on)}

    @property
    def compared_with(self) -> str:
        """Return beside which day, in words."""
        return _("Compared with %(day)s") % {"day": in_words(self.since.day)}

    @property
    def open_milestones(self) -> list[MilestoneLine]:
        """Return the milestones that are still to come, the first ones of those that are drawn."""
        return open_lines(self.milestones)

    @property
    def figures(self) -> list[Figure]:
        """Return the figures above the page, each with its comparison."""
        found = [
            _asked_figure(self),
            groups_figure(self.counts, self.since.day),
            milestones_figure(self.reached),
            contributions_figure(self.contributions),
        ]
        return [figure for figure in found if figure is not None]

    @property
    def chart(self) -> Chart | None:
        """Return the hours of the parties as a chart; None where nobody promised any."""
        return contributions_chart(self.contributions)


def _asked_figure(page: Dashboard) -> Figure:
    first = page.asked.shown[0].moment if page.asked.count else _("Nothing waits for you")
    return Figure(str(page.asked.count), "", _("Asked of you"), first)


def dashboard(user: User, deal: CityDeal, on: date, wanted: str = "") -> Dashboard:
    """Return the dashboard of an account in a deal that it takes part in.

    ``wanted``: since when changes are shown (``REPORT``, ``VISIT``). Four queries besides the rights, and
    those of contributions.
    """
    found = looker(user, deal, on)
    since = since_of(found, wanted, on)
    rows = dashboard_rows(user, deal, on, since.day, found)
    groups = group_lines(deal, rows.groups, on)
    milestones = lines_of_milestones(user, deal, on, found.led)
    risks = risk_lines(user, deal, found.led)
    near = near_lines(milestones, on)
    return Dashboard(
        on=on,
        looker=found,
        since=since,
        asked=fold(asked_of(deal, rows, found.parties, own_parties(user, deal), on), SHOWN_ASKED),
        changes=fold(changes_for(deal, rows, groups, milestones, risks, since.day, MOST), SHOWN_CHANGES),
        risks=fold(at_risk(groups, milestones, risks, on), SHOWN_RISKS),
        meetings=next_meetings(deal, rows.meetings),
        groups=groups,
        counts=count_groups(groups, compares=True),
        milestones=near,
        drawing=Planning([], near, on, may_plan=False).drawing(PlanningFilter()),
        reached=count_milestones(milestones, on),
        contributions=deal_contributions(user, deal, on),
        report_url=address("reporting:report_detail", deal.slug, found.report) if found.report else "",
    )


def near_lines(lines: Sequence[MilestoneLine], on: date) -> list[MilestoneLine]:
    """Return the milestones of the last months and the coming year and a half: what a drawing holds."""
    return [
        line
        for line in lines
        if on - BEFORE <= (line.milestone.actual_on or line.milestone.planned_end) <= on + AFTER
    ]


def open_lines(lines: Sequence[MilestoneLine]) -> list[MilestoneLine]:
    """Return the first milestones that are still to come: what the table beside a drawing holds."""
    return [line for line in lines if line.milestone.state == MilestoneState.OPEN][:TABLE_ROWS]


def news_since(user: User, deal: CityDeal, on: date, begin: date) -> list[Line]:
    """Return what changed in a deal from ``begin`` up to ``on``, as far as this account may read it.

    Four queries besides the rights.
    """
    found = looker(user, deal, on)
    rows = dashboard_rows(user, deal, on, begin, found)
    groups = group_lines(deal, rows.groups, on)
    milestones = lines_of_milestones(user, deal, on, found.led)
    risks = risk_lines(user, deal, found.led)
    lines = changes_for(deal, rows, groups, milestones, risks, begin)
    return [line for line in lines if line.on < on]


def wants_digest(user: User, deal: CityDeal) -> bool:
    """Return whether an account wants the monthly digest of a deal. One query."""
    return DigestWish.objects.filter(user=user, deal=deal).exists()
