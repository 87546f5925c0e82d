"""One record, or not found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.http import Http404

T = TypeVar("T")


def only(records: Sequence[T]) -> T:
    """Return the first record. Raises Http404 when there is none, without saying why."""
    if not records:
        raise Http404
    return records[0]
