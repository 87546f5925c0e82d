"""Questions for what changed in a deal since a day, as rows of a dashboard; values or slots.

Of what may be hidden the caller says what the reader may open.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject

from governance.models import Decision, PartyStatus
from governance.permissions import among_open_bodies
from workgroups.enums import InstrumentState, StepState
from workgroups.models import InstrumentStatus, StepStatus
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


def step_news(deal: Any, news: Q, levels: Any, own: Any) -> QuerySet[Any]:
    """Return the question for news: steps that were done or dropped, and still are."""
    ended = [StepState.DONE.value, StepState.DROPPED.value]
    found = StepStatus.objects.filter(
        among_open_bodies(deal, levels, own, "step__group__body"),
        news,
        state__in=ended,
        step__state=F("state"),
    )
    row = JSONObject(
        id="step_id",
        title="step__title",
        state="state",
        on="on",
        reason="reason",
        group="step__group__body__name",
        slug="step__group__body__slug",
    )
    return found.order_by("-on", "-pk").values_list(row)


def instrument_news(deal: Any, news: Q, levels: Any, mine: Any, led: Any, own: Any) -> QuerySet[Any]:
    """Return the question for news: instruments that came in a state that is news, and still are in it."""
    found = InstrumentStatus.objects.filter(
        among_open_instruments(deal, levels, mine, led, "instrument"),
        news,
        state__in=_NEWS,
        instrument__state=F("state"),
    )
    name = F("instrument__group__body__name")
    row = JSONObject(
        id="instrument_id",
        title="instrument__title",
        slug="instrument__slug",
        state="state",
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
