"""What changed in a deal since a day, for one reader, and what is at risk: lines for dashboards; no query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from citydeal.common.addresses import address
from citydeal.common.dates import in_words
from governance.enums import DecisionResult, PartyState
from governance.models import CityDeal
from governance.selectors.rule_parts import a_day
from reporting.enums import ChangeKind, RiskState
from reporting.rules.changes import Change, item_changes
from reporting.rules.risks import Weight, weight
from reporting.selectors.dashboard_groups import GroupLine
from reporting.selectors.dashboard_rows import DashboardRows, Row
from reporting.selectors.risks import RiskLine
from reporting.selectors.sections.groups import STATES
from workgroups.enums import InstrumentState, Judgement, MilestoneState, StepState
from workgroups.rules.milestones import shift_between
from workgroups.rules.progress import Trend
from workgroups.rules.progress import trend as trend_of
from workgroups.selectors.courses import BADGES, Told
from workgroups.selectors.milestones import (
    MilestoneLine,
    in_moment_words,
    moment_of,
    moves_of,
    shift_words,
)

# From what needs somebody to what is good to know.
_PRESSES, _LATER, _REACHED, _GOOD, _KNOW, _SMALL = range(6)


class Line(NamedTuple):
    """Something that changed, or that is at risk. ``kind``: its shape; ``rank``: what comes first."""

    rank: int
    on: date
    icon: str
    kind: str
    title: str
    meta: str
    url: str


class Draft(NamedTuple):
    """A line that is written once it is shown: of many changes a page shows the first."""

    rank: int
    on: date
    write: Callable[..., Line]
    about: tuple[Any, ...]


def changes_for(
    deal: CityDeal,
    rows: DashboardRows,
    groups: Iterable[GroupLine],
    milestones: Iterable[MilestoneLine],
    risks: Iterable[RiskLine],
    since: date,
    most: int | None = None,
) -> list[Line]:
    """Return what changed from ``since`` on, what matters most first; no query.

    ``rows`` and ``groups``: as they were asked from that same day on. ``most``: no more than so many.
    """
    found: list[Line | Draft] = [
        *_judgements(groups),
        *_milestones(milestones, since),
        *_risks(risks, since),
        *_instruments(deal, rows.instruments),
        *_decisions(deal, rows.decisions),
        *_parties(deal, rows.parties),
        *_steps(deal, rows.steps),
    ]
    found.sort(key=attrgetter("on"), reverse=True)
    found.sort(key=attrgetter("rank"))
    return [each.write(*each.about) if isinstance(each, Draft) else each for each in found[:most]]


def _meta(*parts: str) -> str:
    return " – ".join(part for part in parts if part)


def _judgements(groups: Iterable[GroupLine]) -> Iterator[Draft]:
    for group in groups:
        last, before = group.course.last, group.before
        if last is not None and before and before != last.judgement:
            worse = trend_of([before, last.judgement]) is Trend.WORSE
            yield Draft(_PRESSES if worse else _GOOD, last.on, _judgement, (group, before, last, worse))


def _judgement(group: GroupLine, before: str, last: Told, worse: bool) -> Line:
    words = {
        "group": group.name,
        "before": Judgement(before).label.lower(),
        "after": Judgement(last.judgement).label.lower(),
    }
    return Line(
        rank=_PRESSES if worse else _GOOD,
        on=last.on,
        icon="trending-down" if worse else "trending-up",
        kind=BADGES[Judgement(last.judgement)],
        title=_("%(group)s: from ‘%(before)s’ to ‘%(after)s’") % words,
        meta=group.says,
        url=group.url,
    )


def _milestones(lines: Iterable[MilestoneLine], since: date) -> Iterator[Line]:
    for line in lines:
        if not line.milestone.moved:  # type: ignore[union-attr]  # annotated
            continue
        new = [move for move in moves_of(line.milestone) if move.made_on >= since]
        if not new:
            continue
        last, first = new[-1], new[0].before
        whose = line.group or _("The deal as a whole")
        title = line.milestone.title
        if line.milestone.state == MilestoneState.REACHED:
            yield Line(
                _REACHED,
                last.made_on,
                "flag-check",
                "safe",
                _("%(title)s: reached") % {"title": title},
                _meta(whose, line.real),
                line.url,
            )
        elif line.milestone.state == MilestoneState.DROPPED:
            words = _("%(title)s: dropped") % {"title": title}
            yield Line(_LATER, last.made_on, "minus", "neutral", words, _meta(whose, last.reason), line.url)
        else:
            now = moment_of(line.milestone)
            shift = shift_words(shift_between(first.end, now.end)) or _("taken up again")
            moved = (
                _("from %(before)s to %(after)s")
                % {"before": in_moment_words(first), "after": in_moment_words(now)}
                if first != now
                else ""
            )
            yield Line(
                _LATER,
                last.made_on,
                "calendar-due",
                "warning",
                _("%(title)s: %(shift)s") % {"title": title, "shift": shift},
                _meta(whose, moved),
                line.url,
            )


def _risks(lines: Iterable[RiskLine], since: date) -> Iterator[Draft]:
    for line in lines:
        is_new = line.risk.noted_on >= since
        if is_new or line.last_on >= since:
            rank = _LATER if is_new and line.risk.state != RiskState.CLOSED else _KNOW
            yield Draft(rank, line.last_on, _risk, (line, is_new, rank))


def _risk(line: RiskLine, is_new: bool, rank: int) -> Line:
    if line.risk.state == RiskState.CLOSED:
        words, icon = _("Risk closed: %(title)s"), "check"
    elif is_new:
        words, icon = _("New risk: %(title)s"), "alert-triangle"
    else:
        words, icon = _("Risk judged again: %(title)s"), "alert-triangle"
    meta = _meta(line.whose, line.judged)
    return Line(rank, line.last_on, icon, line.badge, words % {"title": line.risk.title}, meta, line.url)


def _instruments(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Draft]:
    for row in rows:
        turned = InstrumentState.DROPPED in (row["state"], row["before"])
        rank = _LATER if turned else _REACHED
        yield Draft(rank, a_day(row["on"]), _instrument, (deal, row, rank))


def _instrument(deal: CityDeal, row: Row, rank: int) -> Line:
    dropped, on = row["state"] == InstrumentState.DROPPED, a_day(row["on"])
    again = row["before"] == InstrumentState.DROPPED and not dropped
    words = _("%(title)s: taken up again, now %(state)s") if again else _("%(title)s: now %(state)s")
    state = InstrumentState(row["state"]).label.lower()
    return Line(
        rank,
        on,
        "minus" if dropped else "test-pipe",
        "neutral" if dropped else "safe",
        words % {"title": row["title"], "state": state},
        _meta(row["group"] or _("The deal as a whole"), row["reason"] or in_words(on)),
        address("workgroups:instrument_detail", deal.slug, row["slug"]),
    )


def _decisions(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Draft]:
    for row in rows:
        yield Draft(_GOOD, a_day(row["on"]), _decision, (deal, row))


def _decision(deal: CityDeal, row: Row) -> Line:
    result, on = DecisionResult(row["result"]), a_day(row["on"])
    return Line(
        _GOOD,
        on,
        "gavel",
        "safe" if result == DecisionResult.ADOPTED else "neutral",
        _("Decision: %(title)s") % {"title": row["title"]},
        _meta(row["body"], str(result.label), in_words(on)),
        address("governance:decision_detail", deal.slug, row["slug"], row["id"]),
    )


def _parties(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Draft]:
    for row in rows:
        yield Draft(_KNOW, a_day(row["on"]), _party, (deal, row))


def _party(deal: CityDeal, row: Row) -> Line:
    state, on = PartyState(row["state"]), a_day(row["on"])
    return Line(
        _KNOW,
        on,
        "user-plus" if state == PartyState.PARTY else "building-community",
        "neutral",
        _("%(party)s: %(state)s") % {"party": row["title"], "state": state.label.lower()},
        _("From %(day)s") % {"day": in_words(on)},
        address("governance:party_detail", deal.slug, row["slug"]),
    )


# What became of a step, as reports name it: its rank, icon, shape and words.
_OF_STEPS = {
    ChangeKind.SLIPPED: (_LATER, "calendar-due", "warning"),
    ChangeKind.REOPENED: (_LATER, "history", "warning"),
    ChangeKind.DROPPED: (_KNOW, "minus", "neutral"),
    ChangeKind.DONE: (_SMALL, "check", "safe"),
}


def _steps(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Draft]:
    """Yield what became of steps, by the rule with which reports compare two snapshots."""
    for row in rows:
        now = {name: row[name] for name in ("id", "title", "state", "end")}
        state = row["state_before"][0] if row["state_before"] else StepState.PLANNED
        end = row["end_before"][0] if row["end_before"] else row["end"]
        then = {**now, "state": state, "end": end, "planned": end}
        for change in item_changes([then], [{**now, "planned": now["end"]}], STATES):
            rank = _OF_STEPS[ChangeKind(change.kind)][0]
            yield Draft(rank, a_day(row["on"]), _step, (deal, row, change))


def _step(deal: CityDeal, row: Row, change: Change) -> Line:
    kind, on = ChangeKind(change.kind), a_day(row["on"])
    rank, icon, shape = _OF_STEPS[kind]
    about = (row["reason"][0] if row["reason"] else "") or in_words(on)
    if kind is ChangeKind.SLIPPED:
        before, after = a_day(change.before), a_day(change.after)
        title = _("Step %(title)s: %(shift)s") % {
            "title": change.what,
            "shift": shift_words(shift_between(before, after)),
        }
        about = _("from %(before)s to %(after)s") % {"before": in_words(before), "after": in_words(after)}
    elif kind is ChangeKind.REOPENED:
        title = _("Step taken up again: %(title)s") % {"title": change.what}
    elif kind is ChangeKind.DROPPED:
        title = pgettext("dashboard", "Step dropped: %(title)s") % {"title": change.what}
    else:
        title = _("Step done: %(title)s") % {"title": change.what}
    url = address("workgroups:step_detail", deal.slug, row["slug"], row["id"])
    return Line(rank, on, icon, shape, title, _meta(row["group"], about), url)


# --- At risk -----------------------------------------------------------------------------------------


def at_risk(
    groups: Iterable[GroupLine], milestones: Iterable[MilestoneLine], risks: Iterable[RiskLine], on: date
) -> list[Line]:
    """Return what is at risk now, what presses most first; no query.

    Groups that need somebody, heavy risks, late milestones, and what comes after the end of the term.
    """
    found = [*_groups_at_risk(groups, on), *_heavy(risks), *_late(milestones)]
    return sorted(found, key=lambda line: (line.rank, line.on))


def _groups_at_risk(groups: Iterable[GroupLine], on: date) -> Iterator[Line]:
    for group in groups:
        badge = group.course.badge
        if badge in ("danger", "warning"):
            yield Line(
                0 if badge == "danger" else 3,
                on,
                "alert-octagon" if badge == "danger" else "alert-triangle",
                badge,
                f"{group.name}: {group.course.label.lower()}",
                group.says,
                group.url,
            )
        elif group.forecast.after_term and group.forecast.expected:
            words = _("%(group)s is ready after the end of the deal") % {"group": group.name}
            meta = _("As it goes now on %(day)s") % {"day": in_words(group.forecast.expected)}
            yield Line(4, on, "calendar-due", "warning", words, meta, group.url)


def _heavy(lines: Iterable[RiskLine]) -> Iterator[Line]:
    for line in lines:
        risk = line.risk
        if risk.state == RiskState.OPEN and weight(risk.kind, risk.chance, risk.effect) is Weight.HEAVY:
            yield Line(1, line.last_on, "alert-octagon", "danger", risk.title, risk.measure, line.url)


def _late(lines: Iterable[MilestoneLine]) -> Iterator[Line]:
    for line in lines:
        if line.is_late:
            words = _("Milestone too late: %(title)s") % {"title": line.milestone.title}
            meta = _meta(line.group, _("planned: %(moment)s") % {"moment": line.planned})
            yield Line(2, line.milestone.planned_end, "calendar-due", "warning", words, meta, line.url)
