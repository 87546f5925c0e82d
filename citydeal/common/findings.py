"""What a check of the covenant says: the shape that rules return and pages, mail and exports show.

Source: facts A5 in docs/regels.md. A finding never blocks; what is refused is refused by services.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from citydeal.common.text import Text

_NO_COUNTS: Mapping[str, int] = MappingProxyType({})


class FindingState(enum.StrEnum):
    """In orde, Let op, Voldoet niet, Uitzondering, Niet van toepassing."""

    MET = "met"
    AT_RISK = "at_risk"
    BROKEN = "broken"
    EXCEPTED = "excepted"
    NOT_APPLICABLE = "not_applicable"


class Support(enum.StrEnum):
    """How a fact bears on a rule on the day asked."""

    COUNTS = "counts"
    FAILS = "fails"
    ENDS = "ends"
    VACANT = "vacant"


# A page makes hundreds of these: a named tuple is frozen too, and made in a fifth of the time.
class FindingFact(NamedTuple):
    """One thing a finding rests on: a seat, whose it is, and who holds it from when to when.

    ``subject`` is what the fact is about where that is no seat: a challenge, a process question, a sector.
    ``person`` is shown only to who may read names (A5); ``office`` is what the person is called.
    """

    support: Support
    seat_id: int | None = None
    seat: str = ""
    organization: str = ""
    organization_id: int | None = None
    person_id: int | None = None
    person: str = ""
    office: str = ""
    start: date | None = None
    end: date | None = None
    subject: str = ""


@dataclass(frozen=True)
class Remedy:
    """The one action that mends a finding: words, and the page where it is done.

    ``page`` is the name of a URL inside a deal and ``args`` what stands after the deal in its address;
    ``query`` is added as it is. ``short``: the words without about whom, for where that stands beside it.
    """

    text: str
    page: str
    args: tuple[int | str, ...] = ()
    query: str = ""
    short: str = ""


class Outcome(NamedTuple):
    """What a rule says about one day, before it is placed in time.

    ``facts`` and ``remedy`` are read once, and only of the days that are shown: a rule that is asked of many
    days gives an iterator and a function, which make them then.
    ``counts``: numbers that the sentence needs, such as how many are asked. ``not_applicable``: why the
    rule is not asked that day, empty where it is.
    """

    holds: bool
    facts: Iterable[FindingFact] = ()
    remedy: Remedy | Callable[[], Remedy | None] | None = None
    not_applicable: Text = ""
    counts: Mapping[str, int] = _NO_COUNTS

    @property
    def act(self) -> Remedy | None:
        """Return the act that mends it, made now where that was put off."""
        return self.remedy() if callable(self.remedy) else self.remedy


@dataclass(frozen=True)
class Acceptance:
    """That a finding was accepted: by whom, why, and until which day (A5).

    ``body_id``: whose finding it is; None for one of the deal as a whole. ``person`` is the project manager
    who accepted it, shown only to who may read names; ``body`` and ``decision`` the body that did, and its
    decision.
    """

    id: int
    body_id: int | None
    start: date
    end: date
    reason: str
    person: str = ""
    body: str = ""
    decision: str = ""


class Finding(NamedTuple):
    """A rule, asked about a scope on a day.

    ``scope_id`` is a body, or the deal where ``is_of_deal``. ``since``: broken since; ``breaks_on``: first
    day on which it will not hold; ``restores_on``: first later day on which it holds again.
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
    facts: tuple[FindingFact, ...] = ()
    remedy: Remedy | None = None
    reason: Text = ""
    counts: Mapping[str, int] = _NO_COUNTS
    is_of_deal: bool = False
    acceptance: Acceptance | None = None

    @property
    def is_problem(self) -> bool:
        """Whether somebody has to do something."""
        return self.state in (FindingState.AT_RISK, FindingState.BROKEN)

    @property
    def fails(self) -> bool:
        """Whether the rule does not hold on the day asked, accepted or not, target or not."""
        return self.since is not None


@dataclass(frozen=True)
class Names:
    """Whose names the reader of a finding may see (A5): everybody's, or those of some organisations."""

    everybody: bool = False
    organizations: frozenset[int] = frozenset()

    def may_read(self, fact: FindingFact) -> bool:
        """Whether the person of this fact may be named."""
        return self.everybody or fact.organization_id in self.organizations


EVERYBODY = Names(everybody=True)
NOBODY = Names()


class Timeline(NamedTuple):
    """Since when and until when an answer holds, around one day.

    ``since`` is only known where the rule does not hold; ``changes_on`` is the next day on which the
    answer turns and ``after`` the answer then; ``restores_on`` the first day on which it holds again.
    """

    outcome: Outcome
    since: date | None
    changes_on: date | None
    after: Outcome | None
    restores_on: date | None


def timeline(
    ask: Callable[[date], Outcome],
    changes: AbstractSet[date],
    on: date,
    first: date | None = None,
    last: date = date.max,
) -> Timeline:
    """Place the answer for ``on`` in time by walking the days on which a fact changes.

    ``ask`` is the rule as a function of the day; ``changes`` the days on which a fact starts to differ from
    the day before, of which those from ``first`` to ``last`` are asked, and ``first`` itself. Between two
    such days the answer cannot change.
    Returns, where the rule does not hold, since which change it has not (None: since before the
    first); the next later day on which the answer turns, and to what; and, where it turns to not
    holding, when it holds again after that.
    """
    outcome = ask(on)
    later = iter(sorted([day for day in changes if on < day <= last]))
    changes_on, after = next(
        ((day, answer) for day in later if (answer := ask(day)).holds != outcome.holds),
        (None, None),
    )
    if outcome.holds:
        restores_on = next((day for day in later if ask(day).holds), None)
        return Timeline(outcome, None, changes_on, after, restores_on)
    since: date | None = None
    days = {*changes, first} if first else changes
    for day in sorted([day for day in days if (first or day) <= day <= on], reverse=True):
        if ask(day).holds:
            break
        since = day
    return Timeline(outcome, since, changes_on, after, changes_on)


def state_of(line: Timeline, on: date, warning_days: int, *, is_target: bool = False) -> FindingState:
    """Return the state for people: at risk when it breaks within ``warning_days`` calendar days.

    ``is_target``: a target that is not reached is at risk, never broken.
    """
    if line.outcome.not_applicable:
        return FindingState.NOT_APPLICABLE
    if not line.outcome.holds:
        return FindingState.AT_RISK if is_target else FindingState.BROKEN
    if line.changes_on and line.changes_on <= on + timedelta(days=warning_days):
        return FindingState.AT_RISK
    return FindingState.MET
