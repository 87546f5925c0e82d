"""The calendar keeps itself: what every deal owes is made, prepared and reminded of. Run by ``ensure``.

Which deals wait for something is asked of many at once; each of those has a transaction of its own: a deal
that fails is logged and shown, the others go on. Down for a month, started twice, beside itself: the keys of
the rows see to it that nothing is missed and nothing doubled; the lock per deal only spares work.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from governance.enums import DealState
from governance.models import CityDeal, Duty, DutyFailure
from governance.services.duties_handlers import HANDLERS, link_meetings
from governance.services.duties_ladder import remind_of_duties
from governance.services.duties_occurrences import (
    make_occurrences,
    planned_rows,
    read_calendars,
    try_lock_calendar,
)
from governance.services.duties_waiting import by_kind, deals_waiting

log = logging.getLogger(__name__)

# Of so many deals at once it is asked whether there is anything to do.
AT_ONCE = 100


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
    pks = list(deals.values_list("pk", flat=True))
    for begin in range(0, len(pks), AT_ONCE):
        some = pks[begin : begin + AT_ONCE]
        waiting = _waiting(some, on)
        for pk in some:
            if pk in waiting and not _ensure_alone(pk, on, result):
                continue
            result.deals += 1
            if pk in failed_before:
                DutyFailure.objects.filter(deal=pk).delete()
    return result


def _waiting(pks: list[int], on: date) -> set[int]:
    """Return in which of these deals there is something to do; all of them where that cannot be told."""
    try:
        with transaction.atomic():
            return deals_waiting(list(CityDeal.objects.filter(pk__in=pks)), on)
    except Exception:
        # Each is asked by itself then, so that the one with the fault shows.
        log.exception("What %s deals wait for could not be asked at once", len(pks))
        return set(pks)


def _ensure_alone(pk: int, on: date, result: CalendarResult) -> bool:
    """Bring the calendar of one deal up to date in a transaction of its own; whether it is."""
    try:
        with transaction.atomic():
            if not try_lock_calendar(pk):
                result.skipped += 1
                return False
            _ensure_deal(pk, on, result)
    except Exception as error:
        # Whatever is wrong with one deal, the calendars of the others go on.
        log.exception("The calendar of deal %s could not be brought up to date", pk)
        result.failed += 1
        _write_failure(pk, error)
        return False
    return True


def _ensure_deal(pk: int, on: date, result: CalendarResult) -> None:
    """Make, prepare and remind of what one deal owes; its calendar is locked."""
    deals = _deal(pk=pk)
    if deals[0].state == DealState.CLOSED:  # since the run asked which deals are open
        return
    (calendar,) = read_calendars(deals, on)
    changes = make_occurrences(calendar)
    if link_meetings(calendar):
        # What was held is done now, and the others have the day of their meeting.
        (calendar,) = read_calendars(deals, on)
    planned = planned_rows([calendar])
    prepared = 0
    for kind, rows in by_kind(planned).items():
        waiting = HANDLERS[kind].waiting(rows, on)
        prepared += sum(HANDLERS[kind].prepare(row, on) for row in rows if row.pk in waiting)
    reminded = remind_of_duties(deals[0], planned, on)
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
