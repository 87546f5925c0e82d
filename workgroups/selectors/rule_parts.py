"""What the rules of this app read beside bodies and parties: process questions and their bodies."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from governance.rules.base import PartSource
from governance.selectors.rule_parts import a_day, day, register
from workgroups.models import ProcessQuestion, RegionalAlliance, WorkingGroup
from workgroups.rules.groups import GROUP_RULES, QUESTIONS, QuestionFact, QuestionFacts


def _rows() -> QuerySet[Any]:
    groups = WorkingGroup.objects.filter(question=OuterRef("pk")).order_by("pk").values("body_id")
    alliances = RegionalAlliance.objects.filter(question=OuterRef("pk")).order_by("pk").values("body_id")
    row = JSONObject(
        start="start",
        end="end",
        id="pk",
        text="text",
        groups=ArraySubquery(groups),
        alliances=ArraySubquery(alliances),
    )
    return ProcessQuestion.objects.filter(deal=OuterRef("pk")).order_by("order", "pk").values_list(row)


def _read(rows: list[dict[str, Any]]) -> QuestionFacts:
    return QuestionFacts(
        tuple(
            QuestionFact(
                a_day(row["start"]),
                day(row["end"]),
                row["id"],
                row["text"],
                tuple(row["groups"]),
                tuple(row["alliances"]),
            )
            for row in rows
        )
    )


def register_rules() -> None:
    """Register the rules of this app; called once, at start."""
    register(GROUP_RULES, {QUESTIONS: PartSource(_rows, _read)})
