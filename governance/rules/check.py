"""Ask a rule about a body or a deal on a day, and say since when and until when the answer holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from citydeal.common.findings import (
    Acceptance,
    Finding,
    FindingFact,
    FindingState,
    Outcome,
    Remedy,
    Support,
    Timeline,
    state_of,
    timeline,
)
from citydeal.common.text import Text
from governance.rules.base import Rule
from governance.rules.facts import BodyFacts, DealFacts, Period
from governance.rules.registry import RULES
from governance.rules.shared import NO_BODY, day_words


@dataclass(frozen=True)
class CovenantClause(Period):
    """A rule as it holds in one deal: number, article, sentence, numbers, and its own period.

    ``acceptances``: the exceptions to it, of any body and any day.
    """

    number: int
    article: str
    text: str
    parameters: Mapping[str, Any]
    acceptances: tuple[Acceptance, ...] = ()

    @cached_property
    def rule(self) -> Rule:
        """Return the rule as code. Raises KeyError where the portal does not know it."""
        return RULES[self.number]

    @property
    def body_kind(self) -> str:
        """Return the kind of body it is asked of; empty: of the deal as a whole."""
        return self.rule.body_kind(self.parameters)

    def asks(self, body: BodyFacts, on: date) -> bool:
        """Whether this clause is asked about this body on that day."""
        if body.kind != self.body_kind:
            return False
        return body.period.holds(on) or (self.rule.asks_closed and body.period.start <= on)


def check_body(
    clause: CovenantClause, deal: DealFacts, body: BodyFacts, on: date, warning_days: int
) -> Finding:
    """Return the finding of one clause about one body on ``on``.

    ``warning_days``: calendar days before a break in which the finding is "at risk".
    """
    rule = clause.rule
    parameters = rule.filled(clause.parameters)
    lives = Period(body.period.start, None) if rule.asks_closed else body.period
    own = body.changes if rule.reads_members else frozenset(body.period.changes())
    days = own | deal.changes_with(rule.part)
    for other in deal.bodies:
        if other.kind in rule.beside and other.id != body.id:
            days |= other.changes

    def ask(day: date) -> Outcome:
        return rule.ask(deal, body, day, parameters)

    return _placed(clause, body, on, lives, ask, days, warning_days)


def check_deal(clause: CovenantClause, deal: DealFacts, on: date, warning_days: int) -> Finding:
    """Return the finding of one clause about the deal as a whole on ``on``; see ``check_body``."""
    rule = clause.rule
    parameters = rule.filled(clause.parameters)

    def ask(day: date) -> Outcome:
        return rule.ask(deal, day, parameters)

    return _placed(
        clause, deal, on, Period(clause.start, None), ask, deal.changes_with(rule.part), warning_days
    )


def check(clause: CovenantClause, deal: DealFacts, on: date, warning_days: int) -> list[Finding]:
    """Return the findings of one clause: of the deal, or of each body it is asked of.

    Where the rule does not hold on that day, or the deal has no such body, the finding says so
    (``not_applicable``).
    """
    if not clause.holds(on):
        words = (
            _("This rule holds from %(day)s.") if on < clause.start else _("This rule held until %(day)s.")
        )
        day = clause.start if on < clause.start else clause.end
        return [_not_asked(clause, deal, on, words % {"day": day_words(day)})]
    kind = clause.body_kind
    if not kind:
        return [check_deal(clause, deal, on, warning_days)]
    found = [
        check_body(clause, deal, body, on, warning_days)
        for body in deal.bodies
        if body.kind == kind and clause.asks(body, on)
    ]
    return found or [_not_asked(clause, deal, on, NO_BODY)]


def _accepted(clause: CovenantClause, finding: Finding) -> Finding:
    """Return a finding as it stands with an exception that holds on its day (A5).

    What does not hold becomes ``excepted``, and so does what is about to break while the exception still
    holds; what is in order stays so.
    """
    if not finding.is_problem:
        return finding
    body_id = None if finding.is_of_deal else finding.scope_id
    for acceptance in clause.acceptances:
        if acceptance.body_id != body_id or not acceptance.start <= finding.on <= acceptance.end:
            continue
        if finding.fails or (finding.breaks_on and finding.breaks_on <= acceptance.end):
            return finding._replace(state=FindingState.EXCEPTED, acceptance=acceptance)
    return finding


def _not_asked(clause: CovenantClause, deal: DealFacts, on: date, reason: Text) -> Finding:
    """Return the finding of a rule that there is nothing to ask of on that day."""
    return Finding(
        rule=clause.number,
        article=clause.article,
        text=clause.text,
        scope_id=deal.id,
        scope=deal.name,
        on=on,
        state=FindingState.NOT_APPLICABLE,
        reason=reason,
        is_of_deal=True,
    )


def _placed(
    clause: CovenantClause,
    scope: BodyFacts | DealFacts,
    on: date,
    lives: Period,
    ask: Callable[[date], Outcome],
    changes: frozenset[date],
    warning_days: int,
) -> Finding:
    """Return the finding about a scope, placed in time by the days on which a fact changes."""
    first = max(clause.start, lives.start)
    last = min(clause.end or date.max, lives.end or date.max)
    line = timeline(ask, changes, on, first, last)
    state = state_of(line, on, warning_days, is_target=clause.rule.is_target)
    fails = not line.outcome.holds and state is not FindingState.NOT_APPLICABLE
    breaks_on = line.changes_on if line.outcome.holds and state is not FindingState.NOT_APPLICABLE else None
    placed = Finding(
        rule=clause.number,
        article=clause.article,
        text=clause.text,
        scope_id=scope.id,
        scope=scope.name,
        on=on,
        state=state,
        since=line.since if fails else None,
        breaks_on=breaks_on,
        restores_on=line.restores_on if breaks_on or (fails and not _lapses(line)) else None,
        facts=_facts(line, state),
        remedy=_remedy(line, state),
        reason=line.outcome.not_applicable,
        counts=line.outcome.counts,
        is_of_deal=isinstance(scope, DealFacts),
    )
    return _accepted(clause, placed)


def _lapses(line: Timeline) -> bool:
    """Whether what does not hold now is later no longer asked, which is not the same as in order."""
    return line.after is not None and bool(line.after.not_applicable)


def _facts(line: Timeline, state: FindingState) -> tuple[FindingFact, ...]:
    """Return the facts of the answer; at risk, those that end are marked as such.

    Where none ends, what will break the rule is added: a party that withdraws, a group that closes.
    """
    if state is not FindingState.AT_RISK or line.changes_on is None or not line.outcome.holds:
        return tuple(line.outcome.facts)
    marked = tuple(
        fact._replace(support=Support.ENDS) if fact.end is not None and fact.end < line.changes_on else fact
        for fact in line.outcome.facts
    )
    if line.after is None or any(fact.support is Support.ENDS for fact in marked):
        return marked
    return marked + tuple(fact for fact in line.after.facts if fact.support is Support.FAILS)


def _remedy(line: Timeline, state: FindingState) -> Remedy | None:
    """Return what mends it: now, or before the day it breaks."""
    if not line.outcome.holds:
        return line.outcome.act
    if state is FindingState.AT_RISK and line.after is not None:
        return line.after.act
    return None
