"""Chainable questions to the tables of governance, each asked on a date."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, Value, When

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

    def with_status(self, day: date, soon: date) -> Self:
        """Annotate ``status`` (SeatStatus) and ``holder_id`` as they stand on ``day``.

        The only place where the status of a seat is decided. ``soon``: an end up to and including
        this day is shown as "ends soon", also when a successor is known. Deputies do not fill a seat.
        """
        # At most one row per seat: the exclusion constraint lets nobody sit beside the holder.
        holder = Q(memberships__is_deputy=False) & holds_on(day, "memberships__")
        return (
            self.annotate(holder=FilteredRelation("memberships", condition=holder))
            .annotate(holder_id=F("holder__pk"))
            .annotate(
                status=Case(
                    When(holder__isnull=True, asked_on__lte=day, then=Value(SeatStatus.WAITING.value)),
                    When(holder__isnull=True, then=Value(SeatStatus.VACANT.value)),
                    When(holder__end__lte=soon, then=Value(SeatStatus.ENDS_SOON.value)),
                    When(
                        holder__end__isnull=True,
                        holder__term_end__lt=day,
                        then=Value(SeatStatus.CARRIED_OVER.value),
                    ),
                    default=Value(SeatStatus.FILLED.value),
                    output_field=models.CharField(),
                )
            )
        )
