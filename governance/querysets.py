"""Chainable questions to the tables of governance, each asked on a date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from citydeal.common.dates import holds_on, overlaps
from governance.enums import SeatStatus


class PeriodQuerySet(models.QuerySet[Any]):
    """Records that hold from ``start`` to ``end``, both days included."""

    def on(self, day: date) -> Self:
        """Keep what holds on ``day``."""
        return self.filter(holds_on(day))

    def overlapping(self, start: date, end: date | None) -> Self:
        """Keep what shares a day with start to end (no ``end``: open)."""
        return self.filter(overlaps(start, end))

    def ended_before(self, day: date) -> Self:
        """Keep what ended before ``day``."""
        return self.filter(end__lt=day)


class MembershipQuerySet(PeriodQuerySet):
    """Memberships, with what their lists show."""

    def with_people(self) -> Self:
        """Fetch person, position and party with the memberships, in the same query."""
        return self.select_related(
            "person", "position__organization", "seat__party__organization", "seat__organization"
        )


class PartyQuerySet(models.QuerySet[Any]):
    """Parties of a deal."""

    def with_state(self, day: date) -> Self:
        """Annotate ``state`` and ``state_since``: the dated status row that holds on ``day``."""
        statuses = self.model._meta.get_field("statuses").related_model
        latest = statuses.objects.filter(party=OuterRef("pk"), start__lte=day).order_by("-start")
        return self.annotate(
            state=Subquery(latest.values("state")[:1]),
            state_since=Subquery(latest.values("start")[:1]),
        )


class SeatQuerySet(PeriodQuerySet):
    """Seats of a body."""

    def with_status(self, day: date, warning_days: int) -> Self:
        """Annotate ``status`` (SeatStatus), ``holder_id`` and ``holder_end`` as they stand on ``day``.

        The only place where the status of a seat is decided. ``warning_days`` in calendar days:
        within them an end without a successor is shown as "ends soon". Deputies do not fill a seat.
        """
        memberships = self.model._meta.get_field("memberships").related_model
        own = memberships.objects.filter(seat=OuterRef("pk"), is_deputy=False)
        holder = own.filter(holds_on(day))
        successor = own.filter(start__gt=day)
        soon = day + timedelta(days=warning_days)
        return self.annotate(
            holder_id=Subquery(holder.values("pk")[:1]),
            holder_end=Subquery(holder.values("end")[:1]),
            holder_term_end=Subquery(holder.values("term_end")[:1]),
            _next_start=Subquery(successor.order_by("start").values("start")[:1]),
        ).annotate(
            status=Case(
                When(
                    Q(holder_id__isnull=True) & Q(asked_on__isnull=False) & Q(asked_on__lte=day),
                    then=Value(SeatStatus.WAITING.value),
                ),
                When(holder_id__isnull=True, then=Value(SeatStatus.VACANT.value)),
                When(
                    Q(holder_end__lte=soon)
                    & (Q(_next_start__isnull=True) | Q(_next_start__gt=F("holder_end") + 1)),
                    then=Value(SeatStatus.ENDS_SOON.value),
                ),
                When(
                    holder_end__isnull=True,
                    holder_term_end__lt=day,
                    then=Value(SeatStatus.CARRIED_OVER.value),
                ),
                default=Value(SeatStatus.FILLED.value),
                output_field=models.CharField(),
            )
        )
