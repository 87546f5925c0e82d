"""Versions of the assessment framework: the list, one of them with its criteria and assessors (rule 50)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.models import CityDeal, Person
from governance.permissions import Actor, can_view_body, takes_part
from governance.permissions_reports import may_name_decision
from governance.selectors.requests import known_in
from workgroups.enums import FrameworkState
from workgroups.models import Assessment, Criterion, FrameworkAssessor, FrameworkVersion
from workgroups.permissions_assessment import can_keep_assessment, can_read_scores
from workgroups.rules.scores import Scale, weights_fit, weights_total

STATE_KINDS = {
    FrameworkState.DRAFT: "neutral",
    FrameworkState.OPEN: "active",
    FrameworkState.CLOSED: "safe",
}


@dataclass(frozen=True)
class FrameworkList:
    """The versions of a deal, newest first; each with ``count`` of criteria and ``kind`` of its state."""

    versions: Sequence[FrameworkVersion]
    may_keep: bool
    may_add: bool


@dataclass(frozen=True)
class FrameworkPage:
    """A version: its criteria per heading, and who gives scores where the reader may see people."""

    framework: FrameworkVersion
    kind: str
    groups: Sequence[tuple[str, Sequence[Criterion]]]
    has_weights: bool
    total: str
    weights_fit: bool
    assessors: Sequence[FrameworkAssessor]
    shows_people: bool
    may_keep: bool
    may_read_scores: bool
    decision_label: str
    decision_url: str

    @property
    def is_draft(self) -> bool:
        """Whether its criteria can still be changed."""
        return self.framework.state == FrameworkState.DRAFT


def framework_list(user: Actor, deal: CityDeal) -> FrameworkList:
    """Return the versions of the framework; a draft is for who takes part. One query."""
    inside = takes_part(user, deal)
    found = [version for version in _versions(deal=deal.pk) if inside or not _is_draft(version)]
    for version in found:
        version.kind = STATE_KINDS[FrameworkState(version.state)]
    keeps = can_keep_assessment(user, deal)
    return FrameworkList(found, keeps, keeps and not any(_is_draft(version) for version in found))


def framework_at(user: Actor, deal: CityDeal, number: int) -> list[FrameworkVersion]:
    """Return this version of the deal's framework, or nothing where the reader may not see it. One query."""
    found = _version(deal=deal.pk, number=number)
    for version in found:
        version.deal = deal
    return [version for version in found if takes_part(user, deal) or not _is_draft(version)]


def opened_frameworks(deal: CityDeal) -> list[FrameworkVersion]:
    """Return the versions that were opened for scores, from old to new. One query."""
    found = _opened(deal=deal.pk)
    for version in found:
        version.deal = deal
    return found


def framework_page(user: Actor, framework: FrameworkVersion) -> FrameworkPage:
    """Return what the page of a version shows. Two queries."""
    deal = framework.deal
    criteria = criteria_of(framework)
    weights = [criterion.weight for criterion in criteria]
    shows_people = takes_part(user, deal)
    label, url = _decision(user, framework)
    return FrameworkPage(
        framework,
        STATE_KINDS[FrameworkState(framework.state)],
        [(heading, list(found)) for heading, found in groupby(criteria, lambda c: c.heading)],
        any(weight is not None for weight in weights),
        plain(weights_total(weights)),
        weights_fit(weights),
        assessors_of(framework) if shows_people else [],
        shows_people,
        can_keep_assessment(user, deal),
        can_read_scores(user, framework),
        label,
        url,
    )


def _decision(user: Actor, framework: FrameworkVersion) -> tuple[str, str]:
    decision = framework.decision
    if decision is None:
        return "", ""
    decision.body.deal = framework.deal
    if not can_view_body(user, decision.body) or not may_name_decision(user, decision):
        return "", ""
    return f"{decision.body.name} {decision}", decision_address(framework.deal, decision)


def decision_address(deal: CityDeal, decision: Any) -> str:
    """Return the page of a decision; needs its body loaded."""
    return address("governance:decision_detail", deal.slug, decision.body.slug, decision.pk)


def criteria_of(framework: FrameworkVersion) -> list[Criterion]:
    """Return the criteria of a version, those of one heading together. One query."""
    found: dict[str, list[Criterion]] = {}
    for criterion in _criteria(framework=framework.pk):
        found.setdefault(criterion.heading, []).append(criterion)
    return [criterion for group in found.values() for criterion in group]


def has_assessments(framework: FrameworkVersion) -> bool:
    """Whether somebody began to give scores with a version. One query."""
    return Assessment.objects.filter(assessor__framework=framework).exists()


def criteria_sheet(framework: FrameworkVersion) -> tuple[list[str], list[Sequence[Any]]]:
    """Return the heading and the lines of a sheet of criteria. One query."""
    header = [_("Version of the framework"), _("Heading"), _("Criterion"), _("Explanation")]
    header += [_("Lowest score"), _("Highest score"), _("Weight in percent")]
    lines: list[Sequence[Any]] = [
        (str(framework), c.heading, c.title, c.text, c.lowest, c.highest, plain(c.weight) if c.weight else "")
        for c in criteria_of(framework)
    ]
    return header, lines


def scales_of(criteria: Sequence[Criterion]) -> list[Scale]:
    """Return the scales of criteria, as the rules read them."""
    return [Scale(c.pk, c.lowest, c.highest, c.weight) for c in criteria]


def assessors_of(framework: FrameworkVersion) -> list[FrameworkAssessor]:
    """Return who gives scores with a version, by name, with ``handed_in`` and ``conflicts``. One query."""
    return _assessors(framework=framework.pk)


def people_to_ask(framework: FrameworkVersion) -> list[Person]:
    """Return the people of the deal who are no assessor of this version yet. One query."""
    asked = framework.assessors.values("person")
    return list(Person.objects.filter(known_in(framework.deal_id)).exclude(pk__in=asked))


def plain(number: Any) -> str:
    """Return a number as people write it in Dutch, without needless zeros: 12,5."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _is_draft(version: FrameworkVersion) -> bool:
    return version.state == FrameworkState.DRAFT


@compiled
def _versions(deal: Any) -> QuerySet[FrameworkVersion]:
    # Counting forgets the order of the model.
    found = FrameworkVersion.objects.filter(deal=deal).annotate(count=Count("criteria"))
    return found.order_by("-number")


@compiled
def _version(deal: Any, number: Any) -> QuerySet[FrameworkVersion]:
    found = FrameworkVersion.objects.filter(deal=deal, number=number)
    return found.select_related("decision__body", "decision__item__meeting")


@compiled
def _opened(deal: Any) -> QuerySet[FrameworkVersion]:
    opened = FrameworkVersion.objects.filter(deal=deal).exclude(state=FrameworkState.DRAFT)
    return opened.order_by("number")


@compiled
def _criteria(framework: Any) -> QuerySet[Criterion]:
    return Criterion.objects.filter(framework=framework)


@compiled
def _assessors(framework: Any) -> QuerySet[FrameworkAssessor]:
    handed = Q(assessments__submitted_at__isnull=False, assessments__conflict=False)
    found = FrameworkAssessor.objects.filter(framework=framework).annotate(
        handed_in=Count("assessments", filter=handed),
        conflicts=Count("assessments", filter=Q(assessments__conflict=True)),
        has_account=F("person__user"),
    )
    return found.select_related("person").order_by("person__family_name", "person__given_name", "pk")
