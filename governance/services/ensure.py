"""What the clock owes, made when it is missing: idempotent, catches up by itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date

from citydeal.services.jobs import record_run
from citydeal.services.news import send_weekly_lists
from governance.services.actions_reminders import remind_actions
from governance.services.duties_ensure import CalendarResult, ensure_duties
from governance.services.requests import pass_questions_on, withdraw_from_the_gone
from governance.services.requests_checks import ensure_member_checks
from governance.services.rights import SyncResult, sync_all
from governance.services.rounds_closing import ensure_rounds
from governance.signals import ensure_due

log = logging.getLogger(__name__)

JOB = "ensure"


@dataclass(frozen=True)
class AboveResult:
    """What apps above did on a run, in words, and how many of them failed."""

    words: tuple[str, ...] = ()
    failed: int = 0


@dataclass(frozen=True)
class EnsureResult:
    """What a run did: to the rights of accounts, how many questions it took back and parties it
    asked, and to the calendars.

    ``rounds``: written rounds closed or reminded of; ``actions``: reminded of; ``lists``: mailed; ``passed``:
    questions that went on to another contact. ``above``: what apps above did.
    """

    rights: SyncResult
    withdrawn: int
    asked: int
    calendar: CalendarResult
    rounds: int = 0
    actions: int = 0
    lists: int = 0
    passed: int = 0
    above: AboveResult = AboveResult()

    def __str__(self) -> str:
        """Return the numbers in words, for operators."""
        rights = self.rights
        above = "".join(f"; {words}" for words in self.above.words)
        return (
            f"rights: {rights.added} added, {rights.removed} removed, {rights.regranted} groups mended;"
            f" questions: {self.withdrawn} withdrawn, {self.passed} to another contact;"
            f" member checks: {self.asked} asked;"
            f" calendar: {self.calendar};"
            f" written rounds: {self.rounds}; actions: {self.actions} reminded;"
            f" weekly lists: {self.lists}{above}"
        )


def ensure(on: date) -> EnsureResult:
    """Bring everything that follows from the date up to ``on``: the rights of every account, the end of
    what is asked of parties that are gone, the member check of every party in this half-year, the
    calendar of every deal, written rounds, reminders of actions, and weekly lists.

    Safe to run twice, late, or beside itself. Writes a JobRun that ``/readyz`` reads.
    """
    with record_run(JOB) as run:
        result = EnsureResult(
            rights=sync_all(on),
            withdrawn=withdraw_from_the_gone(on),
            passed=pass_questions_on(on),
            # Before the rounds: what they bring to a meeting needs the meeting that is owed.
            calendar=ensure_duties(on),
            rounds=ensure_rounds(on),
            actions=remind_actions(on),
            lists=send_weekly_lists(on),
            # Last: it is many mails, and nothing of the others waits for it.
            asked=ensure_member_checks(on),
            above=_ask_above(on),
        )
        run.failed = bool(result.calendar.failed or result.above.failed)
        run.summary = str(result)
    return result


def _ask_above(on: date) -> AboveResult:
    """Let apps above do what they owe on a day; one that fails is logged, the others go on."""
    words, failed = [], 0
    for receiver, answer in ensure_due.send_robust(sender=None, on=on):
        if isinstance(answer, Exception):
            log.error("%r could not do what it owes", receiver, exc_info=answer)
            failed += 1
        else:
            words.append(str(answer))
    return AboveResult(tuple(words), failed)
