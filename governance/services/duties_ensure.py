"""The calendar keeps itself: what every deal owes is made, prepared and reminded of. Run by ``ensure``.

One transaction per deal: a deal that fails is logged and shown, the others go on. Down for a month,
started twice, beside itself: the keys of the rows see to it that nothing is missed and nothing doubled;
the lock per deal only spares work.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from governance.enums import DealState, OccurrenceState
from governance.models import CityDeal, Duty, DutyFailure, DutyOccurrence
from governance.services.duties_handlers import HANDLERS, link_meetings
from governance.services.duties_ladder import remind_of_duties
from governance.services.duties_occurrences import HORIZON, make_occurrences, try_lock_calendar

log = logging.getLogger(__name__)


@dataclass
class CalendarResult:
    """What was done in all deals: numbers. ``skipped``: another process was busy with those deals."""

    deals: int = 0
    made: int = 0
    moved: int = 0
    lapsed: int = 0
    prepared: int = 0
    reminded: int = 0
    skipped: int = 0
    failed: int = 0

    def __str__(self) -> str:
        """Return the numbers in words, for operators."""
        return (
            f"{self.deals} deals, {self.made} occurrences made, {self.moved} moved, {self.lapsed} lapsed,"
            f" {self.prepared} prepared, {self.reminded} reminders, {self.skipped} deals busy,"
            f" {self.failed} deals failed"
        )


def ensure_duties(on: date) -> CalendarResult:
    """Bring the calendar of every deal that is not closed up to a day, each in its own transaction.

    Call it outside a transaction. Side effects: occurrences with history, draft meetings, mail, and a
    DutyFailure for each deal in which something went wrong; never raises for one deal.
    """
    result = CalendarResult()
    with_duties = Exists(Duty.objects.filter(deal=OuterRef("pk")))
    deals = CityDeal.objects.exclude(state=DealState.CLOSED).filter(with_duties).order_by("pk")
    failed_before = set(DutyFailure.objects.values_list("deal_id", flat=True))
    for pk in list(deals.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                if not try_lock_calendar(pk):
                    result.skipped += 1
                    continue
                _ensure_deal(pk, on, result)
        except Exception as error:
            # Whatever is wrong with one deal, the calendars of the others go on.
            log.exception("The calendar of deal %s could not be brought up to date", pk)
            result.failed += 1
            _write_failure(pk, error)
        else:
            result.deals += 1
            if pk in failed_before:
                DutyFailure.objects.filter(deal=pk).delete()
    return result


def _ensure_deal(pk: int, on: date, result: CalendarResult) -> None:
    """Make, prepare and remind of what one deal owes; its calendar is locked."""
    (deal,) = _deal(pk=pk)
    changes = make_occurrences(deal, on)
    planned = _planned(deal=pk, first=on - HORIZON, last=on + HORIZON)
    if link_meetings(deal, planned):
        # What was held is done now, and the others have the day of their meeting.
        planned = _planned(deal=pk, first=on - HORIZON, last=on + HORIZON)
    prepared = 0
    for occurrence in planned:
        occurrence.duty.deal = deal
        if occurrence.duty.body is not None:
            occurrence.duty.body.deal = deal
        handler = HANDLERS.get(occurrence.duty.kind)
        prepared += bool(handler and handler.prepare(occurrence, on))
    reminded = remind_of_duties(deal, planned, on)
    result.made += changes.made
    result.moved += changes.moved
    result.lapsed += changes.lapsed
    result.prepared += prepared
    result.reminded += reminded


def _write_failure(deal: int, error: Exception) -> None:
    name = type(error).__name__
    DutyFailure.objects.update_or_create(
        deal_id=deal, defaults={"failed_at": timezone.now(), "error": name[:200]}
    )


@compiled
def _deal(pk: Any) -> QuerySet[CityDeal]:
    return CityDeal.objects.filter(pk=pk)


@compiled
def _planned(deal: Any, first: Any, last: Any) -> QuerySet[DutyOccurrence]:
    """Return what is still to be done, with all that handlers and ladder read."""
    owed = DutyOccurrence.objects.filter(
        Q(due__gte=first), Q(due__lte=last), duty__deal=deal, state=OccurrenceState.PLANNED
    )
    return owed.select_related("duty__body__way_of_working", "meeting").order_by("due", "pk")
