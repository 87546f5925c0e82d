"""What changed in a deal since a day, for one reader, and what is at risk: lines for dashboards; no query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from citydeal.common.addresses import address
from citydeal.common.dates import in_words
from governance.enums import DecisionResult, PartyState
from governance.models import CityDeal
from governance.selectors.rule_parts import a_day
from reporting.enums import RiskState
from reporting.rules.risks import Weight, weight
from reporting.selectors.dashboard_groups import GroupLine
from reporting.selectors.dashboard_rows import DashboardRows, Row
from reporting.selectors.risks import RiskLine
from workgroups.enums import InstrumentState, Judgement, MilestoneState, StepState
from workgroups.rules.milestones import shift_between
from workgroups.rules.progress import Trend
from workgroups.rules.progress import trend as trend_of
from workgroups.selectors.courses import BADGES
from workgroups.selectors.milestones import (
    MilestoneLine,
    in_moment_words,
    moment_of,
    moves_of,
    shift_words,
)

# From what needs somebody to what is good to know.
_PRESSES, _LATER, _REACHED, _GOOD, _KNOW, _SMALL = range(6)


@dataclass(frozen=True)
class Line:
    """Something that changed, or that is at risk. ``kind``: its shape; ``rank``: what comes first."""

    rank: int
    on: date
    icon: str
    kind: str
    title: str
    meta: str
    url: str


def changes_for(
    deal: CityDeal,
    rows: DashboardRows,
    groups: Iterable[GroupLine],
    milestones: Iterable[MilestoneLine],
    risks: Iterable[RiskLine],
    since: date,
) -> list[Line]:
    """Return what changed from ``since`` on, what matters most first; no query."""
    found = [
        *_judgements(groups, since),
        *_milestones(milestones, since),
        *_risks(risks, since),
        *_instruments(deal, rows.instruments),
        *_decisions(deal, rows.decisions),
        *_parties(deal, rows.parties),
        *_steps(deal, rows.steps),
    ]
    return sorted(found, key=lambda line: (line.rank, -line.on.toordinal()))


def _meta(*parts: str) -> str:
    return " – ".join(part for part in parts if part)


def _judgements(groups: Iterable[GroupLine], since: date) -> Iterator[Line]:
    for group in groups:
        before, last = group.judgement_before(since), group.course.last
        if last is None or not before or before == last.judgement:
            continue
        worse = trend_of([before, last.judgement]) is Trend.WORSE
        words = {
            "before": Judgement(before).label.lower(),
            "after": Judgement(last.judgement).label.lower(),
        }
        yield Line(
            rank=_PRESSES if worse else _GOOD,
            on=last.on,
            icon="trending-down" if worse else "trending-up",
            kind=BADGES[Judgement(last.judgement)],
            title=_("%(group)s: from ‘%(before)s’ to ‘%(after)s’") % {"group": group.name, **words},
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


def _risks(lines: Iterable[RiskLine], since: date) -> Iterator[Line]:
    closed, noted = _("Risk closed: %(title)s"), _("New risk: %(title)s")
    again = _("Risk judged again: %(title)s")
    for line in lines:
        risk = line.risk
        is_new = risk.noted_on >= since
        if not is_new and line.last_on < since:
            continue
        if risk.state == RiskState.CLOSED:
            words, icon, rank = closed, "check", _KNOW
        elif is_new:
            words, icon, rank = noted, "alert-triangle", _LATER
        else:
            words, icon, rank = again, "alert-triangle", _KNOW
        meta = _meta(line.whose, line.judged)
        yield Line(rank, line.last_on, icon, line.badge, words % {"title": risk.title}, meta, line.url)


def _instruments(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Line]:
    words, whole = _("%(title)s: now %(state)s"), _("The deal as a whole")
    labels = {state: InstrumentState(state).label.lower() for state in {row["state"] for row in rows}}
    for row in rows:
        dropped, on = row["state"] == InstrumentState.DROPPED, a_day(row["on"])
        yield Line(
            _LATER if dropped else _REACHED,
            on,
            "minus" if dropped else "test-pipe",
            "neutral" if dropped else "safe",
            words % {"title": row["title"], "state": labels[row["state"]]},
            _meta(row["group"] or whole, row["reason"] or in_words(on)),
            address("workgroups:instrument_detail", deal.slug, row["slug"]),
        )


def _decisions(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Line]:
    for row in rows:
        result = DecisionResult(row["result"])
        yield Line(
            _GOOD,
            a_day(row["on"]),
            "gavel",
            "safe" if result == DecisionResult.ADOPTED else "neutral",
            _("Decision: %(title)s") % {"title": row["title"]},
            _meta(row["body"], str(result.label), in_words(a_day(row["on"]))),
            address("governance:decision_detail", deal.slug, row["slug"], row["id"]),
        )


def _parties(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Line]:
    for row in rows:
        state = PartyState(row["state"])
        yield Line(
            _KNOW,
            a_day(row["on"]),
            "user-plus" if state == PartyState.PARTY else "building-community",
            "neutral",
            _("%(party)s: %(state)s") % {"party": row["title"], "state": state.label.lower()},
            _("From %(day)s") % {"day": in_words(a_day(row["on"]))},
            address("governance:party_detail", deal.slug, row["slug"]),
        )


def _steps(deal: CityDeal, rows: Sequence[Row]) -> Iterator[Line]:
    was_done, was_dropped = _("Step done: %(title)s"), pgettext("dashboard", "Step dropped: %(title)s")
    for row in rows:
        done, on = row["state"] == StepState.DONE, a_day(row["on"])
        yield Line(
            _SMALL if done else _KNOW,
            on,
            "check" if done else "minus",
            "safe" if done else "neutral",
            (was_done if done else was_dropped) % {"title": row["title"]},
            _meta(row["group"], row["reason"] or in_words(on)),
            address("workgroups:step_detail", deal.slug, row["slug"], row["id"]),
        )


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
