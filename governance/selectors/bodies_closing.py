"""What still sits in a body, or on a seat, when it ends; and what ended together with a body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from governance.models import Body, Membership, Seat


@dataclass(frozen=True)
class StillThere:
    """What would outlive a last day.

    ``members`` and ``seats`` get that day as their last one. ``coming`` has not begun by then and lapses,
    as do ``later_seats``.
    """

    members: Sequence[Membership]
    coming: Sequence[Membership]
    seats: Sequence[Seat]
    later_seats: Sequence[Seat]


def still_there(of: Body | Seat, last_day: date) -> StillThere:
    """Return what of a body or a seat would outlive ``last_day``. Two queries; one for a seat."""
    memberships = [m for m in _memberships(of) if m.end is None or m.end > last_day]
    seats = [s for s in _seats(of) if s.end is None or s.end > last_day]
    return StillThere(
        members=[m for m in memberships if m.start <= last_day],
        coming=[m for m in memberships if m.start > last_day],
        seats=[s for s in seats if s.start <= last_day],
        later_seats=[s for s in seats if s.start > last_day],
    )


def ended_with(body: Body) -> tuple[list[Seat], list[Membership]]:
    """Return the seats and memberships whose last day is that of a closed body. Two queries."""
    if body.end is None:
        return [], []
    seats = [seat for seat in _seats(body) if seat.end == body.end]
    return seats, [m for m in _memberships(body) if m.end == body.end]


def _memberships(of: Body | Seat) -> QuerySet[Membership]:
    where = Q(body=of) if isinstance(of, Body) else Q(seat=of)
    found: QuerySet[Membership] = Membership.objects.filter(where)
    return found.select_related(
        "body__deal",
        "person__user",
        "position__organization",
        "seat__party__organization",
        "seat__organization",
    )


def _seats(of: Body | Seat) -> Sequence[Seat]:
    if isinstance(of, Seat):
        return [of]
    found: QuerySet[Seat] = Seat.objects.filter(body=of)
    return list(found.select_related("party__organization", "organization"))
