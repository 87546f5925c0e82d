"""How far a working group is, derived from its steps and updates, and never typed (rule 22).

Pure: what is known comes in, what it says goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from workgroups.enums import Judgement, StepState

FULL = 100
# From good to bad: a judgement further on is worse.
_ORDER = (Judgement.ON_COURSE, Judgement.ATTENTION, Judgement.ADJUST)


class Trend(Enum):
    """Which way a group goes: its last judgement beside the one before."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


def trend(judgements: Sequence[str]) -> Trend | None:
    """Return the trend of judgements in order of date; None for fewer than two."""
    if len(judgements) < 2:
        return None
    before, now = (_ORDER.index(Judgement(judgement)) for judgement in judgements[-2:])
    if now == before:
        return Trend.SAME
    return Trend.BETTER if now < before else Trend.WORSE


class StepFact(NamedTuple):
    """What of a step counts: its state, and its weight in percent, None where all count the same."""

    state: str
    weight: int | None = None


@dataclass(frozen=True)
class Progress:
    """How far the steps are. ``percent``: 0 to 100, rounded down; ``weighted``: by weights."""

    done: int
    total: int
    percent: int
    weighted: bool


def progress(steps: Sequence[StepFact]) -> Progress:
    """Return how far a group is: which part of its steps is done. A step that was dropped does not count.

    By weight where all steps have one and they add to 100 (``weights_add_up``); else the plain mean.
    """
    counting = [step for step in steps if step.state != StepState.DROPPED]
    done = [step for step in counting if step.state == StepState.DONE]
    weighted = weights_add_up([step.weight for step in counting])
    if weighted:
        percent = sum(step.weight or 0 for step in done)
    else:
        percent = FULL * len(done) // len(counting) if counting else 0
    return Progress(len(done), len(counting), percent, weighted)


def weights_add_up(weights: Sequence[int | None]) -> bool:
    """Whether weights in percent are there for all, and add to 100."""
    known = [weight for weight in weights if weight is not None]
    return bool(known) and len(known) == len(weights) and sum(known) == FULL


def report_due(last: date | None, start: date, weeks: int) -> date:
    """Return the day before which a group owes its next update.

    ``last``: the day of the last one; without one it counts from ``start``, the first day of the group.
    """
    return (last or start) + timedelta(weeks=weeks)


def is_late(state: str, planned_start: date, planned_end: date, on: date) -> bool:
    """Whether a step should have begun, or have been done, before a day."""
    if state == StepState.PLANNED:
        return planned_start < on
    return state == StepState.BUSY and planned_end < on
