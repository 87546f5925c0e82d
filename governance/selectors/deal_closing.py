"""What still goes on in a deal, for who is about to close it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.enums import MeetingState, RoundState
from governance.models import Body, CityDeal, Meeting, PartyRequest, WrittenRound

_PLANNED = [MeetingState.RESERVED.value, MeetingState.CONVENED.value]


@dataclass(frozen=True)
class OpenEnd:
    """A meeting to come, or what people may still answer; ``day``: of the meeting, or the last one."""

    name: str
    url: str
    day: date


def open_ends(deal: CityDeal) -> list[OpenEnd]:
    """Return the meetings to come, the written rounds and the questions to parties, by day. Three queries."""
    on = timezone.localdate()
    found = [
        OpenEnd(_named(each.title, each.body), each.get_absolute_url(), each.day)
        for each in _meetings(deal=deal.pk, now=timezone.now())
    ]
    found += [
        OpenEnd(
            _named(each.title, each.body),
            address("governance:round_detail", deal.slug, each.body.slug, each.pk),
            each.closes_on,
        )
        for each in _rounds(deal=deal.pk, on=on)
    ]
    found += [
        OpenEnd(str(each), address("governance:request_detail", deal.slug, each.pk), each.answer_until)
        for each in _questions(deal=deal.pk, on=on)
    ]
    return sorted(found, key=lambda end: (end.day, end.name))


def _named(title: str, body: Body) -> str:
    """Return what it is and of which body, once where a meeting is called after its body."""
    return title if title == body.name else f"{title} – {body}"


@compiled
def _meetings(deal: Any, now: Any) -> QuerySet[Meeting]:
    found = Meeting.objects.filter(body__deal=deal, state__in=_PLANNED, starts_at__gt=now)
    return found.select_related("body__deal")


@compiled
def _rounds(deal: Any, on: Any) -> QuerySet[WrittenRound]:
    found = WrittenRound.objects.filter(body__deal=deal, state=RoundState.OPEN.value, closes_on__gte=on)
    return found.select_related("body")


@compiled
def _questions(deal: Any, on: Any) -> QuerySet[PartyRequest]:
    found = PartyRequest.objects.filter(party__deal=deal, answered_at__isnull=True, withdrawn_at__isnull=True)
    return found.filter(answer_until__gte=on).select_related("party__organization")
