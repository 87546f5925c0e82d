"""When the work of a group is likely to be done, from its steps alone; pure.

The forecast is simple on purpose, so that everybody can check it: what is late now moves all that comes
after it by as many days as it is late.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from workgroups.enums import StepState

OPEN = (StepState.PLANNED, StepState.BUSY)


class StepDays(NamedTuple):
    """A step as the forecast reads it. ``first``: the last day it was planned to take at first."""

    state: str
    start: date
    end: date
    first: date


class Forecast(NamedTuple):
    """When the work is done: at first, as planned now, and as it goes. All None where no step is open.

    ``behind``: by how many days what is late now moves the rest; ``after_term``: whether that is later than
    the last day of the deal.
    """

    at_first: date | None = None
    planned: date | None = None
    expected: date | None = None
    behind: int = 0
    after_term: bool = False

    @property
    def moved(self) -> int:
        """Return by how many days the planning itself moved since the beginning; earlier is negative."""
        if self.at_first is None or self.planned is None:
            return 0
        return (self.planned - self.at_first).days


def days_behind(step: StepDays, on: date) -> int:
    """Return by how many days a step is late: it should have begun, or been done. 0 when it is not."""
    if step.state not in OPEN:
        return 0
    expected = step.start if step.state == StepState.PLANNED else step.end
    return max((on - expected).days, 0)


def forecast(steps: Sequence[StepDays], term_end: date | None, on: date) -> Forecast:
    """Return when the open steps of a group are done.

    ``term_end``: the last day of the deal, where it has one. What was done or dropped does not count.
    """
    waiting = [step for step in steps if step.state in OPEN]
    if not waiting:
        return Forecast()
    behind, planned, at_first = 0, waiting[0].end, waiting[0].first
    for step in waiting:
        behind = max(behind, days_behind(step, on))
        planned = max(planned, step.end)
        at_first = max(at_first, step.first)
    expected = planned + timedelta(days=behind)
    return Forecast(
        at_first=at_first,
        planned=planned,
        expected=expected,
        behind=behind,
        after_term=term_end is not None and expected > term_end,
    )
