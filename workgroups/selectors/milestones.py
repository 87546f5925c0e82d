"""Milestones as lines: planned against real, how each stands, and why its planning moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from citydeal.common.slots import PagePart
from citydeal.common.text import Text
from governance.models import CityDeal
from governance.permissions import Actor
from governance.selectors.calendar_work import CalendarEntry
from governance.selectors.rule_parts import a_day, day
from workgroups.enums import MilestoneState
from workgroups.models import Milestone, MilestoneMove, WorkingGroup
from workgroups.permissions_planning import (
    among_open_milestones,
    can_keep_milestone,
    can_plan_for,
    milestones_open_to,
)
from workgroups.rules.milestones import Move, Replanning, Shift, is_late, replannings, shift_between
from workgroups.rules.moments import Moment, moment_words
from workgroups.workflow import MILESTONE_TRANSITIONS, steps_from

BADGES: dict[str, str] = {
    MilestoneState.OPEN: "neutral",
    MilestoneState.REACHED: "safe",
    MilestoneState.DROPPED: "neutral",
}
LATE_LABEL = gettext_lazy("Too late")


class MilestoneRow(NamedTuple):
    """What a list shows of a milestone, read as plain values: a planning may have hundreds."""

    pk: int
    title: str
    text: str
    precision: str
    planned_start: date
    planned_end: date
    actual_on: date | None
    state: str
    phase_id: int | None = None
    group_id: int | None = None
    group_name: str | None = None
    phase_name: str | None = None
    moved: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone in a list. ``number``: its place among all milestones that the reader may open.

    ``group`` and ``phase``: names, empty for a milestone of the deal as a whole and without a phase. Its
    words are made when they are shown: of a long planning a page shows a part.
    """

    milestone: Milestone | MilestoneRow
    number: int
    url: str
    is_late: bool
    group: str
    phase: str

    @cached_property
    def moves(self) -> Sequence[Replanning]:
        """Return why its planning moved."""
        if not self.milestone.moved:  # type: ignore[union-attr]  # annotated
            return ()
        return replannings(moment_of(self.milestone), moves_of(self.milestone))

    @cached_property
    def first_moment(self) -> Moment | None:
        """Return when it was planned at first; None where that is when it is planned now."""
        if not self.moves:
            return None
        first = self.moves[0].before
        return first if first != moment_of(self.milestone) else None

    @property
    def planned(self) -> str:
        """Return its planning of now in words."""
        return in_moment_words(moment_of(self.milestone))

    @property
    def first(self) -> str:
        """Return its first planning in words; empty where it never moved."""
        return in_moment_words(self.first_moment) if self.first_moment else ""

    @property
    def shift(self) -> str:
        """Return how far its planning moved, in words."""
        first = self.first_moment
        return shift_words(shift_between(first.end, self.milestone.planned_end)) if first else ""

    @property
    def real(self) -> str:
        """Return the day on which it was reached, and how much too late that was."""
        return _real(self.milestone)

    @property
    def badge(self) -> str:
        """Return the shape of its state."""
        return "warning" if self.is_late else BADGES[self.milestone.state]

    @property
    def label(self) -> Text:
        """Return its state in words."""
        return LATE_LABEL if self.is_late else MilestoneState(self.milestone.state).label

    @property
    def reason(self) -> str:
        """Return why its planning moved last."""
        return self.moves[-1].reason if self.moves else ""


def lines_of_milestones(
    user: Actor, deal: CityDeal, on: date, led: list[int] | None = None
) -> list[MilestoneLine]:
    """Return the milestones of a deal that this account may open, in the order of their planning.

    ``led``: the groups it leads, where the page knows them. At most two queries, one with ``led``; the deal
    must be open to this account.
    """
    found = _all(**milestones_open_to(user, deal, led))
    return [_line(deal, MilestoneRow(*values), number, on) for number, values in enumerate(found, start=1)]


@compiled
def _all(deal: Any, levels: Any, own: Any, led: Any) -> QuerySet[Any]:
    found = with_moves(Milestone.objects.filter(among_open_milestones(deal, levels, own, led)))
    return found.values_list(*MilestoneRow._fields)


def moves_as_rows() -> ArraySubquery:
    """Return the question for all that became of a milestone, oldest first, as rows for ``moves_of``."""
    row = JSONObject(
        state="state",
        on="on",
        precision="precision_before",
        start="planned_start_before",
        end="planned_end_before",
        reason="reason",
        made="made",
    )
    moves = MilestoneMove.objects.filter(milestone=OuterRef("pk")).annotate(made=TruncDate("created_at"))
    return ArraySubquery(moves.order_by("pk").values_list(row))


def with_moves(found: QuerySet[Milestone]) -> QuerySet[Milestone]:
    """Fetch the names of phase and group of milestones, and all that became of them, in the same query."""
    return found.annotate(
        group_name=F("group__body__name"), phase_name=F("phase__name"), moved=moves_as_rows()
    ).order_by("planned_end", "planned_start", F("group__question__order").asc(nulls_first=True), "pk")


def moves_of(milestone: Milestone | MilestoneRow) -> list[Move]:
    """Return all that became of a milestone, oldest first; needs ``with_moves``."""
    rows: Iterable[dict[str, Any]] = milestone.moved  # type: ignore[union-attr]  # annotated
    return [
        Move(
            Moment(a_day(row["start"]), a_day(row["end"]), row["precision"]),
            row["state"],
            row["reason"],
            a_day(row["made"]),
            day(row["on"]),
        )
        for row in rows
    ]


def moment_of(milestone: Milestone | MilestoneRow) -> Moment:
    """Return when a milestone is planned."""
    return Moment(milestone.planned_start, milestone.planned_end, milestone.precision)


def in_moment_words(moment: Moment) -> str:
    """Return a moment as people write it."""
    return moment_words(moment.start, moment.end, moment.precision)


def shift_words(shift: Shift) -> str:
    """Return a difference in time in words; empty where there is none."""
    if shift.months > 0:
        words = ngettext("%(count)s month later", "%(count)s months later", shift.months)
    elif shift.months < 0:
        words = ngettext("%(count)s month earlier", "%(count)s months earlier", -shift.months)
    elif shift.days > 0:
        words = ngettext("%(count)s day later", "%(count)s days later", shift.days)
    elif shift.days < 0:
        words = ngettext("%(count)s day earlier", "%(count)s days earlier", -shift.days)
    else:
        return ""
    return words % {"count": abs(shift.months or shift.days)}


def _line(deal: CityDeal, milestone: Milestone | MilestoneRow, number: int, on: date) -> MilestoneLine:
    named: Any = milestone
    return MilestoneLine(
        milestone=milestone,
        number=number,
        url=address("workgroups:milestone_detail", deal.slug, milestone.pk),
        is_late=is_late(milestone.state, milestone.planned_end, on),
        group=named.group_name or "",
        phase=named.phase_name or "",
    )


def _real(milestone: Milestone | MilestoneRow) -> str:
    """Return the day on which a milestone was reached, and how much too late that was."""
    if milestone.actual_on is None:
        return ""
    words = in_words(milestone.actual_on)
    if milestone.actual_on <= milestone.planned_end:
        return words
    return f"{words}, {shift_words(shift_between(milestone.planned_end, milestone.actual_on))}"


# --- One milestone -------------------------------------------------------------------------------


@dataclass(frozen=True)
class MilestoneEvent:
    """Something that became of a milestone: when that was written down, what, and why."""

    made_on: date
    words: str
    reason: str


@dataclass(frozen=True)
class MilestonePage:
    """A milestone with all that became of it. ``states``: where this account may let it go from here."""

    line: MilestoneLine
    facts: Sequence[tuple[str, str]]
    events: Sequence[MilestoneEvent]
    states: Sequence[str]
    may_keep: bool

    @property
    def may_move(self) -> bool:
        """Whether its planning may move: not once it is reached or dropped."""
        return self.may_keep and self.line.milestone.state == MilestoneState.OPEN


@compiled
def milestone_at(pk: Any, deal: Any) -> QuerySet[Milestone]:
    """Return a milestone at an address, with all that its rights and its page ask, whoever asks."""
    found = Milestone.objects.filter(pk=pk, deal__slug=deal)
    return with_moves(found).select_related("deal", "group__body__deal")


def milestone_page(user: Actor, milestone: Milestone, on: date) -> MilestonePage:
    """Return what the page of a milestone shows; from ``milestone_at``. No query besides the rights."""
    line = _line(milestone.deal, milestone, 0, on)
    planned = f"{line.planned} ({line.shift})" if line.shift else line.planned
    facts = [(_("Planned"), planned)]
    if line.first:
        facts.append((_("Planned at first"), line.first))
    if line.real:
        facts.append((_("Reached on"), line.real))
    if line.phase:
        facts.append((_("Phase"), line.phase))
    facts.append((_("Whose"), line.group or _("The deal as a whole")))
    may_keep = can_keep_milestone(user, milestone)
    return MilestonePage(
        line=line,
        facts=facts,
        events=_events(milestone),
        states=list(steps_from(MILESTONE_TRANSITIONS, milestone.state)) if may_keep else [],
        may_keep=may_keep,
    )


def _events(milestone: Milestone) -> list[MilestoneEvent]:
    """Return what became of a milestone, newest first."""
    moves = moves_of(milestone)
    plans = [*(move.before for move in moves), moment_of(milestone)]
    events = [
        MilestoneEvent(move.made_on, _event_words(move, after), move.reason)
        for move, after in zip(moves, plans[1:], strict=True)
    ]
    return events[::-1]


def _event_words(move: Move, after: Moment) -> str:
    if move.on is not None:
        return _("Reached on %(day)s") % {"day": in_words(move.on)}
    if move.state == MilestoneState.DROPPED:
        return pgettext("milestone", "Dropped")
    if move.before == after:
        return _("Taken up again")
    return _("Moved from %(before)s to %(after)s") % {
        "before": in_moment_words(move.before),
        "after": in_moment_words(after),
    }


# --- On the page of a group, and in the calendar ---------------------------------------------------


@dataclass(frozen=True)
class GroupPlanning:
    """The milestones of a group for its page. ``add_url``: empty for who plans none."""

    lines: Sequence[MilestoneLine]
    planning_url: str
    add_url: str


def group_part(*, user: Actor, deal: CityDeal, group: WorkingGroup, on: date, **about: Any) -> PagePart:
    """Return the milestones of a group, as ``group_at`` brought them along. No query besides the rights."""
    found: Any = group
    may_plan = can_plan_for(user, deal, group)
    part = GroupPlanning(
        lines=[_bare_line(deal, row, number, on) for number, row in enumerate(found.milestone_rows, start=1)],
        planning_url=f"{address('workgroups:planning', deal.slug)}?groep={group.pk}",
        add_url=f"{address('workgroups:milestone_create', deal.slug)}?groep={group.pk}" if may_plan else "",
    )
    return PagePart("workgroups/parts/group_planning.html", part)


def _bare_line(deal: CityDeal, row: dict[str, Any], number: int, on: date) -> MilestoneLine:
    days = {name: day(row[name]) for name in ("planned_start", "planned_end", "actual_on")}
    return _line(deal, MilestoneRow(**(row | days)), number, on)


def calendar_part(*, user: Actor, deal: CityDeal, year: int, on: date, **about: Any) -> PagePart:
    """Return milestones as entries of the calendar of a deal: those of a year, and what is late.

    What was dropped is left out. At most two queries.
    """
    found = [
        line
        for line in lines_of_milestones(user, deal, on)
        if line.milestone.state != MilestoneState.DROPPED and (line.is_late or _day_of(line).year == year)
    ]
    return PagePart("governance/parts/calendar_entry.html", [_entry(line) for line in found])


def _day_of(line: MilestoneLine) -> date:
    """Return the day on which a calendar shows a milestone: when it was, or should be, reached."""
    return line.milestone.actual_on or line.milestone.planned_end


def _entry(line: MilestoneLine) -> CalendarEntry:
    return CalendarEntry(
        day=_day_of(line),
        title=_("Milestone: %(title)s") % {"title": line.milestone.title},
        text=", ".join(
            part for part in (line.group, _("planned: %(moment)s") % {"moment": line.planned}) if part
        ),
        url=line.url,
        badge=line.badge,
        label=line.label,
        is_late=line.is_late,
    )


def groups_by_name(found: QuerySet[WorkingGroup], on: date) -> list[WorkingGroup]:
    """Return groups that are there on a day, with body and deal, by name. One query."""
    there = found.filter(body__start__lte=on).exclude(body__end__lt=on)
    return list(there.select_related("body__deal").order_by("body__name", "pk"))
