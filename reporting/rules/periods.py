"""Which days a report is about, in months, and from when on its draft is made; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

# A report duty without a ladder of its own gets its draft so many calendar days before its last day.
LEAD_DAYS = 42


def draft_from(due: date, ladder: Iterable[int]) -> date:
    """Return the day from which the draft of a report is made: its lead time before the last day.

    ``ladder``: calendar days before the last day on which somebody is reminded of it; the longest counts.
    """
    return due - timedelta(days=max(ladder, default=LEAD_DAYS))


def half_year_name(end: date) -> str:
    """Return the name of a half-year by its last day: 2026-H2; as the key of its duty."""
    return f"{end.year}-H{1 if end.month <= 6 else 2}"
