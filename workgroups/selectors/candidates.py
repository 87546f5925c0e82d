"""The longlist of a deal, and one candidate with everything that was found of it (rules 49 to 52)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.enums import DecisionSubject
from governance.models import CityDeal, Decision
from governance.permissions import Actor, can_view_body, takes_part
from governance.permissions_reports import may_name_decision
from governance.selectors.decisions import decisions_about
from workgroups.enums import CandidateOutcome, DeskResearch, InstrumentState
from workgroups.models import (
    Assessment,
    Candidate,
    Criterion,
    FrameworkVersion,
    Instrument,
    Score,
)
from workgroups.permissions_assessment import can_keep_assessment, can_read_scores, visible_assessors
from workgroups.permissions_instruments import among_open_instruments, instruments_open_to
from workgroups.rules.scores import Summary, summaries
from workgroups.selectors.frameworks import (
    decision_address,
    opened_frameworks,
    scales_of,
)
from workgroups.selectors.scores import in_points, in_scores, newest_scores, span

OUTCOME_KINDS = {
    CandidateOutcome.OPEN: "neutral",
    CandidateOutcome.CHOSEN: "safe",
    CandidateOutcome.REJECTED: "neutral",
}
RESEARCH_KINDS = {
    "": "neutral",
    DeskResearch.NOT_EXISTING: "safe",
    DeskResearch.UNTESTED: "safe",
    DeskResearch.TESTED: "neutral",
}


@dataclass(frozen=True)
class CandidateRow:
    """A line of the longlist, as far as the reader may know; ``points`` empty: no scores to show."""

    candidate: Candidate
    url: str
    title: str
    principle: str
    research: str
    research_kind: str
    outcome: str
    outcome_value: str
    outcome_kind: str
    reason: str
    decision_label: str
    decision_url: str
    points: str
    version: str
    spread: str
    is_divided: bool
    mean: float


@dataclass(frozen=True)
class CandidateList:
    """The longlist; ``readable``: the versions of the framework whose scores the reader may see."""

    rows: Sequence[CandidateRow]
    readable: Sequence[FrameworkVersion]
    may_keep: bool

    @property
    def shows_points(self) -> bool:
        """Whether there are scores to show."""
        return bool(self.readable)


def candidate_list(
    user: Actor,
    deal: CityDeal,
    query: str = "",
    principle: str = "",
    research: str = "",
    outcome: str = "",
    sort: str = "",
) -> CandidateList:
    """Return the candidates that the reader may see, each with its newest scores. Four queries at most."""
    readable = [version for version in opened_frameworks(deal) if can_read_scores(user, version)]
    found = newest_scores(readable)
    wanted = {"principle": principle, "research": research, "outcome": outcome}
    words = query.casefold().split()
    rows = [
        row
        for candidate in _candidates(**instruments_open_to(user, deal))
        if _fits(row := _row(user, deal, candidate, found.get(candidate.pk)), wanted, words)
    ]
    if sort == "principe":
        rows.sort(key=lambda row: row.candidate.principle.order if row.candidate.principle else 10_000)
    elif sort == "punten":
        rows.sort(key=lambda row: -row.mean)
    elif sort == "sinds":
        rows.sort(key=lambda row: row.candidate.listed_on, reverse=True)
    return CandidateList(rows, readable, can_keep_assessment(user, deal))


def _fits(row: CandidateRow, wanted: Mapping[str, str], words: list[str]) -> bool:
    candidate = row.candidate
    own = {
        "principle": str(candidate.principle_id or "geen"),
        "research": candidate.research or "onbekend",
        "outcome": row.outcome_value,
    }
    return all(value in ("", own[name]) for name, value in wanted.items()) and all(
        word in f"{row.title} {row.principle} {candidate.instrument.text}".casefold() for word in words
    )


def _row(
    user: Actor, deal: CityDeal, candidate: Candidate, scored: tuple[FrameworkVersion, Summary] | None
) -> CandidateRow:
    """Return a line. A decision that the reader may not read yet is no decision yet."""
    candidate.instrument.deal = deal
    label, url = candidate_decision(user, deal, candidate)
    outcome = CandidateOutcome(candidate.outcome)
    if not label and outcome != CandidateOutcome.OPEN:
        outcome = CandidateOutcome.OPEN
    version, summary = scored or (None, None)
    points = summary.points if summary else None
    shown = outcome.label
    if candidate.instrument.state == InstrumentState.DROPPED:
        shown = InstrumentState.DROPPED.label
    return CandidateRow(
        candidate,
        address("workgroups:candidate_detail", deal.slug, candidate.pk),
        candidate.instrument.title,
        candidate.principle.title if candidate.principle else "",
        str(candidate.get_research_display()) if candidate.research else _("Not known yet"),
        RESEARCH_KINDS[candidate.research],
        str(shown),
        outcome.value,
        OUTCOME_KINDS[outcome],
        candidate.reason if label else "",
        label,
        url,
        in_points(points.mean) if points else "",
        str(version) if version else "",
        span(points.lowest, points.highest) if points else "",
        bool(summary and summary.is_divided),
        points.mean if points else -1,
    )


def candidate_decision(user: Actor, deal: CityDeal, candidate: Candidate) -> tuple[str, str]:
    """Return the decision about a candidate and its page; empty for who may not read it. No query."""
    decision = candidate.decision
    if decision is None:
        return "", ""
    decision.body.deal = deal
    if not can_view_body(user, decision.body) or not may_name_decision(user, decision):
        return "", ""
    return f"{decision.body.name} {decision.label}", decision_address(deal, decision)


def candidate_at(user: Actor, deal: CityDeal, pk: int) -> list[Candidate]:
    """Return this candidate, or nothing where the reader may not see its instrument. One query."""
    found = _candidate(pk=pk, **instruments_open_to(user, deal))
    for candidate in found:
        candidate.instrument.deal = deal
    return found


def ideas_to_list(deal: CityDeal) -> list[Instrument]:
    """Return the instruments that may go on the longlist. One query."""
    ideas = Instrument.objects.filter(deal=deal, state=InstrumentState.IDEA, candidate__isnull=True)
    return list(ideas.select_related("deal"))


def rows_to_decide(user: Actor, deal: CityDeal) -> list[CandidateRow]:
    """Return the candidates that a body can still decide about, by principle. Four queries at most."""
    rows = candidate_list(user, deal, sort="principe").rows
    return [row for row in rows if row.candidate.instrument.state == InstrumentState.LONGLIST]


def decisions_to_choose(deal: CityDeal) -> list[Decision]:
    """Return the decisions on which a choice may rest, newest first. One query."""
    return decisions_about(deal, [DecisionSubject.CONTENT])


# --- One candidate -------------------------------------------------------------------------


@dataclass(frozen=True)
class Judged:
    """What one assessor gave under a version; ``scores``: beside the criteria."""

    name: str
    points: str
    conflict: str
    remark: str
    scores: Sequence[str]
    reasons: Sequence[tuple[str, str]]
    lift_url: str


@dataclass(frozen=True)
class UnderVersion:
    """The scores of a candidate under one version of the framework, with that version.

    ``mean`` and ``spread`` are empty where nobody gave scores yet: who took part has an interest.
    """

    framework: FrameworkVersion
    url: str
    criteria: Sequence[Criterion]
    means: Sequence[str]
    mean: str
    spread: str
    is_divided: bool
    judged: Sequence[Judged]


@dataclass(frozen=True)
class CandidatePage:
    """A candidate: what is found of it, what was decided, and the scores the reader may see."""

    row: CandidateRow
    versions: Sequence[UnderVersion]
    hides_scores: bool
    may_keep: bool
    assess_url: str
    shows_people: bool


def candidate_page(user: Actor, deal: CityDeal, candidate: Candidate) -> CandidatePage:
    """Return what the page of a candidate shows, newest version first. Four queries at most."""
    found = _assessments(candidate=candidate.pk)
    for assessment in found:
        assessment.assessor.framework.deal = deal
    readable = [item for item in found if can_read_scores(user, item.assessor.framework)]
    versions: list[UnderVersion] = []
    if readable:
        scores = _by_assessment(candidate)
        criteria = _criteria_by_version({item.assessor.framework_id for item in readable})
        keeps = can_keep_assessment(user, deal)
        for pk, items in groupby(readable, lambda item: item.assessor.framework_id):
            versions.append(_under(deal, list(items), criteria[pk], scores, keeps=keeps))
    assess_url = ""
    if visible_assessors(user, deal) and candidate.instrument.state == InstrumentState.LONGLIST:
        assess_url = address("workgroups:assessment_edit", deal.slug, candidate.pk)
    newest = versions[0] if versions else None
    row = _row(user, deal, candidate, None)
    return CandidatePage(
        row,
        versions,
        len(readable) < len(found) and newest is None,
        can_keep_assessment(user, deal),
        assess_url,
        takes_part(user, deal),
    )


def _under(
    deal: CityDeal,
    items: list[Assessment],
    criteria: list[Criterion],
    scores: Mapping[int, Mapping[int, Score]],
    *,
    keeps: bool,
) -> UnderVersion:
    framework = items[0].assessor.framework
    scored = [item for item in items if not item.conflict]
    rows = [
        (item.candidate_id, item.assessor_id, list(given), [score.value for score in given.values()])
        for item in scored
        if (given := scores.get(item.pk))
    ]
    summary = summaries(rows, scales_of(criteria)).get(items[0].candidate_id)
    judged = [_judged(deal, item, criteria, scores.get(item.pk, {}), summary, keeps=keeps) for item in items]
    url = address("workgroups:framework_detail", deal.slug, framework.number)
    if summary is None:
        return UnderVersion(framework, url, criteria, ["–"] * len(criteria), "", "", False, judged)
    points = summary.points
    return UnderVersion(
        framework,
        url,
        criteria,
        [in_scores(summary.by_criterion[criterion.pk].mean) for criterion in criteria],
        in_points(points.mean),
        span(points.lowest, points.highest),
        summary.is_divided,
        judged,
    )


def _judged(
    deal: CityDeal,
    item: Assessment,
    criteria: list[Criterion],
    scores: Mapping[int, Score],
    summary: Summary | None,
    *,
    keeps: bool,
) -> Judged:
    name = item.assessor.person.name
    if item.conflict:
        lift = address("workgroups:conflict_lift", deal.slug, item.pk) if keeps else ""
        return Judged(name, "", item.conflict_text, item.remark, ["–"] * len(criteria), [], lift)
    points = in_points(summary.by_assessor[item.assessor_id]) if summary else "–"
    reasons = [
        (criterion.title, scores[criterion.pk].reason)
        for criterion in criteria
        if criterion.pk in scores and scores[criterion.pk].reason
    ]
    values = [str(scores[criterion.pk].value) for criterion in criteria]
    return Judged(name, points, "", item.remark, values, reasons, "")


def _by_assessment(candidate: Candidate) -> dict[int, dict[int, Score]]:
    found: dict[int, dict[int, Score]] = {}
    for score in _scores(candidate=candidate.pk):
        found.setdefault(score.assessment_id, {})[score.criterion_id] = score
    return found


def _criteria_by_version(versions: set[int]) -> dict[int, list[Criterion]]:
    found: dict[int, list[Criterion]] = {pk: [] for pk in versions}
    for criterion in _criteria(versions=list(versions)):
        found[criterion.framework_id].append(criterion)
    return found


@compiled
def _candidates(deal: Any, levels: Any, own: Any, led: Any) -> QuerySet[Candidate]:
    found = Candidate.objects.filter(among_open_instruments(deal, levels, own, led, "instrument"))
    return found.select_related("instrument", "principle", "decision__body", "decision__item__meeting")


@compiled
def _candidate(pk: Any, deal: Any, levels: Any, own: Any, led: Any) -> QuerySet[Candidate]:
    found = Candidate.objects.filter(among_open_instruments(deal, levels, own, led, "instrument"), pk=pk)
    return found.select_related("instrument", "principle", "decision__body", "decision__item__meeting")


@compiled
def _assessments(candidate: Any) -> QuerySet[Assessment]:
    found = Assessment.objects.filter(candidate=candidate, submitted_at__isnull=False)
    return found.select_related("assessor__framework", "assessor__person").order_by(
        "-assessor__framework__number", "assessor__person__family_name", "pk"
    )


@compiled
def _scores(candidate: Any) -> QuerySet[Score]:
    return Score.objects.filter(assessment__candidate=candidate)


@compiled
def _criteria(versions: Any) -> QuerySet[Criterion]:
    return Criterion.objects.filter(framework__any=versions)
