"""The scores under a version of the framework: candidates × assessors × criteria (rule 50)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.models import CityDeal
from governance.models.person import full_name
from governance.permissions import Actor
from workgroups.models import Assessment, Candidate, Criterion, FrameworkAssessor, FrameworkVersion
from workgroups.permissions_instruments import among_open_instruments, instruments_open_to
from workgroups.rules.scores import Summary, summaries
from workgroups.selectors.frameworks import assessors_of, criteria_of, scales_of


@dataclass(frozen=True)
class MatrixRow:
    """A candidate in the matrix; ``points`` and ``scores`` are cells beside assessors and criteria."""

    id: int
    title: str
    url: str
    mean: str
    spread: str
    is_divided: bool
    points: Sequence[str]
    scores: Sequence[str]


@dataclass(frozen=True)
class Matrix:
    """All scores under a version, highest mean first; without scores stands last."""

    rows: Sequence[MatrixRow]
    assessors: Sequence[FrameworkAssessor]
    criteria: Sequence[Criterion]


def score_matrix(user: Actor, deal: CityDeal, framework: FrameworkVersion) -> Matrix:
    """Return the matrix of a version, of the candidates that the reader may see. Five queries."""
    criteria, assessors = criteria_of(framework), assessors_of(framework)
    found = scores_under(framework, criteria)
    conflicts = {(candidate, assessor) for candidate, assessor in _conflicts(framework=framework.pk)}
    candidates = _candidates(**instruments_open_to(user, deal))
    candidates.sort(key=lambda row: -found[row[0]].points.mean if row[0] in found else 1)
    rows = [_row(deal, row, found.get(row[0]), assessors, criteria, conflicts) for row in candidates]
    return Matrix(rows, assessors, criteria)


def scores_under(framework: FrameworkVersion, criteria: Sequence[Criterion]) -> dict[int, Summary]:
    """Return what was handed in under a version, per candidate. One query."""
    return summaries(_handed_in(framework=framework.pk), scales_of(criteria))


def newest_scores(versions: Sequence[FrameworkVersion]) -> dict[int, tuple[FrameworkVersion, Summary]]:
    """Return per candidate the scores under the newest of these versions that has any. Two queries.

    ``versions`` from old to new; scores under different versions are never put together.
    """
    ids = [version.pk for version in versions]
    if not ids:
        return {}
    criteria: dict[int, list[Criterion]] = {pk: [] for pk in ids}
    for criterion in _criteria(versions=ids):
        criteria[criterion.framework_id].append(criterion)
    rows: dict[int, list[Any]] = {pk: [] for pk in ids}
    for version_id, *row in _all_handed_in(versions=ids):
        rows[version_id].append(row)
    found: dict[int, tuple[FrameworkVersion, Summary]] = {}
    for version in versions:
        for candidate, summary in summaries(rows[version.pk], scales_of(criteria[version.pk])).items():
            found[candidate] = (version, summary)
    return found


def in_points(number: float) -> str:
    """Return points of 100, without decimals."""
    return f"{number:.0f}"


def in_scores(number: float) -> str:
    """Return a mean of scores, with one decimal."""
    return f"{number:.1f}".replace(".", ",")


def span(lowest: float, highest: float) -> str:
    """Return from where to where the assessors lie."""
    return in_points(lowest) if lowest == highest else f"{in_points(lowest)}–{in_points(highest)}"


def _row(
    deal: CityDeal,
    candidate: tuple[int, str],
    summary: Summary | None,
    assessors: Sequence[FrameworkAssessor],
    criteria: Sequence[Criterion],
    conflicts: set[tuple[int, int]],
) -> MatrixRow:
    pk, title = candidate
    url = address("workgroups:candidate_detail", deal.slug, pk)
    given: Mapping[int, float] = summary.by_assessor if summary else {}
    interest = _("interest")
    points = [
        in_points(given[assessor.pk])
        if assessor.pk in given
        else (interest if (pk, assessor.pk) in conflicts else "–")
        for assessor in assessors
    ]
    if summary is None:
        return MatrixRow(pk, title, url, "–", "–", False, points, ["–"] * len(criteria))
    scores = []
    for criterion in criteria:
        found = summary.by_criterion[criterion.pk]
        scores.append(f"{in_scores(found.mean)} ({span(found.lowest, found.highest)})")
    all_points = summary.points
    return MatrixRow(
        pk,
        title,
        url,
        in_points(all_points.mean),
        span(all_points.lowest, all_points.highest),
        summary.is_divided,
        points,
        scores,
    )


def score_lines(user: Actor, deal: CityDeal, framework: FrameworkVersion) -> list[Sequence[Any]]:
    """Return every score under a version as a line of a sheet, with the version. One query."""
    version = str(framework)
    found = _lines(framework=framework.pk, **instruments_open_to(user, deal))
    return [
        (version, title, full_name(given, prefix, family), *score, timezone.localdate(handed_in))
        for title, given, prefix, family, *score, handed_in in found
    ]


def score_heading() -> list[str]:
    """Return the heading of the sheet of scores."""
    return [
        _("Version of the framework"),
        _("Instrument"),
        _("Assessor"),
        _("Heading"),
        _("Criterion"),
        _("Score"),
        _("Lowest score"),
        _("Highest score"),
        _("Why"),
        _("Handed in"),
    ]


@compiled
def _handed_in(framework: Any) -> QuerySet[Any]:
    found = Assessment.objects.filter(
        assessor__framework=framework, conflict=False, submitted_at__isnull=False, scores__isnull=False
    )
    return (
        found.order_by()
        .annotate(
            criteria=ArrayAgg("scores__criterion_id", order_by="scores__pk"),
            values=ArrayAgg("scores__value", order_by="scores__pk"),
        )
        .values_list("candidate_id", "assessor_id", "criteria", "values")
    )


@compiled
def _all_handed_in(versions: Any) -> QuerySet[Any]:
    found = Assessment.objects.filter(
        assessor__framework__any=versions,
        conflict=False,
        submitted_at__isnull=False,
        scores__isnull=False,
    )
    return (
        found.order_by()
        .annotate(
            criteria=ArrayAgg("scores__criterion_id", order_by="scores__pk"),
            values=ArrayAgg("scores__value", order_by="scores__pk"),
        )
        .values_list("assessor__framework_id", "candidate_id", "assessor_id", "criteria", "values")
    )


@compiled
def _criteria(versions: Any) -> QuerySet[Criterion]:
    return Criterion.objects.filter(framework__any=versions)


@compiled
def _conflicts(framework: Any) -> QuerySet[Any]:
    found = Assessment.objects.filter(assessor__framework=framework, conflict=True)
    return found.order_by().values_list("candidate_id", "assessor_id")


@compiled
def _candidates(deal: Any, levels: Any, own: Any, led: Any) -> QuerySet[Any]:
    found = Candidate.objects.filter(among_open_instruments(deal, levels, own, led, "instrument"))
    return found.order_by("instrument__title", "pk").values_list("pk", "instrument__title")


@compiled
def _lines(framework: Any, deal: Any, levels: Any, own: Any, led: Any) -> QuerySet[Any]:
    found = Assessment.objects.filter(
        among_open_instruments(deal, levels, own, led, "candidate__instrument"),
        assessor__framework=framework,
        conflict=False,
        submitted_at__isnull=False,
        scores__isnull=False,
    )
    return found.order_by(
        "candidate__instrument__title", "assessor_id", "scores__criterion__order"
    ).values_list(
        "candidate__instrument__title",
        "assessor__person__given_name",
        "assessor__person__prefix",
        "assessor__person__family_name",
        "scores__criterion__heading",
        "scores__criterion__title",
        "scores__value",
        "scores__criterion__lowest",
        "scores__criterion__highest",
        "scores__reason",
        "submitted_at",
    )


def assessment_at(deal: CityDeal, pk: int) -> list[Assessment]:
    """Return this assessment of the deal, or nothing. One query."""
    return _assessment(deal=deal.pk, pk=pk)


@compiled
def _assessment(deal: Any, pk: Any) -> QuerySet[Assessment]:
    found = Assessment.objects.filter(pk=pk, assessor__framework__deal=deal, conflict=True)
    return found.select_related("candidate__instrument", "assessor__person", "assessor__framework")
