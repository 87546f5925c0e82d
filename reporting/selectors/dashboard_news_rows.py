"""Questions for what changed in a deal since a day, as rows of a dashboard; values or slots.

Of what may be hidden the caller says what the reader may open.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest, JSONObject, TruncDate

from governance.models import Decision, PartyStatus
from governance.permissions import among_open_bodies
from workgroups.enums import InstrumentState, StepState
from workgroups.models import InstrumentStatus, Step, StepMove, StepStatus
from workgroups.permissions_instruments import among_open_instruments

# What is written down so late is still news.
LATE_NEWS = timedelta(days=31)
# States of an instrument that are news to who reads about the whole deal.
_NEWS = [
    str(state)
    for state in (
        InstrumentState.IN_TEST,
        InstrumentState.READY,
        InstrumentState.IN_USE,
        InstrumentState.EMBEDDED,
        InstrumentState.DROPPED,
    )
]


def news_since(begin: Any, since: Any, earliest: Any, day: str = "on") -> Q:
    """Return the condition "it happened since then", or was written down since then, up to a month late."""
    return Q(**{f"{day}__gte": since}) | Q(**{f"{day}__gte": earliest, "created_at__gte": begin})


def step_news(deal: Any, news: Q, begin: Any, levels: Any, own: Any) -> QuerySet[Any]:
    """Return the question for news: steps as they are and as they were, where either changed.

    ``begin``: the moment from which a move of the planning is news. What is done comes last.
    """
    of_step = {"step": OuterRef("pk")}
    statuses = StepStatus.objects.filter(**of_step).order_by("-on", "-pk")
    recent = statuses.filter(news)
    moves = StepMove.objects.filter(**of_step, created_at__gte=begin)
    moved = moves.order_by("-pk").annotate(day=TruncDate("created_at"))
    found = Step.objects.filter(
        among_open_bodies(deal, levels, own, "group__body"),
        Exists(recent.order_by()) | Exists(moves.order_by()),
    ).annotate(changed=Greatest(Subquery(recent.values("on")[:1]), Subquery(moved.values("day")[:1])))
    row = JSONObject(
        id="pk",
        title="title",
        state="state",
        end="planned_end",
        on="changed",
        state_before=ArraySubquery(statuses.filter(~news).values("state")[:1]),
        end_before=ArraySubquery(moves.order_by("pk").values("planned_end_before")[:1]),
        reason=ArraySubquery(recent.values("reason")[:1]),
        group="group__body__name",
        slug="group__body__slug",
    )
    is_done = Case(When(state=StepState.DONE.value, then=Value(1)), default=Value(0))
    return found.order_by(is_done, "-changed", "-pk").values_list(row)


def instrument_news(deal: Any, news: Q, levels: Any, mine: Any, led: Any, own: Any) -> QuerySet[Any]:
    """Return the question for news: instruments that came in a state that is news, and still are in it.

    Also those that were taken up again.
    """
    earlier = InstrumentStatus.objects.filter(instrument=OuterRef("instrument")).exclude(news)
    found = InstrumentStatus.objects.filter(
        among_open_instruments(deal, levels, mine, led, "instrument"),
        news,
        instrument__state=F("state"),
    ).annotate(before=Subquery(earlier.order_by("-on", "-pk").values("state")[:1]))
    found = found.filter(Q(state__in=_NEWS) | Q(before=InstrumentState.DROPPED.value))
    name = F("instrument__group__body__name")
    row = JSONObject(
        id="instrument_id",
        title="instrument__title",
        slug="instrument__slug",
        state="state",
        before="before",
        on="on",
        reason="reason",
        group=Case(
            # Of a closed group also the name stays inside, where its instrument is for everybody.
            When(among_open_bodies(deal, levels, own, "instrument__group__body"), then=name),
            default=Value(""),
        ),
    )
    return found.order_by("-on", "-pk").values_list(row)


def decision_news(decisions: QuerySet[Decision], since: Any) -> QuerySet[Any]:
    """Return the question for news: decisions that were taken."""
    row = JSONObject(
        id="pk",
        title="title",
        on="taken_on",
        result="result",
        body="body__name",
        slug="body__slug",
        year="year",
        number="number",
    )
    return decisions.filter(taken_on__gte=since).order_by("-taken_on", "-pk").values_list(row)


def party_news(deal: Any, news: Q) -> QuerySet[Any]:
    """Return the question for news: how organisations came to take part, or to leave."""
    found = PartyStatus.objects.filter(news, party__deal=deal)
    row = JSONObject(
        id="party_id",
        title="party__organization__name",
        slug="party__organization__slug",
        state="state",
        on="start",
    )
    return found.order_by("-start", "-pk").values_list(row)
