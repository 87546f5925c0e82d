"""What comes of a written round, given what its voters answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from governance.enums import RoundChoice, RoundState

_FOR = frozenset({RoundChoice.AGREE, RoundChoice.AGREE_REMARK})


@dataclass(frozen=True)
class RoundTerms:
    """How a body decides in writing, frozen when the round opened.

    ``quorum``: how many answers it takes; None: that of everybody. ``by_vote``: more for than against is
    enough; else nobody may be against.
    """

    silence_agrees: bool = False
    by_vote: bool = False
    quorum: int | None = None


class Reason(StrEnum):
    """Why a round came out as it did."""

    DISCUSS = "discuss"
    TOO_FEW = "too_few"
    AGAINST = "against"
    AGREED = "agreed"


@dataclass(frozen=True)
class Outcome:
    """What came of a round (RoundState), and why."""

    state: str
    reason: Reason


def is_settled(choices: Sequence[str]) -> bool:
    """Whether no answer can change what comes of it: everybody answered, or one wants to discuss it.

    ``choices``: one RoundChoice for each voter, empty for who did not answer.
    """
    return RoundChoice.DISCUSS in choices or (bool(choices) and all(choices))


def outcome(choices: Sequence[str], terms: RoundTerms) -> Outcome:
    """Return what comes of a round with these answers.

    One voter who wants to discuss it brings it to the next meeting, and so do too few answers. Silence counts
    as agreed only where the terms say so. Source: choice A2-10 (consensus unless the body works otherwise).
    """
    if RoundChoice.DISCUSS in choices:
        return Outcome(RoundState.TO_MEETING, Reason.DISCUSS)
    silent = sum(not choice for choice in choices)
    agreed = sum(choice in _FOR for choice in choices) + (silent if terms.silence_agrees else 0)
    against = sum(choice == RoundChoice.NOT_AGREE for choice in choices)
    needed = len(choices) if terms.quorum is None else min(terms.quorum, len(choices))
    if agreed + against < max(needed, 1):
        return Outcome(RoundState.TO_MEETING, Reason.TOO_FEW)
    if against and not (terms.by_vote and agreed > against):
        return Outcome(RoundState.REJECTED, Reason.AGAINST)
    return Outcome(RoundState.AGREED, Reason.AGREED)
