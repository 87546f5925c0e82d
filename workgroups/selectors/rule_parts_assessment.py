"""What rules 48 to 52 read: principles, the longlist with what became of it, and opened frameworks."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject, TruncDate

from citydeal.common.dates import DAY
from governance.models import CityDeal
from governance.rules.base import PartSource
from governance.selectors.rule_parts import a_day, day, register
from workgroups.enums import InstrumentState
from workgroups.models import Assessment, Candidate, DesignPrinciple, FrameworkVersion, InstrumentStatus
from workgroups.rules.assessment import (
    ASSESSMENT,
    ASSESSMENT_RULES,
    AssessmentFacts,
    CandidateFact,
    PrincipleFact,
)


def _candidates() -> QuerySet[Any]:
    dropped = InstrumentStatus.objects.filter(
        instrument=OuterRef("instrument"), state=InstrumentState.DROPPED
    ).order_by("-on", "-pk")
    handed_in = Assessment.objects.filter(
        candidate=OuterRef("pk"), conflict=False, submitted_at__isnull=False
    ).order_by("submitted_at")
    found = Candidate.objects.filter(instrument__deal=OuterRef("pk")).annotate(
        # Dropped once and taken up again is not dropped.
        gone=Subquery(dropped.filter(instrument__state=InstrumentState.DROPPED).values("on")[:1]),
        scored=Subquery(handed_in.annotate(day=TruncDate("submitted_at")).values("day")[:1]),
    )
    row = JSONObject(
        id="pk",
        title="instrument__title",
        principle="principle_id",
        start="listed_on",
        gone="gone",
        research="research",
        researched="researched_on",
        outcome="outcome",
        decided="decision__taken_on",
        scored="scored",
    )
    return found.order_by("instrument__title", "pk").values_list(row)


def _rows() -> QuerySet[Any]:
    principles = DesignPrinciple.objects.filter(deal=OuterRef("pk")).order_by("order", "pk")
    opened = FrameworkVersion.objects.filter(deal=OuterRef("pk"), opened_on__isnull=False)
    row = JSONObject(
        principles=ArraySubquery(
            principles.values_list(JSONObject(id="pk", title="title", on="discussed_on"))
        ),
        candidates=ArraySubquery(_candidates()),
        opened=ArraySubquery(opened.order_by("number").values("opened_on")),
    )
    return CityDeal.objects.filter(pk=OuterRef("pk")).order_by().values_list(row)


def _read(rows: list[dict[str, Any]]) -> AssessmentFacts:
    (row,) = rows
    return AssessmentFacts(
        tuple(PrincipleFact(item["id"], item["title"], day(item["on"])) for item in row["principles"]),
        tuple(_candidate(item) for item in row["candidates"]),
        tuple(a_day(item) for item in row["opened"]),
    )


def _candidate(row: dict[str, Any]) -> CandidateFact:
    gone = day(row["gone"])
    return CandidateFact(
        a_day(row["start"]),
        gone - DAY if gone else None,
        row["id"],
        row["title"],
        row["principle"],
        row["research"],
        day(row["researched"]),
        row["outcome"],
        day(row["decided"]),
        day(row["scored"]),
    )


def register_rules() -> None:
    """Register rules 48 to 52; called once, at start."""
    register(ASSESSMENT_RULES, {ASSESSMENT: PartSource(_rows, _read)})
