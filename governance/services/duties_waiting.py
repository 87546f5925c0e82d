"""In which deals the calendar waits for something, asked of many deals at once; nothing is changed.

Most hours nothing is. Each question here is the one that the act itself asks of one deal, under its lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from governance.models import CityDeal, DutyOccurrence
from governance.services.duties_handlers import HANDLERS, meetings_to_link
from governance.services.duties_ladder import new_steps
from governance.services.duties_occurrences import planned_rows, read_calendars


def deals_waiting(deals: Sequence[CityDeal], on: date) -> set[int]:
    """Return the ids of the deals in which something is to be made, moved, prepared or reminded of.

    A fixed number of queries, whatever the number of deals: at most seven, and those of the handlers.
    """
    calendars = read_calendars(deals, on)
    waiting = {calendar.deal.pk for calendar in calendars if not calendar.is_up_to_date()}
    settled = [calendar for calendar in calendars if calendar.deal.pk not in waiting]
    waiting |= set(meetings_to_link(settled))
    planned = [row for row in planned_rows(settled) if row.duty.deal_id not in waiting]
    for kind, rows in by_kind(planned).items():
        wanted = HANDLERS[kind].waiting(rows, on)
        waiting |= {row.duty.deal_id for row in rows if row.pk in wanted}
    waiting |= {row.duty.deal_id for row, _steps in new_steps(planned, on)}
    return waiting


def by_kind(rows: Iterable[DutyOccurrence]) -> dict[str, list[DutyOccurrence]]:
    """Return what is to be done by the kind of its duty, of kinds for which the portal prepares something."""
    found: dict[str, list[DutyOccurrence]] = defaultdict(list)
    for row in rows:
        if row.duty.kind in HANDLERS:
            found[row.duty.kind].append(row)
    return found
