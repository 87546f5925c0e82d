"""What each kind of body may do unless a deal says otherwise: one table (rules 15 and 18).

A deal overrides a line with ``BodyCompetence``, and names the article it rests on. Every body decides
on its own order: its report, its advice, its planning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from governance.enums import BodyKind, CompetenceLevel, DecisionSubject

_DECIDES, _PREPARES = CompetenceLevel.DECIDES, CompetenceLevel.PREPARES
_ADVISES, _INFORMED = CompetenceLevel.ADVISES, CompetenceLevel.INFORMED


@dataclass(frozen=True)
class KindDefaults:
    """What holds for a kind of body.

    ``levels``: what it may do per subject; a subject that is left out: it is informed.
    ``meets``: it comes together; ``has_seats``: parties have seats in it. ``needs_decision``: adding one
    after the start of the deal, and closing one, rests on a decision (rule 18).
    ``around_question``: it forms around a process question (rules 21 and 24).
    """

    levels: Mapping[str, CompetenceLevel]
    meets: bool = True
    has_seats: bool = True
    needs_decision: bool = False
    around_question: bool = False

    def level(self, subject: str) -> CompetenceLevel:
        """Return what this kind may do with a subject (DecisionSubject)."""
        if subject == DecisionSubject.OWN_ORDER:
            return _DECIDES
        return self.levels.get(subject, _INFORMED)


def _all(level: CompetenceLevel, **others: CompetenceLevel) -> dict[str, CompetenceLevel]:
    return {subject.value: level for subject in DecisionSubject} | others


BODY_KINDS: Mapping[str, KindDefaults] = {
    # Accountable for the smooth running of the deal (rule 3): it prepares, and decides nothing for others.
    BodyKind.PROJECT_ORGANIZATION: KindDefaults(_all(_PREPARES), meets=False),
    BodyKind.EXECUTIVES_NETWORK: KindDefaults({}),
    # The covenant itself is changed by the parties, never by a body (choice A2-10).
    BodyKind.STEERING_GROUP: KindDefaults(_all(_DECIDES, covenant=_PREPARES, quality_teams=_INFORMED)),
    # Prepares decisions and does not decide, except about quality teams (rules 15 and 18).
    BodyKind.CORE_GROUP: KindDefaults(_all(_PREPARES, quality_teams=_DECIDES)),
    BodyKind.QUALITY_TEAM: KindDefaults({"content": _ADVISES}, has_seats=False, needs_decision=True),
    BodyKind.RESIDENTS_PANEL: KindDefaults({"content": _ADVISES}, has_seats=False),
    BodyKind.WORKING_GROUP: KindDefaults({"content": _PREPARES}, has_seats=False, around_question=True),
    BodyKind.DESIGN_TEAM: KindDefaults({"content": _PREPARES}, has_seats=False),
    BodyKind.REGIONAL_ALLIANCE: KindDefaults({"content": _ADVISES}, has_seats=False, around_question=True),
    BodyKind.COUNCIL: KindDefaults({}),
    BodyKind.OTHER: KindDefaults({}, has_seats=False),
}


def needs_founding_decision(kind: str, start: date, deal_start: date) -> bool:
    """Whether founding a body of this kind on ``start`` must rest on a decision.

    A first team rests on the text of the deal; one that is added after the start of the deal does not
    (rule 18).
    """
    return BODY_KINDS[kind].needs_decision and start > deal_start


def needs_closing_decision(kind: str) -> bool:
    """Whether closing a body of this kind must rest on a decision (rule 18)."""
    return BODY_KINDS[kind].needs_decision
