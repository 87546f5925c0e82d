"""What the sections of a report share: how days are kept and said, and what a whole deal may read."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from citydeal.common.dates import in_words
from citydeal.enums import Access

# A report is for everybody in the deal: what only the members of a body read stays out of it.
LEVELS = [str(Access.PUBLIC), str(Access.DEAL)]


def open_bodies(path: str = "body") -> Q:
    """Return the condition "of a body that everybody in the deal reads"; ``path``: the way to the body."""
    return Q(**{f"{path}__access__in": LEVELS})


def iso(day: date | None) -> str:
    """Return a day as it is kept; empty for none."""
    return day.isoformat() if day else ""


def said(text: str) -> str:
    """Return a kept day in words; empty for none."""
    return in_words(date.fromisoformat(text)) if text else ""
