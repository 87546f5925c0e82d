"""Figures and charts that dashboards share; no query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.charts import Chart, Series
from citydeal.common.dates import in_words
from reporting.enums import ContributionKind
from reporting.selectors.contributions import Contributions, KindLine, PartyContributions
from reporting.selectors.dashboard_groups import GroupCounts
from workgroups.enums import MilestoneState
from workgroups.selectors.milestones import MilestoneLine

# Hours are kept in quarters.
QUARTERS = Decimal(4)


@dataclass(frozen=True)
class Figure:
    """A figure with its comparison: ``value`` of ``total`` (empty for none), what it is, and beside what."""

    value: str
    total: str
    label: str
    delta: str


@dataclass(frozen=True)
class MilestoneCounts:
    """How many milestones are reached, of those not dropped; ``planned``: those that should be by now."""

    reached: int
    total: int
    planned: int
    late: int
    moved: int

    @property
    def sentence(self) -> str:
        """Return how the milestones stand, in words."""
        words = {"reached": self.reached, "planned": self.planned}
        found = [_("%(reached)s milestones are reached, %(planned)s should be by now.") % words]
        if self.moved:
            moved = ngettext("%(count)s milestone moved.", "%(count)s milestones moved.", self.moved)
            found.append(moved % {"count": self.moved})
        return " ".join(found)


def count_milestones(lines: Sequence[MilestoneLine], on: date) -> MilestoneCounts:
    """Return how the milestones of a deal stand."""
    kept = [line for line in lines if line.milestone.state != MilestoneState.DROPPED]
    reached = [line for line in kept if line.milestone.state == MilestoneState.REACHED]
    return MilestoneCounts(
        reached=len(reached),
        total=len(kept),
        planned=sum(
            line.milestone.planned_end < on or line.milestone.state == MilestoneState.REACHED for line in kept
        ),
        late=sum(line.is_late for line in kept),
        moved=sum(line.first_moment is not None for line in kept),
    )


def groups_figure(counts: GroupCounts, since: date | None) -> Figure:
    """Return how many groups are on course, beside the day of before; without one, beside who needs help."""
    delta = _("%(count)s need a decision or help") % {"count": counts.adjust}
    if counts.before is not None and since is not None:
        words = {"count": counts.before, "day": in_words(since)}
        delta = (
            _("The same as on %(day)s") % words
            if counts.before == counts.on_course
            else _("%(count)s on %(day)s") % words
        )
    return Figure(str(counts.on_course), str(counts.total), _("Working groups on course"), delta)


def milestones_figure(found: MilestoneCounts) -> Figure:
    """Return how many milestones are reached, beside how many should be."""
    delta = _("Planned until now: %(count)s") % {"count": found.planned}
    return Figure(str(found.reached), str(found.total), _("Milestones reached"), delta)


def contributions_figure(found: Contributions) -> Figure | None:
    """Return how much of the hours (or else the euros) that were promised is confirmed; None without any."""
    for kind in (ContributionKind.HOURS, ContributionKind.MONEY):
        total = found.total(kind)
        if total is not None and total.promised:
            delta = _("Expected until now: %(percent)s%%") % {"percent": total.expected_percentage}
            label = _("Hours delivered") if kind == ContributionKind.HOURS else _("Euros delivered")
            return Figure(f"{total.percentage}%", "", label, delta)
    return None


def contributions_chart(found: Contributions) -> Chart | None:
    """Return the hours of the parties: promised, delivered, and expected by now; None without any promise.

    In the order of the covenant. What the reader may not know has no bar and no figure.
    """
    lines = [
        (row, line)
        for row in found.promising
        if (line := row.line(ContributionKind.HOURS)) is not None and line.balance.promised
    ]
    if not lines:
        return None
    return Chart(
        "bars",
        _("Hours per party in %(year)s: promised and delivered") % {"year": found.year},
        found.sentence,
        [_name(row) for row, _line in lines],
        [
            Series(_("Promised"), [_hours(line.balance.promised) for _row, line in lines]),
            Series(_("Delivered"), [_delivered(line) for _row, line in lines]),
            Series(_("Expected until now"), [_hours(line.balance.expected) for _row, line in lines]),
        ],
        _("hours"),
        absent=_("not confirmed yet"),
    )


def _name(row: PartyContributions) -> str:
    return f"{row.name} {_('(you)')}" if row.is_own else row.name


def _delivered(line: KindLine) -> Decimal | None:
    """Return what was delivered; None where the reader may not know all of it."""
    return None if line.is_hidden else _hours(line.balance.delivered)


def _hours(quarters: int) -> Decimal:
    return quarters / QUARTERS
