"""Ask a rule about a body on a day, and say since when and until when the answer holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from citydeal.common.findings import (
    Finding,
    FindingFact,
    FindingState,
    Support,
    Timeline,
    state_of,
    timeline,
)
from governance.rules.facts import BodyFacts, Period
from governance.rules.registry import RULES


@dataclass(frozen=True)
class CovenantClause(Period):
    """A rule as it holds in one deal: number, article, sentence, numbers, and its own period."""

    number: int
    article: str
    text: str
    parameters: Mapping[str, Any]


def check_body(clause: CovenantClause, facts: BodyFacts, on: date, warning_days: int) -> Finding:
    """Return the finding of one clause about one body on ``on``.

    ``warning_days``: calendar days before a break in which the finding is "at risk".
    """
    rule = RULES[clause.number]

    def ask(day: date) -> Any:
        return rule.ask(facts, day, clause.parameters)

    days = [*facts.changes(), *clause.changes()]
    lived = [day for day in days if clause.holds(day) and facts.period.holds(day)]
    line = timeline(ask, lived, on)
    state = state_of(line, on, warning_days)
    breaks_on = line.changes_on if state in (FindingState.MET, FindingState.AT_RISK) else None
    broken = state is FindingState.BROKEN
    return Finding(
        rule=clause.number,
        article=clause.article,
        text=clause.text,
        scope_id=facts.id,
        scope=facts.name,
        on=on,
        state=state,
        since=(line.since or max(clause.start, facts.period.start)) if broken else None,
        breaks_on=breaks_on,
        restores_on=line.restores_on if broken or breaks_on else None,
        facts=_facts(line, state),
        remedy_seat_id=_remedy(line, state),
        reason=line.outcome.not_applicable,
    )


def _facts(line: Timeline, state: FindingState) -> tuple[FindingFact, ...]:
    """Return the facts of the answer; at risk, those that end are marked as such."""
    if state is not FindingState.AT_RISK or line.changes_on is None:
        return line.outcome.facts
    return tuple(
        replace(fact, support=Support.ENDS) if fact.end is not None and fact.end < line.changes_on else fact
        for fact in line.outcome.facts
    )


def _remedy(line: Timeline, state: FindingState) -> int | None:
    """Return the seat on which somebody must be named: now, or on the day it breaks."""
    if state is FindingState.BROKEN:
        return line.outcome.remedy_seat_id
    if state is FindingState.AT_RISK and line.after is not None:
        return line.after.remedy_seat_id
    return None
