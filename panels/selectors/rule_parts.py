"""What the rules of this app read beside bodies and parties: who thinks along on which challenge."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from governance.models import Challenge
from governance.rules.base import PartSource
from governance.selectors.rule_parts import register
from panels.models import PanelTopic
from panels.rules.topics import TOPIC_RULES, TOPICS, ChallengeFact, TopicFacts


def _rows() -> QuerySet[Any]:
    who = PanelTopic.objects.filter(challenge=OuterRef("pk")).order_by("pk").values("membership_id")
    row = JSONObject(id="pk", title="title", who=ArraySubquery(who))
    return Challenge.objects.filter(deal=OuterRef("pk")).order_by("order", "pk").values_list(row)


def _read(rows: list[dict[str, Any]]) -> TopicFacts:
    return TopicFacts(tuple(ChallengeFact(row["id"], row["title"], tuple(row["who"])) for row in rows))


def register_rules() -> None:
    """Register the rules of this app; called once, at start."""
    register(TOPIC_RULES, {TOPICS: PartSource(_rows, _read)})
