"""The planning of a deal: phases with what each owes, milestones, and both in one timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import DAY
from citydeal.common.slots import PagePart
from citydeal.common.text import Text
from governance.models import CityDeal, CovenantRule, Phase, PhaseChange
from governance.permissions import Actor
from governance.selectors.compliance import ComplianceRow, rows_of_rules
from governance.selectors.covenant import PhaseLine, phase_line
from governance.selectors.rule_parts import a_day, day
from workgroups.enums import MilestoneState
from workgroups.models import GroupLead, PhaseGate
from workgroups.permissions_planning import (
    can_keep_gates,
    can_plan_for,
    can_read_gates,
    leads_in,
    led_by,
    may_lead,
)
from workgroups.rules.timeline import Drawing, Mark, PhaseSpan, draw
from workgroups.selectors.milestones import MilestoneLine, lines_of_milestones

# In the filter: what should have been reached by now; the deal as a whole beside its groups.
LATE, WHOLE_DEAL = "te-laat", "deal"
# State → shape in the drawing; what is late has one of its own.
_SHAPES: dict[str, str] = {
    MilestoneState.OPEN: "open",
    MilestoneState.REACHED: "gehaald",
    MilestoneState.DROPPED: "vervallen",
}
_LATE_SHAPE = "laat"


@dataclass(frozen=True)
class PhasePlan:
    """A phase of the planning. ``owed``: what it owes, as rows of the check; ``owed_on``: as of which day.

    ``gates_url`` is empty for who may not choose what it owes.
    """

    line: PhaseLine
    owed: Sequence[ComplianceRow]
    owed_on: date
    gates_url: str

    @property
    def phase(self) -> Phase:
        """Return the phase."""
        return self.line.phase


@dataclass(frozen=True)
class PlanningFilter:
    """What of the planning is asked for: a phase and a group by id, and a state or what is late."""

    phase: str = ""
    group: str = ""
    show: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return bool(self.phase or self.group or self.show)

    def takes(self, line: MilestoneLine) -> bool:
        """Whether a milestone is asked for."""
        milestone = line.milestone
        if self.phase and str(milestone.phase_id) != self.phase:
            return False
        if self.group and str(milestone.group_id or WHOLE_DEAL) != self.group:
            return False
        return not self.show or (line.is_late if self.show == LATE else milestone.state == self.show)


@dataclass(frozen=True)
class Planning:
    """The whole planning of a deal, as far as one reader may open it."""

    phases: Sequence[PhasePlan]
    lines: Sequence[MilestoneLine]
    on: date
    may_plan: bool

    @cached_property
    def groups(self) -> list[tuple[int, str]]:
        """Return the groups that have milestones, as id and name, by name."""
        found = {line.milestone.group_id: line.group for line in self.lines}
        named = [(pk, name) for pk, name in found.items() if pk is not None]
        return sorted(named, key=lambda group: (group[1].casefold(), group[0]))

    def shown(self, wanted: PlanningFilter) -> list[MilestoneLine]:
        """Return the milestones that a filter asks for."""
        return [line for line in self.lines if wanted.takes(line)]

    def drawing(self, wanted: PlanningFilter) -> Drawing | None:
        """Return the timeline of what a filter asks for; None where there is nothing to draw."""
        phases = [
            plan.phase for plan in self.phases if not wanted.phase or str(plan.phase.pk) == wanted.phase
        ]
        whole = _("The deal as a whole")
        lanes: dict[str, list[Mark]] = {name: [] for name in (whole, *(name for _pk, name in self.groups))}
        lines = self.shown(wanted)
        for line in lines:
            lanes[line.group or whole].append(_mark(line))
        if not phases and not lines:
            return None
        return draw([_span(phase) for phase in phases], list(lanes.items()), self.on)


def planning_of(user: Actor, deal: CityDeal, on: date) -> Planning:
    """Return the planning of a deal on a day.

    At most nine queries: phases one, milestones one, and what phases owe seven, only for who takes part.
    """
    reads, keeps = can_read_gates(user, deal), can_keep_gates(user, deal)
    phases = _phases(deal=deal.pk, user=user.pk, on=timezone.localdate())
    led = _led(user, deal, phases)
    asked = [(number, _owed_on(phase, on)) for phase in phases for number in phase.owes] if reads else []
    rows = rows_of_rules(user, deal, asked)
    return Planning(
        phases=[_phase_plan(deal, phase, rows, on, reads=reads, keeps=keeps) for phase in phases],
        lines=lines_of_milestones(user, deal, on, led),
        on=on,
        may_plan=bool(led) or can_plan_for(user, deal, None),
    )


def _led(user: Actor, deal: CityDeal, phases: Sequence[Any]) -> list[int]:
    """Return the groups this account leads; they come along with the phases, where there are any."""
    if not phases:
        return leads_in(user, deal)
    return list(phases[0].led) if may_lead(user, deal) else []


def sentence_of(lines: Sequence[MilestoneLine]) -> Text:
    """Return in one sentence how milestones stand; what was dropped does not count."""
    counting = [line for line in lines if line.milestone.state != MilestoneState.DROPPED]
    if not counting:
        return ""
    reached = sum(line.milestone.state == MilestoneState.REACHED for line in counting)
    late = sum(line.is_late for line in counting)
    words = ngettext(
        "%(reached)s of %(count)s milestone is reached",
        "%(reached)s of %(count)s milestones are reached",
        len(counting),
    )
    words %= {"reached": reached, "count": len(counting)}
    if not late:
        return f"{words}."
    late_words = ngettext("%(count)s is too late", "%(count)s are too late", late) % {"count": late}
    return f"{words}, {late_words}."


def area_link(**about: Any) -> PagePart:
    """Return the link to the planning beside the other pages about the work. No query."""
    return PagePart("workgroups/parts/planning_link.html")


def _owed_on(phase: Phase, on: date) -> date:
    """Return the day on which a phase is asked what it owes: today, or when the next one began."""
    return min(on, phase.actual_end + DAY) if phase.actual_end else on


def _phase_plan(
    deal: CityDeal,
    phase: Any,
    rows: Mapping[tuple[int, date], Sequence[ComplianceRow]],
    on: date,
    *,
    reads: bool,
    keeps: bool,
) -> PhasePlan:
    owed_on = _owed_on(phase, on)
    changes = [
        PhaseChange(
            planned_start_before=a_day(row["start"]),
            planned_end_before=day(row["end"]),
            reason=row["reason"],
        )
        for row in phase.moved
    ]
    return PhasePlan(
        line=phase_line(phase, changes, on),
        owed=[row for number in phase.owes for row in rows.get((number, owed_on), ())] if reads else [],
        owed_on=owed_on,
        gates_url=address("workgroups:phase_gates", deal.slug, phase.pk) if keeps else "",
    )


@compiled
def _phases(deal: Any, user: Any, on: Any) -> QuerySet[Phase]:
    leads = GroupLead.objects.filter(led_by(user, on), group__body__deal=OuterRef("deal")).order_by("group")
    row = JSONObject(start="planned_start_before", end="planned_end_before", reason="reason")
    changes = PhaseChange.objects.filter(phase=OuterRef("pk")).order_by("-created_at", "-pk")
    gates = PhaseGate.objects.filter(phase=OuterRef("pk")).order_by("number")
    return Phase.objects.filter(deal=deal).annotate(
        moved=ArraySubquery(changes.values_list(row)),
        owes=ArraySubquery(gates.values("number")),
        led=ArraySubquery(leads.values("group")),
    )


def _span(phase: Phase) -> PhaseSpan:
    return PhaseSpan(phase.name, phase.planned_start, phase.planned_end, phase.actual_start, phase.actual_end)


def _mark(line: MilestoneLine) -> Mark:
    milestone, first = line.milestone, line.first_moment
    return Mark(
        number=line.number,
        shape=_LATE_SHAPE if line.is_late else _SHAPES[milestone.state],
        at=milestone.actual_on or milestone.planned_end,
        start=milestone.planned_start,
        end=milestone.planned_end,
        first=first.end if first and first.end != milestone.planned_end else None,
    )


# --- What a phase owes -----------------------------------------------------------------------------


@compiled
def phase_at(pk: Any, deal: Any) -> QuerySet[Phase]:
    """Return a phase at an address, with its deal, whoever asks."""
    return Phase.objects.filter(pk=pk, deal__slug=deal).select_related("deal")


def gates_of(phase: Phase) -> list[int]:
    """Return the numbers of the rules that a phase owes. One query."""
    return list(PhaseGate.objects.filter(phase=phase).values_list("number", flat=True))


def rules_to_owe(deal: CityDeal) -> list[tuple[int, str]]:
    """Return the rules that a deal has: number, and its sentence with where it stands. One query."""
    found = CovenantRule.objects.filter(deal=deal).order_by("number", "-start").distinct("number")
    return [(rule.number, f"{rule.text} ({rule.article})" if rule.article else rule.text) for rule in found]
