"""What a check of the covenant says: the shape that rules return and pages, mail and exports show.

Source: facts A5 in docs/regels.md. A finding never blocks; what is refused is refused by services.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta


class FindingState(enum.StrEnum):
    """In orde, Let op, Voldoet niet, Niet van toepassing."""

    MET = "met"
    AT_RISK = "at_risk"
    BROKEN = "broken"
    NOT_APPLICABLE = "not_applicable"


class Support(enum.StrEnum):
    """How a fact bears on a rule on the day asked."""

    COUNTS = "counts"
    FAILS = "fails"
    ENDS = "ends"
    VACANT = "vacant"


@dataclass(frozen=True)
class FindingFact:
    """One thing a finding rests on: a seat, whose it is, and who holds it from when to when.

    ``person`` is shown only to who may read names (A5); ``office`` is what the person is called.
    """

    support: Support
    seat_id: int | None
    seat: str
    organization: str
    person_id: int | None = None
    person: str = ""
    office: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Outcome:
    """What a rule says about one day, before it is placed in time."""

    holds: bool
    facts: tuple[FindingFact, ...] = ()
    remedy_seat_id: int | None = None
    not_applicable: str = ""


@dataclass(frozen=True)
class Finding:
    """A rule, asked about a scope on a day.

    ``since``: broken since; ``breaks_on``: first day on which it will not hold; ``restores_on``: first
    later day on which it holds again. ``remedy_seat_id``: the seat on which somebody must be named.
    """

    rule: int
    article: str
    text: str
    scope_id: int
    scope: str
    on: date
    state: FindingState
    since: date | None = None
    breaks_on: date | None = None
    restores_on: date | None = None
    facts: tuple[FindingFact, ...] = field(default=())
    remedy_seat_id: int | None = None
    reason: str = ""

    @property
    def is_problem(self) -> bool:
        """Whether somebody has to do something."""
        return self.state in (FindingState.AT_RISK, FindingState.BROKEN)


@dataclass(frozen=True)
class Timeline:
    """Since when and until when an answer holds, around one day.

    ``since`` is only known where the rule does not hold; ``changes_on`` is the next day on which the
    answer turns and ``after`` the answer then; ``restores_on`` the first day on which it holds again.
    """

    outcome: Outcome
    since: date | None
    changes_on: date | None
    after: Outcome | None
    restores_on: date | None


def timeline(ask: Callable[[date], Outcome], changes: Iterable[date], on: date) -> Timeline:
    """Place the answer for ``on`` in time by walking the days on which a fact changes.

    ``ask`` is the rule as a function of the day; ``changes`` the days (in any order) on which a fact
    starts to differ from the day before. Between two such days the answer cannot change.
    Returns, where the rule does not hold, since which change it has not (None: since before the
    first); the next later day on which the answer turns, and to what; and, where it turns to not
    holding, when it holds again after that.
    """
    days = sorted(set(changes))
    outcome = ask(on)
    later = iter([day for day in days if day > on])
    changes_on, after = next(
        ((day, answer) for day in later if (answer := ask(day)).holds != outcome.holds),
        (None, None),
    )
    if outcome.holds:
        restores_on = next((day for day in later if ask(day).holds), None)
        return Timeline(outcome, None, changes_on, after, restores_on)
    since: date | None = None
    for day in reversed([day for day in days if day <= on]):
        if ask(day).holds:
            break
        since = day
    return Timeline(outcome, since, changes_on, after, changes_on)


def state_of(line: Timeline, on: date, warning_days: int) -> FindingState:
    """Return the state for people: at risk when it breaks within ``warning_days`` calendar days."""
    if line.outcome.not_applicable:
        return FindingState.NOT_APPLICABLE
    if not line.outcome.holds:
        return FindingState.BROKEN
    if line.changes_on and line.changes_on <= on + timedelta(days=warning_days):
        return FindingState.AT_RISK
    return FindingState.MET
