"""How a milestone stands against its planning (rules 40 and 44); pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workgroups.enums import MilestoneState
from workgroups.rules.moments import Moment

_DAYS_IN_MONTH = 365.25 / 12
# Under so many days a shift is told in days.
_MONTH_FROM = 28


@dataclass(frozen=True)
class Shift:
    """A difference in time: whole months, or days where it is less than one. Later is positive."""

    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class Move:
    """What became of a milestone: planned as ``before`` until then, in ``state`` from then on."""

    before: Moment
    state: str
    reason: str
    made_on: date
    on: date | None = None


@dataclass(frozen=True)
class Replanning:
    """A move of the planning: from, to, and why."""

    before: Moment
    after: Moment
    reason: str
    made_on: date


def is_late(state: str, planned_end: date, on: date) -> bool:
    """Return whether an open milestone should have been reached before a day."""
    return state == MilestoneState.OPEN and planned_end < on


def shift_between(before: date, after: date) -> Shift:
    """Return how far a day moved, in months to the nearest, or in days below four weeks."""
    days = (after - before).days
    if abs(days) < _MONTH_FROM:
        return Shift(days=days)
    return Shift(months=round(days / _DAYS_IN_MONTH))


def replannings(now: Moment, moves: Sequence[Move]) -> list[Replanning]:
    """Return the moves of the planning of a milestone, oldest first.

    ``now``: as it is planned now; ``moves``: all that became of it, oldest first. Being reached, dropped or
    taken up again moves nothing, and is left out.
    """
    plans = [*(move.before for move in moves), now]
    return [
        Replanning(move.before, after, move.reason, move.made_on)
        for move, after in zip(moves, plans[1:], strict=True)
        if move.before != after
    ]
