"""Periods of whole days: the first and the last day are both included."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from django.db import models
from django.db.models import Func, Q
from django.utils.formats import date_format
from django.utils.translation import get_language

EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)
DAY = timedelta(days=1)


def in_words(day: date, form: str = "DATE_FORMAT") -> str:
    """Return a day as people read it, in the language of now; rows of a list are about the same days.

    ``form``: as of the template filter ``date``.
    """
    return _in_words(day, form, get_language() or "")


@lru_cache(maxsize=2048)
def _in_words(day: date, form: str, _language: str) -> str:
    return date_format(day, form)


class DateRange(Func):
    """SQL ``daterange(start, end, '[]')``: both days included, an empty end is open."""

    function = "DATERANGE"


def holds_on(on: date, prefix: str = "") -> Q:
    """Return the condition "this period holds on that day".

    ``prefix`` is the lookup path to the record with ``start`` and ``end``, ending in ``__``.
    """
    return Q(**{f"{prefix}start__lte": on}) & (
        Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gte": on})
    )


def overlaps(start: date, end: date | None) -> Q:
    """Return the condition "this period shares at least one day with start to end"."""
    condition = Q(end__isnull=True) | Q(end__gte=start)
    return condition if end is None else condition & Q(start__lte=end)


def period_constraints(name: str) -> list[models.BaseConstraint]:
    """Return the database checks that every period with ``start`` and ``end`` gets.

    The end is not before the start, and no year is a typing error (0026).
    """
    return [
        models.CheckConstraint(
            condition=Q(end__isnull=True) | Q(end__gte=models.F("start")),
            name=f"{name}_end_after_start",
        ),
        models.CheckConstraint(condition=Q(start__gte=EARLIEST), name=f"{name}_start_sane"),
    ]
